"""Canned replies keep the wording rules that hold for agents, and say the same in both languages."""

from collections.abc import Iterator
from typing import Any

from bot.check.figures import figures, named
from bot.check.finding import Finding
from bot.check.project import Project
from bot.standard import Standard
from bot.standard.marked import Key, Marked

FILE = "data/console/canned.yml"
LABELS = {"title", "name", "group", "topic"}  # seen by agents only


def check(project: Project, standard: Standard) -> Iterator[Finding]:
    marked = project.file(FILE)
    if marked is None:
        return
    for path, entry in _bilingual(marked.value, ()):
        moment = _moment(marked, path)
        for language in ("zh", "en"):
            line = marked.line((*path, language))
            if language not in entry:
                yield Finding(FILE, line, "error", f"no text in {language}")
                continue
            for found in standard.wording.check(str(entry[language]), language, "agent", moment, explain="en"):
                yield Finding(FILE, line, found.severity, f"{found.rule} {found.meaning}: “{found.text}”. {found.fix}.")
        yield from _same_figures(marked, path, entry)


def _bilingual(value: Any, path: Key) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Every mapping with a text in one of the languages, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("zh"), str) or isinstance(value.get("en"), str):
            yield path, value
        for key, inner in value.items():
            if key not in LABELS:
                yield from _bilingual(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _bilingual(inner, (*path, index))


def _moment(marked: Marked, path: Key) -> str | None:
    """From the entry itself, or from the one around it."""
    entries, value = [marked.value], marked.value
    for key in path:
        value = value[key]
        entries.append(value)
    for entry in entries[:-3:-1]:
        if isinstance(entry, dict) and isinstance(entry.get("moment"), str):
            return str(entry["moment"])
    return None


def _same_figures(marked: Marked, path: Key, entry: dict[str, Any]) -> Iterator[Finding]:
    if "zh" in entry and "en" in entry:
        zh, en = str(entry["zh"]), str(entry["en"])
        differ = (figures(zh) - named(en, "en")) | (figures(en) - named(zh, "zh"))
        if differ:
            text = f"Chinese and English differ in {', '.join(sorted(differ))}"
            yield Finding(FILE, marked.line((*path, "en")), "error", text)
