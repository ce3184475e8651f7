"""The entry `letters`: what a written reply must hold, and the words around it (FORM-WRITTEN-REPLY)."""

from typing import Any

from pydantic import root_validator

from bot.standard.entry import Clauses, Entry, Named, NamedEntry
from bot.standard.forms import FormField
from bot.standard.marked import Key

# What the words of the template may be filled with.
HOLES = ("title", "ticket_no", "department")


class LetterTemplate(Entry):
    """Sentences with {title}, {ticket_no} and {department}; the parts stand between opening and closing."""

    heading: Named
    number: Named
    about: Named
    date: Named
    salutation: Named
    opening: Named
    closing: Named
    signature: Named

    @root_validator(skip_on_failure=True)
    def _fillable(cls, values: dict[str, Any]) -> dict[str, Any]:
        for name, words in values.items():
            for language in ("zh", "en"):
                try:
                    words.name(language).format(**dict.fromkeys(HOLES, ""))
                except (KeyError, ValueError, IndexError) as error:
                    raise ValueError(f"{name}: only {{{'}, {'.join(HOLES)}}} can be filled in") from error
        return values


class LetterRules(NamedEntry):
    """`at`: the step of a ticket that a letter takes it to, where its kind has that step; `parts`: in their order."""

    clauses: Clauses = ()
    at: str
    parts: dict[str, FormField]
    template: LetterTemplate

    def wrong(self, given: dict[str, Any]) -> dict[str, str]:
        """By part, why it cannot be sent: "missing", "too_long" or "not_right"."""
        found = {name: part.wrong(given.get(name)) for name, part in self.parts.items()}
        return {name: why for name, why in found.items() if why}


def dangling_in_letters(rules: LetterRules, steps: set[str]) -> list[tuple[Key, str]]:
    return [] if rules.at in steps else [(("letters", "at"), f"there is no step {rules.at!r}")]
