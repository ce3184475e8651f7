"""Training data: enough of it in both languages, nothing under two names, nothing that the tests also ask."""

from collections import Counter
from collections.abc import Iterator

from bot.check.examples import Example, examples, misshapen
from bot.check.finding import Finding
from bot.check.project import Project

TRAINING = "data/nlu"
HELD_OUT = "tests/nlu/heldout"
LEAST = 25  # examples for each intent and language
EMOTIONS = ("neutral", "worried", "dissatisfied", "angry")


def check(project: Project) -> Iterator[Finding]:
    yield from misshapen(project, TRAINING)
    trained = list(examples(project, TRAINING))
    yield from _enough(trained)
    yield from _emotions(trained)
    yield from _once(trained)
    yield from _held_out(trained, list(examples(project, HELD_OUT)))


def _enough(trained: list[Example]) -> Iterator[Finding]:
    counts = Counter((example.intent, language) for example in trained for language in example.languages)
    first: dict[str, Example] = {}
    for example in trained:
        first.setdefault(example.intent, example)
    for intent, example in first.items():
        for language in ("zh", "en"):
            if counts[intent, language] < LEAST:
                text = f"{intent} has {counts[intent, language]} examples in {language}, {LEAST} are needed"
                yield example.finding("error", text)


def _emotions(trained: list[Example]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for example in trained:
        where = (example.file, example.intent, example.emotion)
        if example.emotion not in EMOTIONS and where not in seen:
            seen.add(where)
            yield example.finding("error", f"there is no emotion {example.emotion!r}; choose of {', '.join(EMOTIONS)}")


def _once(trained: list[Example]) -> Iterator[Finding]:
    first: dict[str, Example] = {}
    for example in trained:
        other = first.setdefault(example.folded, example)
        if other.intent != example.intent:
            where = f"{other.intent} ({other.file}:{other.line})"
            yield example.finding("error", f"“{example.text}” is an example of {example.intent} and of {where}")
        elif other is not example and other.text == example.text:
            yield example.finding("warning", f"“{example.text}” stands already in line {other.line} of {other.file}")


def _held_out(trained: list[Example], held_out: list[Example]) -> Iterator[Finding]:
    known = {example.folded: example for example in trained}
    for example in held_out:
        other = known.get(example.folded)
        if other is not None:
            where = f"{other.file}:{other.line}"
            yield example.finding("error", f"“{example.text}” is held out for tests and trained in {where}")
