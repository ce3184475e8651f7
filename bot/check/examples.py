"""The training examples as they stand in a Rasa NLU file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.check.finding import Finding
from bot.check.project import Project
from bot.standard.marked import Marked
from bot.standard.plain import CJK, LATIN_WORD, fold, language_of


@dataclass(frozen=True)
class Example:
    text: str
    intent: str
    emotion: str
    file: str
    line: int

    @property
    def languages(self) -> tuple[str, ...]:
        """Figures alone are of both."""
        if not CJK.search(self.text) and not LATIN_WORD.search(self.text):
            return ("zh", "en")
        return (language_of(fold(self.text)),)

    @property
    def folded(self) -> str:
        return " ".join(fold(self.text).lower().split())

    def finding(self, severity: Any, text: str) -> Finding:
        return Finding(self.file, self.line, severity, text)


def examples(project: Project, folder: str) -> Iterator[Example]:
    for name, marked in project.files(folder):
        for index, block in _blocks(marked):
            emotion = str((block.get("metadata") or {}).get("emotion", "neutral"))
            path = ("nlu", index, "examples")
            for number, line in enumerate(str(block.get("examples") or "").splitlines()):
                if line.strip().startswith("- "):
                    yield Example(
                        line.strip()[2:].strip(), str(block["intent"]), emotion, name, marked.line_within(path, number)
                    )


def misshapen(project: Project, folder: str) -> Iterator[Finding]:
    for name, marked in project.files(folder):
        for index, block in _blocks(marked):
            path = ("nlu", index, "examples")
            lines = str(block.get("examples") or "").splitlines()
            if not lines:
                yield Finding(name, marked.line(("nlu", index)), "error", f"{block['intent']} has no examples here")
            for number, line in enumerate(lines):
                if line.strip() and not line.strip().startswith(("- ", "#")):
                    yield Finding(name, marked.line_within(path, number), "error", 'an example begins with "- "')


def _blocks(marked: Marked) -> Iterator[tuple[int, dict[str, Any]]]:
    value = marked.value if isinstance(marked.value, dict) else {}
    for index, block in enumerate(value.get("nlu") or []):
        if isinstance(block, dict) and "intent" in block:
            yield index, block
