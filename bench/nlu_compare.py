"""Compares ways to understand: `python bench/nlu_compare.py --devset FOLDER [--epochs 30] [--write FILE]`.

FOLDER holds the public sets as JSON lines (see docs/decisions/0002-pipeline.md); nothing of them is kept here.
"""

import argparse
import asyncio
import json
import logging
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")

ROOT = Path(__file__).resolve().parent.parent
OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCOPE_SIZE = 150

Example = tuple[str, str]


@dataclass
class Task:
    """`outside` is asked but never trained on, except what the own data contain of it."""

    name: str
    train: list[Example]
    test: list[Example]
    outside: list[str]


def pipelines(epochs: int, mixed: bool) -> dict[str, list[dict[str, Any]]]:
    tokenizer = {"name": "bot.nlu.tokenizer.MixedTokenizer" if mixed else "WhitespaceTokenizer"}
    counts = [
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    ]
    lexical = [{"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"}]
    diet = {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "random_seed": 1}
    fallback = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
    return {
        "ours": yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"][:3],
        "logistic": [tokenizer, *counts, {"name": "LogisticRegressionClassifier"}, fallback],
        "diet": [tokenizer, *lexical, *counts, {**diet, "entity_recognition": False}, fallback],
    }


def own_task(per_label: int | None) -> Task:
    train, test = read_nlu(ROOT / "data/nlu"), read_nlu(ROOT / "tests/nlu/heldout")
    name = "own data" if per_label is None else f"own data, {per_label} a label"
    inside = [example for example in test if example[1] != OUT_OF_SCOPE]
    return Task(name, thin(train, per_label), inside, [text for text, label in test if label == OUT_OF_SCOPE])


def read_nlu(folder: Path) -> list[Example]:
    blocks = [
        b for file in sorted(folder.glob("*.yml")) for b in yaml.safe_load(file.read_text("utf-8")).get("nlu", [])
    ]
    return [(text, b["intent"].replace("/", "_")) for b in blocks if "intent" in b for text in examples_of(b)]


def examples_of(block: dict[str, Any]) -> list[str]:
    if isinstance(block["examples"], str):
        return [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
    return [example["text"].strip() for example in block["examples"]]


def public_tasks(folder: Path) -> list[Task]:
    rows = [row for name in ("intent_hint3", "intent_banking77") for row in read_rows(folder / f"{name}.jsonl")]
    outside = [row["text"] for row in read_rows(folder / "oos.jsonl") if row["label"] == "oos" and row["lang"] == "en"]
    random.Random(0).shuffle(outside)
    names = sorted({row["source"].split()[0] for row in rows})
    return [
        split(
            name, [(r["text"], r["label"].replace("/", "_")) for r in rows if r["source"].split()[0] == name], outside
        )
        for name in names
    ]


def read_rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def split(name: str, examples: list[Example], outside: list[str]) -> Task:
    """Every fourth example of a label is for the test."""
    random.Random(0).shuffle(examples)
    seen: Counter[str] = Counter()
    train, test = [], []
    for text, label in examples:
        seen[label] += 1
        (test if seen[label] % 4 == 0 else train).append((text, label))
    return Task(name, train, test, outside[:OUT_OF_SCOPE_SIZE])


def thin(examples: list[Example], per_label: int | None) -> list[Example]:
    random.Random(0).shuffle(examples)
    seen: Counter[str] = Counter()
    kept = []
    for text, label in examples:
        seen[label] += 1
        if per_label is None or seen[label] <= per_label:
            kept.append((text, label))
    return kept


def measure(task: Task, pipeline: list[dict[str, Any]], folder: Path) -> dict[str, float]:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    started = time.process_time()
    model = train_nlu(str(write_config(folder, pipeline)), str(write_nlu(folder, task.train)), str(folder))
    trained = time.process_time() - started
    assert model, "the training made no model"
    agent = Agent.load(model)
    asyncio.run(parse_all(agent, [text for text, _ in task.test[:5]]))
    started = time.process_time()
    inside = asyncio.run(parse_all(agent, [text for text, _ in task.test]))
    each = (time.process_time() - started) / len(task.test)
    outside = asyncio.run(parse_all(agent, task.outside))
    truth = [label for _, label in task.test]
    return {
        "accuracy": share(best(parse) == label for parse, label in zip(inside, truth, strict=True)),
        "macro-F1": macro_f1([best(parse) for parse in inside], truth),
        "right": share(answer(parse) == label for parse, label in zip(inside, truth, strict=True)),
        "outside refused": share(answer(parse) in ("nlu_fallback", OUT_OF_SCOPE) for parse in outside),
        "training CPU s": trained,
        "CPU ms a message": 1000 * each,
        "model MB": Path(model).stat().st_size / 1e6,
    }


def write_config(folder: Path, pipeline: list[dict[str, Any]]) -> Path:
    config = {"recipe": "default.v1", "assistant_id": "compare", "language": "en", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder / "config.yml"


def write_nlu(folder: Path, examples: list[Example]) -> Path:
    by_label: dict[str, list[str]] = {}
    for text, label in examples:
        by_label.setdefault(label, []).append(" ".join(text.split()))
    blocks = [{"intent": k, "examples": "".join(f"- {text}\n" for text in v)} for k, v in sorted(by_label.items())]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
    return data


async def parse_all(agent: Any, texts: list[str]) -> list[dict[str, Any]]:
    return [await agent.parse_message(text) for text in texts]


def answer(parse: dict[str, Any]) -> str:
    return str(parse["intent"]["name"])


def best(parse: dict[str, Any]) -> str:
    """The first guess, even where it was refused."""
    names = [guess["name"] for guess in parse["intent_ranking"] if guess["name"] != "nlu_fallback"]
    return names[0] if names else "nlu_fallback"


def share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


def macro_f1(guesses: list[str], truth: list[str]) -> float:
    def f1(label: str) -> float:
        hits = sum(g == t == label for g, t in zip(guesses, truth, strict=True))
        return 2 * hits / (guesses.count(label) + truth.count(label))

    return sum(map(f1, set(truth))) / len(set(truth))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--devset", type=Path, default=os.environ.get("NLU_DEVSET"))
    arguments.add_argument("--only", nargs="*", default=["ours", "logistic", "diet"])
    arguments.add_argument("--tasks", nargs="*", default=[""], help="parts of the names of tasks")
    arguments.add_argument("--epochs", type=int, default=30, help="of DIET; Rasa's default is 300")
    arguments.add_argument("--per-label", type=int, help="examples of each label of the own data")
    arguments.add_argument("--write", type=Path, help="append the table, as markdown, to this file")
    chosen = arguments.parse_args()
    logging.disable(logging.WARNING)
    tasks = [own_task(chosen.per_label), *(public_tasks(Path(chosen.devset)) if chosen.devset else [])]
    for task in tasks:
        if any(part in task.name for part in chosen.tasks):
            for name in chosen.only:
                compare(task, name, chosen)


def compare(task: Task, name: str, chosen: argparse.Namespace) -> None:
    pipeline = pipelines(chosen.epochs, mixed=task.name.startswith("own"))[name]
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(task, pipeline, Path(folder))
    row = f"| {task.name} | {name} | " + " | ".join(f"{key} {value:.3g}" for key, value in figures.items()) + " |"
    print(row, flush=True)
    if chosen.write:
        with chosen.write.open("a", encoding="utf-8") as table:
            table.write(row + "\n")


if __name__ == "__main__":
    main()
