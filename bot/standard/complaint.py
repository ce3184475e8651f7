"""What kind of complaint this is, proposed from the customer's words for a person to confirm (C-06)."""

from typing import Any, Literal, NamedTuple

from pydantic import validator

from bot.standard.entry import Clauses, Entry, Named, NamedEntry
from bot.standard.plain import fold
from bot.standard.priority import Least, Scores
from bot.standard.signals import Negation, Signals, amounts

LEVELS = ("ordinary", "major", "urgent")  # weakest first, for proposing only: the standard does not rank them


class Proposal(NamedTuple):
    """`signals`: keys of the level signals found, strongest first."""

    type: str
    level: str
    signals: tuple[str, ...]


class ComplaintType(Named):
    signals: Signals


class LevelSignal(NamedEntry):
    level: Literal["major", "urgent"]
    raises: Least
    signals: Signals
    amount: float | None = None  # yuan

    def found(self, folded: str, negation: Negation) -> bool:
        if self.amount is not None and any(sum_ >= self.amount for sum_ in amounts(folded)):
            return True
        return bool(self.signals.found(folded, negation))


class Complaint(Entry):
    """The entry `complaint` of the standard."""

    clauses: Clauses = ()
    types: dict[str, ComplaintType]
    levels: dict[Literal["ordinary", "major", "urgent"], Named]
    negation: Negation
    level_signals: dict[str, LevelSignal]

    @validator("types")
    def _has_a_last_resort(cls, types: dict[str, ComplaintType]) -> dict[str, ComplaintType]:
        if "other" not in types:
            raise ValueError("a type `other` is needed for what fits nowhere")
        return types

    def propose(self, text: str, lang: str | None = None) -> Proposal:
        """The type is looked for in `lang` first; signs of danger always in both languages: customers mix them."""
        folded = fold(text)
        signals = [key for key, signal in self.level_signals.items() if signal.found(folded, self.negation)]
        signals.sort(key=lambda key: -LEVELS.index(self.level_signals[key].level))
        level = self.level_signals[signals[0]].level if signals else "ordinary"
        return Proposal(self._type(folded, lang), level, tuple(signals))

    def scores(self, proposal: Proposal, emotion: str = "neutral") -> Scores:
        """Urgency, importance, scope and difficulty to start with; an angry customer is not kept waiting."""
        scores = Scores(urgency=3 if emotion == "angry" else 2)
        for key in proposal.signals:
            scores = scores.at_least(self.level_signals[key].raises)
        return scores

    def _type(self, folded: str, lang: str | None) -> str:
        for languages in _search_order(lang):
            hits = {key: len(entry.signals.found(folded, None, languages)) for key, entry in self.types.items()}
            if max(hits.values()):
                return max(hits, key=lambda key: hits[key])
        return "other"


def _search_order(lang: str | None) -> list[Any]:
    return [{"en": "en"}.get(lang, "zh"), "zh en"] if lang else ["zh en"]
