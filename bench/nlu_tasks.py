"""What the pipelines are compared on: our own examples, and public sets that are read where they lie."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
OUT_OF_SCOPE = "out_of_scope"
OUT_OF_SCOPE_SIZE = 150  # of CLINC150's sentences; our own data bring theirs
LARGEST = 20  # labels of banking77 and CLINC150
FOLDS = 4

Example = tuple[str, str]


@dataclass
class Task:
    """`outside` is refused by a perfect pipeline. Only our own data hold examples of it in `train`."""

    train: list[Example]
    test: list[Example]
    outside: list[str]


def tasks(devset: Path | None, per_label: int) -> dict[str, list[Task]]:
    """By name; of a cross-validation all the folds, otherwise one."""
    own = read_nlu(ROOT / "data/nlu")
    known = {text for text, _ in own}
    held_out = [(text, label) for text, label in read_nlu(ROOT / "tests/nlu/heldout") if text not in known]
    strange = tuple(text for text, label in held_out if label == OUT_OF_SCOPE)
    small = folds(thin(own, per_label), strange)
    mine = {
        "own, held out": [asked(own, held_out)],
        "own, cross-validation": folds(own),
        f"own, {per_label} a label": small[:1],
        f"own, {per_label} a label, cross-validation": small,
    }
    return {**mine, **(dict(public(devset)) if devset else {})}


def read_nlu(folder: Path) -> list[Example]:
    blocks = [
        b for file in sorted(folder.glob("*.yml")) for b in yaml.safe_load(file.read_text("utf-8")).get("nlu", [])
    ]
    return [(text, plain(b["intent"])) for b in blocks if "intent" in b for text in examples_of(b)]


def examples_of(block: dict[str, Any]) -> list[str]:
    if isinstance(block["examples"], str):
        return [line[2:].strip() for line in block["examples"].splitlines() if line.startswith("- ")]
    return [example["text"].strip() for example in block["examples"]]


def plain(label: str) -> str:
    """A topic counts as an intent of its own for every pipeline; Rasa would read a slash as a response selector's."""
    return label.replace("/", "_")


def asked(train: list[Example], test: list[Example], outside: tuple[str, ...] = ()) -> Task:
    inside = [example for example in test if example[1] != OUT_OF_SCOPE]
    return Task(train, inside, [*outside, *(text for text, label in test if label == OUT_OF_SCOPE)])


def folds(examples: list[Example], outside: tuple[str, ...] = ()) -> list[Task]:
    """Each tests every fourth example of each label; the others train."""
    numbered = list(numbered_in_label(examples))
    return [
        asked([e for n, e in numbered if n % FOLDS != fold], [e for n, e in numbered if n % FOLDS == fold], outside)
        for fold in reversed(range(FOLDS))
    ]


def thin(examples: list[Example], per_label: int) -> list[Example]:
    return [example for number, example in numbered_in_label(examples) if number < per_label]


def numbered_in_label(examples: list[Example]) -> Iterator[tuple[int, Example]]:
    """Shuffled, the same way each time."""
    seen: Counter[str] = Counter()
    for example in random.Random(0).sample(examples, len(examples)):
        yield seen[example[1]], example
        seen[example[1]] += 1


def public(devset: Path) -> Iterator[tuple[str, list[Task]]]:
    clinc = [row for name in ("oos", "booking") for row in read_rows(devset / f"{name}.jsonl") if of_clinc(row)]
    strange = [row["text"] for row in clinc if "oos_train" in row["source"]]
    outside = tuple(random.Random(0).sample(strange, OUT_OF_SCOPE_SIZE))
    for bot in ("curekart", "powerplay11", "sofmattress"):
        rows = [row for row in read_rows(devset / "intent_hint3.jsonl") if bot in row["source"]]
        yield f"HINT3 {bot}", folds(labelled(rows, "label"), outside)[:1]
    banking = labelled(read_rows(devset / "intent_banking77.jsonl"), "label")
    yield "banking77", folds(largest(banking), outside)[:1]
    yield "CLINC150", folds(largest(labelled([row for row in clinc if row.get("orig")], "orig")), outside)[:1]


def read_rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def of_clinc(row: dict[str, Any]) -> bool:
    return bool(row["source"].startswith("CLINC150"))


def labelled(rows: list[dict[str, Any]], key: str) -> list[Example]:
    return list(dict.fromkeys((" ".join(row["text"].split()), plain(row[key])) for row in rows))


def largest(examples: list[Example]) -> list[Example]:
    labels = [label for label, _ in Counter(label for _, label in examples).most_common(LARGEST)]
    return [example for example in examples if example[1] in labels]
