"""The wording rules as written in the standard; `wording` applies them."""

import re
from re import Pattern
from typing import Any, ClassVar, Literal

from pydantic import Field, root_validator, validator

from bot.standard.entry import Clauses, Entry, Named

Severity = Literal["error", "warning"]
Written = Literal["bot", "agent"]


class Patterns(Entry):
    """One language of a rule. A list of patterns is a hit when any of them is."""

    flags: ClassVar[int] = 0

    pattern: Pattern | None = None  # type: ignore[type-arg]
    unless_sentence: Pattern | None = None  # type: ignore[type-arg]
    unless_message: Pattern | None = None  # type: ignore[type-arg]
    need_message: tuple[Pattern, ...] = ()  # type: ignore[type-arg]
    bad: tuple[str, ...] = ()
    good: tuple[str, ...] = ()

    @validator("pattern", "unless_sentence", "unless_message", pre=True)
    def _any_of(cls, value: Any) -> Any:
        return _compiled("|".join(value) if isinstance(value, list) else value, cls.flags)

    @validator("need_message", pre=True)
    def _all_of(cls, value: list[str]) -> Any:
        return tuple(_compiled(item, cls.flags) for item in value)


class EnglishPatterns(Patterns):
    flags: ClassVar[int] = re.IGNORECASE


def _compiled(pattern: str, flags: int) -> "Pattern[str]":
    try:
        return re.compile(pattern, flags)
    except re.error as error:
        raise ValueError(f"the pattern cannot be read: {error}") from error


class Limits(Entry):
    """LX-LENGTH: the most that one message may hold."""

    max_cjk: int = Field(gt=0)
    max_words: int = Field(gt=0)
    max_questions: int = Field(gt=0)


class WordingRule(Entry):
    id: str
    names: Named = Field(alias="name")
    severity: Severity
    scope: tuple[Written, ...]
    level: Literal["sentence", "message", "required", "metric"] = "sentence"
    moments: tuple[str, ...] = ()
    clauses: Clauses = ()
    limits: Limits | None = None
    zh: Patterns | None = None
    en: EnglishPatterns | None = None
    fix: Named

    @root_validator(skip_on_failure=True)
    def _says_what_to_look_for(cls, values: dict[str, Any]) -> dict[str, Any]:
        level = values["level"]
        if (level == "metric") != (values["limits"] is not None):
            raise ValueError("`limits` belong to a rule of level metric, and it needs them")
        for language in ("zh", "en"):
            side = values[language]
            if side and level != "metric" and not (side.need_message if level == "required" else side.pattern):
                raise ValueError(f"{language} has nothing to look for")
        return values

    def patterns(self, language: str) -> Patterns | None:
        return self.en if language == "en" else self.zh

    def holds_for(self, written: str, moment: str | None) -> bool:
        return written in self.scope and (not self.moments or moment in self.moments)
