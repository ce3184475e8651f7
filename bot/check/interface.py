"""The words of the widget and of the customer's pages keep the wording rules, and say the same in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.check.figures import figures, named
from bot.check.finding import Finding
from bot.check.project import Project
from bot.standard import Standard

FOLDER = "channels/web/static"
FILES = ("strings.js", "words.js")
LANGUAGES = {"zh": "zh", "zhHant": "zh", "en": "en"}  # how a file names them, and as the rules know them

# On a button stands what its reader wants to be done: it commands us, not them.
OF_SENTENCES = ("LX-IMPERATIVE", "LX-HURRY")
SENTENCE = re.compile(r"[。！？；：.!?;:]")

_BEGIN, _END = re.compile(r"const (zh|zhHant|en) = \{$"), re.compile(r"\};$")
_KEY = re.compile(r"  (\w+): ?")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|`((?:\$\{[^}]*\}|[^`\\]|\\.)*)`')
_HOLE = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class Said:
    """One literal. `key`: the entry of the file that it belongs to; `block`: zh, zhHant or en."""

    block: str
    key: str
    line: int
    text: str


def check(project: Project, standard: Standard) -> Iterator[Finding]:
    for path in sorted(path for name in FILES for path in (project.root / FOLDER).rglob(name)):
        file, said = project.name(path), list(literals(path))
        if not said:
            yield Finding(
                file, 1, "error", "no words were found: one block for each of zh, zhHant and en is looked for"
            )
        for one in said:
            yield from _wording(file, one, standard)
        yield from _same_figures(file, said)


def literals(path: Path) -> Iterator[Said]:
    """In reading order; what is filled in later stands as {n}."""
    block = key = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        begins = _BEGIN.match(line)
        if begins:
            block, key = begins[1], ""
        elif _END.match(line):
            block = ""
        elif block:
            entry = _KEY.match(line)
            key = entry[1] if entry else key
            for quoted, template in _LITERAL.findall(line):
                text = quoted or _HOLE.sub("{n}", template)
                if text:
                    yield Said(block, key, number, text)


def _wording(file: str, one: Said, standard: Standard) -> Iterator[Finding]:
    text = one.text.rstrip("…")  # something goes on, and is no tone
    label = not SENTENCE.search(text)
    for found in standard.wording.check(text, LANGUAGES[one.block], "bot", explain="en"):
        if not (label and found.rule in OF_SENTENCES):
            told = f"{one.key}: {found.rule} {found.meaning}: “{found.text}”. {found.fix}."
            yield Finding(file, one.line, found.severity, told)


def _same_figures(file: str, said: list[Said]) -> Iterator[Finding]:
    """Of an entry as a whole: one language may need one more sentence than the other."""
    for key in dict.fromkeys(one.key for one in said):
        zh, en = (_all(said, key, block) for block in ("zh", "en"))
        if not zh or not en:
            continue
        differ = (figures(zh) - named(en, "en")) | (figures(en) - named(zh, "zh"))
        if differ:
            line = next(one.line for one in said if (one.key, one.block) == (key, "en"))
            text = f"{key}: Chinese and English differ in {', '.join(sorted(differ))}"
            yield Finding(file, line, "error", text)


def _all(said: list[Said], key: str, block: str) -> str:
    return "\n".join(one.text for one in said if (one.key, one.block) == (key, block))
