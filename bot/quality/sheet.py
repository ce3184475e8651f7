"""The automatic part of a review: each rule of the sheet looked for in what was said, with the sentences that break it.

Pure: it is given the words. The same for assistant and agents (SYS-27)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.standard import Standard
from bot.standard.plain import fold

FIRST_WORDS = 2  # messages in which a greeting must stand
LAST_WORDS = 2  # messages in which the closing must stand
UNDERSTANDING_WITHIN = 3  # messages after which it is too late to show understanding
GREETING, SOOTHING, CLOSING = "LX-REQ-GREETING", "LX-REQ-EMPATHY", "LX-REQ-CLOSING"
VAGUE = "LX-VAGUE"
SHORT = 6  # characters: “好吗?” may be asked again


@dataclass(frozen=True)
class Line:
    """`ours`: said by the one who is assessed; `key`: of a prepared sentence, which is not new each time."""

    seq: int
    ours: bool
    text: str
    at: datetime
    key: str = ""


@dataclass(frozen=True)
class Served:
    """What is assessed. `scope`: bot | agent. `due`: until when the first reply was owed, None where nothing was.

    `upset`: the customer was; `ended`: it was the assessed one who ended it."""

    lines: Sequence[Line]
    scope: str
    upset: bool
    ended: bool
    due: datetime | None

    @property
    def ours(self) -> list[Line]:
        return [line for line in self.lines if line.ours]


@dataclass(frozen=True)
class Verdict:
    """`met` None: does not apply. `seqs`: the messages that break the rule."""

    rule: str
    met: bool | None
    seqs: tuple[int, ...] = ()


def verdicts(served: Served, standard: Standard) -> list[Verdict]:
    """In the order of the sheet; nothing applies to somebody who said nothing."""
    if not served.ours:
        return [Verdict(rule, None) for rule in standard.quality.rules]
    found = {
        "greeting": _has("greeting", served, served.ours[:FIRST_WORDS], standard),
        "empathy": _empathy(served, standard),
        "named_time": _without(served, standard, lambda rule, severity: rule == VAGUE),
        "closing": _closing(served, standard),
        "wording": _without(served, standard, lambda rule, severity: severity == "error"),
        "in_time": _in_time(served),
        "not_twice": _not_twice(served.ours),
    }
    return [Verdict(rule, *found[rule]) for rule in standard.quality.rules]


Found = tuple[bool | None, tuple[int, ...]]
_NEEDS = {"greeting": GREETING, "soothing": SOOTHING, "closing": CLOSING}


def _has(moment: str, served: Served, lines: Sequence[Line], standard: Standard) -> Found:
    """What the standard asks of this moment stands in these messages; else the first of them is pointed at."""
    words = "\n".join(line.text for line in lines)
    broken = {one.rule for one in standard.wording.check(words, scope=served.scope, moment=moment)}
    return (False, (lines[0].seq,)) if _NEEDS[moment] in broken else (True, ())


def _empathy(served: Served, standard: Standard) -> Found:
    if not served.upset:
        return None, ()
    return _has("soothing", served, served.ours[:UNDERSTANDING_WITHIN], standard)


def _closing(served: Served, standard: Standard) -> Found:
    return _has("closing", served, served.ours[-LAST_WORDS:], standard) if served.ended else (None, ())


def _without(served: Served, standard: Standard, is_wrong: Callable[[str, str], bool]) -> Found:
    seqs = tuple(
        line.seq
        for line in served.ours
        if any(is_wrong(one.rule, one.severity) for one in standard.wording.check(line.text, scope=served.scope))
    )
    return not seqs, seqs


def _in_time(served: Served) -> Found:
    if served.due is None:
        return None, ()
    first = served.ours[0]
    return (True, ()) if first.at <= served.due else (False, (first.seq,))


def _not_twice(ours: Sequence[Line]) -> Found:
    """The same question in the same words, or the same prepared question, asked again."""
    asked: set[str] = set()
    seqs: list[int] = []
    for line in ours:
        questions = {line.key} if line.key.split("_")[1:2] == ["ask"] else _questions(line.text)
        if questions & asked:
            seqs.append(line.seq)
        asked |= questions
    return not seqs, tuple(seqs)


def _questions(text: str) -> set[str]:
    sentences = fold(text).replace("!", ".").replace("。", ".").replace("?", "?\n").replace(".", "\n").splitlines()
    return {"".join(one.split()).lower() for one in sentences if one.strip().endswith("?") and len(one.strip()) > SHORT}
