"""Forms that people fill in at a ticket: each field's name, what may be written there, and whether it is needed."""

import re
from datetime import date
from typing import Any, Literal

from pydantic import root_validator

from bot.standard.entry import NamedEntry

LONGEST = 2000  # characters of one answer


class FormField(NamedEntry):
    """`kind`: text · tick · choice (one) · choices (any number) · agent (an id) · date (2026-11-23) · number."""

    kind: Literal["text", "tick", "choice", "choices", "agent", "date", "number"] = "text"
    optional: bool = False
    choices: dict[str, NamedEntry] = {}
    least: int | None = None  # of a number

    @root_validator(skip_on_failure=True)
    def _choices_where_there_is_a_choice(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values["kind"] in ("choice", "choices")) != bool(values["choices"]):
            raise ValueError("`choices` belong to a field of kind choice or choices, and it needs them")
        return values

    def wrong(self, value: Any) -> str | None:
        """Why this value cannot be kept: "missing", "not_known", "too_long" or "not_right"; None when it can."""
        if value is None or value in ("", [], False):
            return None if self.optional else "missing"
        return _CHECKS[self.kind](self, value)


class Form(NamedEntry):
    fields_: dict[str, FormField]

    class Config:
        fields = {"fields_": "fields"}

    @property
    def ticks(self) -> list[str]:
        return [name for name, field in self.fields_.items() if field.kind == "tick"]

    def wrong(self, given: dict[str, Any]) -> dict[str, str]:
        """By field, why it cannot be accepted. Data that the form does not ask for may stand beside it."""
        found = {name: field.wrong(given.get(name)) for name, field in self.fields_.items()}
        return {name: why for name, why in found.items() if why}


def _text(field: FormField, value: Any) -> str | None:
    if not isinstance(value, str):
        return "not_right"
    return "too_long" if len(value) > LONGEST else None if value.strip() else "missing"


def _tick(field: FormField, value: Any) -> str | None:
    return None if value is True else "not_right"


def _choice(field: FormField, value: Any) -> str | None:
    return None if isinstance(value, str) and value in field.choices else "not_known"


def _choices(field: FormField, value: Any) -> str | None:
    known = isinstance(value, list) and all(isinstance(one, str) and one in field.choices for one in value)
    return None if known else "not_known"


def _number(field: FormField, value: Any) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "not_right"
    return "not_right" if field.least is not None and value < field.least else None


def _agent(field: FormField, value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) and value > 0 else "not_right"


def _date(field: FormField, value: Any) -> str | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return "not_right"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "not_right"
    return None


_CHECKS = {
    "text": _text,
    "tick": _tick,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "agent": _agent,
    "date": _date,
}
