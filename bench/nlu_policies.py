"""Compares ways to decide what to do next: our policies, and the same with Rasa's default TED beside them.

Every conversation of two intents of the domain is walked through as our policies decide; what TED's model would have
done at each step is set beside it. TED learns from stories only and ours are all rules, so it is tried twice: on the
rules alone, and with the rules told once more as stories. Forms ask for their first slot and take the next answer."""

import argparse
import logging
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

# Before the libraries are loaded, and lest Rasa take a part from an earlier training.
os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", TF_CPP_MIN_LOG_LEVEL="3")
os.environ.update(OMP_NUM_THREADS="1", TF_INTRA_OP_PARALLELISM_THREADS="1", TF_INTER_OP_PARALLELISM_THREADS="1")

import structlog
import yaml
from nlu_tasks import ROOT
from rasa.core.agent import Agent
from rasa.model_training import train
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

LISTEN = "action_listen"
ANSWERS = ("inform", "affirm", "deny", "skip")  # what a form takes; it leaves the rest to the rules
MOST_STEPS = 6  # after one message


@dataclass
class Decider:
    name: str
    agent: Any
    training: float  # seconds of the processor
    spent: float = 0.0
    decided: Counter[str] = field(default_factory=Counter)  # by policy
    differs: Counter[str] = field(default_factory=Counter)  # by the policy that decided in ours

    def next(self, tracker: DialogueStateTracker) -> tuple[str, Any]:
        started = time.process_time()
        action, prediction = self.agent.processor.predict_next_with_tracker_if_should(tracker.copy())
        self.spent += time.process_time() - started
        self.decided[prediction.policy_name] += 1
        return action.name(), prediction


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=100, help="of TED (100: as in the default config.yml of Rasa)")
    parser.add_argument("--conversations", type=int, default=200, help="how many of them, chosen by chance (200)")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    os.chdir(ROOT)
    ours = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))["policies"]
    ted = {"name": "TEDPolicy", "max_history": 5, "epochs": chosen.epochs, "random_seed": 1}
    deciders = [
        trained("ours", ours),
        trained("with TED, rules only", [*ours, ted]),
        trained("with TED, rules told as stories", [*ours, ted], stories()),
    ]
    compare(deciders, chosen.conversations)
    for decider in deciders:
        print(row(decider), flush=True)


def trained(name: str, policies: list[dict[str, Any]], told: list[dict[str, Any]] | None = None) -> Decider:
    config = {"recipe": "default.v1", "assistant_id": "compare", "language": "zh", "pipeline": [], "policies": policies}
    with tempfile.TemporaryDirectory() as folder:
        files = {"config.yml": config, "stories.yml": {"version": "3.1", "stories": told or []}}
        for file, content in files.items():
            Path(folder, file).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        data = ["data/stories", "data/responses", *([f"{folder}/stories.yml"] if told else [])]
        started = time.process_time()
        result = train("domain.yml", f"{folder}/config.yml", data, output=folder)
        return Decider(name, Agent.load(result.model), time.process_time() - started)


def stories() -> list[dict[str, Any]]:
    """The rule that opens a form and the one that acts upon it are one story."""
    rules = [rule for file in sorted(Path("data/stories").glob("*.yml")) for rule in read_rules(file)]
    ends = {rule["condition"][0]["active_loop"]: rule["steps"] for rule in rules if "condition" in rule}
    return [told(rule, ends) for rule in rules if "condition" not in rule]


def read_rules(file: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))["rules"])


def told(rule: dict[str, Any], ends: dict[str, list[Any]]) -> dict[str, Any]:
    end = ends.get(rule["steps"][-1].get("active_loop"))
    steps = [*rule["steps"], {"intent": "inform"}, *end] if end else rule["steps"]
    return {"story": f"{rule['rule']}, told", "steps": steps}


def compare(deciders: list[Decider], conversations: int) -> None:
    ours, *others = deciders
    domain = ours.agent.domain
    pairs = list(product(sorted(set(domain.intents) & spoken()), repeat=2))
    for intents in Random(0).sample(pairs, min(conversations, len(pairs))):
        for tracker in walk(ours, intents):
            wanted, prediction = ours.next(tracker)
            for other in others:
                got, _ = other.next(tracker)
                other.differs[prediction.policy_name] += got != wanted


def spoken() -> set[str]:
    """Not Rasa's own intents for buttons that restart or go back."""
    return set(yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["intents"])


def walk(ours: Decider, intents: tuple[str, ...]) -> Iterator[DialogueStateTracker]:
    """The tracker before each decision."""
    domain = ours.agent.domain
    tracker = DialogueStateTracker("compare", domain.slots)
    opening = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted(LISTEN)]
    tracker.update_with_events(opening, domain)
    for intent in intents:
        tracker.update(said(intent), domain)
        if tracker.active_loop_name and intent not in ANSWERS:
            tracker.update(ActionExecutionRejected(tracker.active_loop_name), domain)
        for _ in range(MOST_STEPS):
            yield tracker
            action = do_next(ours, tracker)
            if action == LISTEN:
                break


def said(intent: str) -> UserUttered:
    meaning = {"name": intent, "confidence": 1.0}
    parse = {"intent": meaning, "entities": [], "emotion": {"name": "neutral", "confidence": 1.0}, "faq": None}
    return UserUttered(intent, meaning, parse_data=parse)


def do_next(ours: Decider, tracker: DialogueStateTracker) -> str:
    domain = ours.agent.domain
    action, prediction = ours.agent.processor.predict_next_with_tracker_if_should(tracker.copy())
    events = [*prediction.events, ActionExecuted(action.name(), prediction.policy_name, prediction.max_confidence)]
    if action.name() in domain.form_names:
        events += form_events(action.name(), tracker, domain)
    tracker.update_with_events(events, domain)
    return str(action.name())


def form_events(form: str, tracker: DialogueStateTracker, domain: Any) -> list[Any]:
    """It asks for its first slot; with the answer it has all it wants."""
    if tracker.active_loop_name != form:
        return [ActiveLoop(form), SlotSet("requested_slot", domain.required_slots_for_form(form)[0])]
    return [ActiveLoop(None), SlotSet("requested_slot", None)]


def row(decider: Decider) -> str:
    count = sum(decider.decided.values())
    each = 1000 * decider.spent / count
    told = [f"{decider.name}", f"training {decider.training:.1f} s", f"{each:.1f} ms a decision", f"{count} decisions"]
    who = ", ".join(f"{policy.split('_')[-1]} {number}" for policy, number in decider.decided.most_common())
    differs = ", ".join(f"{policy.split('_')[-1]} {number}" for policy, number in decider.differs.items())
    return "| " + " | ".join([*told, f"decided by {who}", f"other than ours: {differs or 'none'}"]) + " |"


if __name__ == "__main__":
    main()
