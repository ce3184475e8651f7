"""The variations of the responses, as they stand in data/responses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.check.finding import Finding
from bot.check.project import Project
from bot.phrases import language_of
from bot.standard.marked import Marked

FOLDER = "data/responses"


@dataclass(frozen=True)
class Variation:
    """`language`: of the condition, zh without one; empty when it hangs on something else as well."""

    key: str
    file: str
    line: int
    language: str
    text: str
    moment: str | None
    payloads: tuple[str, ...]
    own_figures: bool = False

    def error(self, text: str) -> Finding:
        return Finding(self.file, self.line, "error", f"{self.key}: {text}")


def variations(project: Project) -> Iterator[Variation]:
    """Those that have the shape of one; `misshapen` tells of the others."""
    for name, marked in project.files(FOLDER):
        for key, index, entry in _entries(marked):
            if isinstance(entry, dict) and isinstance(entry.get("text"), str):
                yield Variation(
                    key,
                    name,
                    marked.line(("responses", key, index, "text")),
                    language_of(entry),
                    entry["text"],
                    (entry.get("metadata") or {}).get("moment"),
                    tuple(str(button.get("payload")) for button in entry.get("buttons") or []),
                    bool((entry.get("metadata") or {}).get("own_figures")),
                )


def misshapen(project: Project) -> Iterator[Finding]:
    for name, marked in project.files(FOLDER):
        for key, index, entry in _entries(marked):
            line = marked.line(("responses", key, index))
            if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
                yield Finding(name, line, "error", f"{key}: a variation needs a `text`")
            elif language_of(entry) not in ("zh", "en", ""):
                yield Finding(name, line, "error", f"{key}: the language of a condition is en; zh has no condition")
        for key in _responses(marked):
            if not str(key).startswith("utter_"):
                yield Finding(name, marked.line(("responses", key)), "error", f"{key}: a response begins with utter_")


def _entries(marked: Marked) -> Iterator[tuple[str, int, Any]]:
    for key, entries in _responses(marked).items():
        for index, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            yield str(key), index, entry


def _responses(marked: Marked) -> dict[Any, Any]:
    value = marked.value if isinstance(marked.value, dict) else {}
    found = value.get("responses")
    return found if isinstance(found, dict) else {}
