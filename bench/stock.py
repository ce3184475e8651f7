"""The peer: a stock Rasa project with our training data, as `rasa init` would configure it, answering over REST.

Every intent and every FAQ topic has one fixed Chinese reply of ours. It has no database, no custom action, no tickets:
what it does in a turn is less than what the desk does."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import yaml

ROOT = Path(__file__).resolve().parent.parent
EPOCHS = 100  # of Rasa's default configuration
QUIET = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
QUIET |= {"SANIC_WORKERS": "1", "LOG_LEVEL": "ERROR"}


def config(epochs: int) -> dict[str, Any]:
    """The default pipeline and policies of Rasa 3.6."""
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",  # its WhitespaceTokenizer refuses zh
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "epochs": epochs, "constrain_similarities": True},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": epochs},
            {"name": "TEDPolicy", "max_history": 5, "epochs": epochs, "constrain_similarities": True},
        ],
    }


def write_project(folder: Path, epochs: int) -> None:
    """`folder` becomes what `rasa train` and `rasa run` expect."""
    (folder / "data").mkdir(parents=True)
    examples = _examples()
    intents = sorted({label.split("/")[0] for label in examples} - {"faq"})
    _write(folder / "config.yml", config(epochs))
    _write(folder / "credentials.yml", {"rest": None})
    _write(folder / "endpoints.yml", {})
    _write(folder / "domain.yml", _domain(intents, examples))
    _write(folder / "data/nlu.yml", {"version": "3.1", "nlu": [_block(*item) for item in sorted(examples.items())]})
    _write(folder / "data/rules.yml", {"version": "3.1", "rules": [_rule(one) for one in [*intents, "faq"]]})
    _write(folder / "data/stories.yml", {"version": "3.1", "stories": _stories(intents)})


def train(folder: Path) -> float:
    """Seconds of wall time."""
    began = time.monotonic()
    rasa = [sys.executable, "-m", "rasa", "train", "--quiet"]
    subprocess.run(rasa, cwd=folder, env=QUIET, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


class Stock:
    """`rasa run` on a port of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.address, self._port = folder, f"http://127.0.0.1:{port}", port
        self.started_in = 0.0

    async def __aenter__(self) -> "Stock":
        began = time.monotonic()
        program = [sys.executable, "-m", "rasa", "run", "-p", str(self._port), "-i", "127.0.0.1"]
        self.process = subprocess.Popen(
            program, cwd=self.folder, env=QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.session = aiohttp.ClientSession()
        await self._answers()
        self.started_in = time.monotonic() - began
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.session.close()
        self.process.terminate()
        self.process.wait()

    async def open(self) -> str:
        """A conversation's id."""
        return os.urandom(8).hex()

    async def ask(self, sender: str, text: str) -> float:
        """Seconds until the answer is there. Raises: AssertionError when there is none."""
        began = time.perf_counter()
        body = {"sender": sender, "message": text}
        async with self.session.post(f"{self.address}/webhooks/rest/webhook", json=body) as response:
            assert await response.json(), f"stock Rasa said nothing to {text}"
        return time.perf_counter() - began

    async def _answers(self) -> None:
        for _ in range(600):
            try:
                await self.ask("first", "你好")
                return
            except (aiohttp.ClientError, AssertionError):
                assert self.process.poll() is None, "rasa run ended"
                await asyncio.sleep(0.5)
        raise AssertionError("stock Rasa did not answer in five minutes")


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
                found.setdefault(block["intent"], []).extend(lines)
    return found


def _domain(intents: list[str], examples: dict[str, list[str]]) -> dict[str, Any]:
    replies = _replies()
    topics = [label for label in examples if label.startswith("faq/")]
    answers = {f"utter_{topic}": replies[f"utter_{topic.replace('/', '_')}"] for topic in topics}
    fixed = {f"utter_{intent}": replies["utter_welcome_topics"] for intent in [*intents, "nlu_fallback"]}
    return {
        "version": "3.1",
        "intents": [*intents, "faq"],
        "responses": {key: [{"text": text}] for key, text in {**answers, **fixed}.items()},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _replies() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in (ROOT / "data/responses").glob("*.yml"):
        for key, variants in yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items():
            found[key] = next(one["text"] for one in variants if "condition" not in one)
    return found


def _block(label: str, lines: list[str]) -> dict[str, str]:
    return {"intent": label, "examples": "".join(f"- {line}\n" for line in lines)}


def _rule(intent: str) -> dict[str, Any]:
    return {"rule": intent, "steps": [{"intent": intent}, {"action": f"utter_{intent}"}]}


def _stories(intents: list[str]) -> list[dict[str, Any]]:
    """Without a story the two learning policies would have nothing to train on."""
    pairs = zip(intents, [*intents[1:], intents[0]], strict=True)
    return [{"story": f"{a} {b}", "steps": [*_rule(a)["steps"], *_rule(b)["steps"]]} for a, b in pairs]


def _write(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
