"""A case as its customer may see it (C-23): how far it is, who is in charge of it, by when, and what happened so far.

Only what is named here is shown: no internal note, nobody's name, nothing of another customer's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import appointments, letters, remedies, surveys, tickets
from bot.phrases import Phrases, in_script
from bot.reception.urging import hurries, hurry_again_at, may_say_not_solved, promised_time
from bot.standard import Standard
from bot.tickets import Event, Ticket

# Steps and events of a ticket that its customer hears of; every other one is the desk's own business.
TOLD = ("told", "result_told", "concluded", "hurried", "unconfirmed", "remedy_granted", "replied_in_writing")
CALLED_BACK = "callback_"
# From here on nothing is owed but that it is looked after.
RESOLVED = ("customer_confirmed", "confirmed", "improvement_recorded", "tracked", "resolved")
# Names under which something else is said as well.
OWN_KEYS = {"hurried": "was_hurried", "reopened": "reopened_step"}


@dataclass(frozen=True)
class Stage:
    """`state`: done | now | ahead."""

    name: str
    state: str
    at: str | None


@dataclass(frozen=True)
class Happening:
    at: datetime
    when: str
    text: str


@dataclass(frozen=True)
class Promised:
    at: datetime
    when: str
    late: bool


@dataclass(frozen=True)
class Visit:
    number: str
    when: str
    place: str
    state: str


@dataclass(frozen=True)
class LetterLine:
    number: str
    when: str


@dataclass(frozen=True)
class Given:
    name: str
    words: str
    when: str


@dataclass(frozen=True)
class Hurry:
    """`left`: how often it may still be asked for; `allowed`: now; `again`: when, where it is not now but later."""

    allowed: bool
    left: int
    again: str | None


@dataclass(frozen=True)
class Case:
    """All words are in the language asked for; `not_solved`: the customer may say so now."""

    number: str
    kind: str
    title: str
    opened: str
    state: str
    over: bool
    stages: list[Stage]
    department: str
    promised: Promised | None
    happened: list[Happening]
    appointments: list[Visit]
    letters: list[LetterLine]
    remedies: list[Given]
    hurry: Hurry
    not_solved: bool
    rating: int | None


def case(db: Connection, ticket: Ticket, language: str, now: datetime, *, standard: Standard, phrases: Phrases) -> Case:
    """`language`: zh | zh-Hant | en."""
    words = _Words(ticket, language, now, standard, phrases)
    kind = standard.tickets[ticket.kind]
    over, stages = ticket.over, tickets.stages(ticket, standard)
    return Case(
        ticket.number,
        words.name(kind),
        ticket.title,
        words.when(ticket.created_at),
        words.name(kind.step(ticket.state)),
        over,
        [Stage(words.name(one), one.state, words.when(one.at) if one.at else None) for one in stages],
        words.name(standard.departments[ticket.department]),
        None if over or ticket.state in RESOLVED else _promised(db, ticket, words),
        _happened(ticket, words),
        _visits(db, ticket, words),
        [LetterLine(one.number, words.when(one.sent_at)) for one in letters.of_ticket(db, ticket.id)],
        _given(db, ticket, words),
        _hurry(ticket, words),
        may_say_not_solved(ticket, standard, now),
        surveys.score_of_ticket(db, ticket.id),
    )


class _Words:
    def __init__(self, ticket: Ticket, language: str, now: datetime, standard: Standard, phrases: Phrases) -> None:
        self.ticket, self.language, self.now = ticket, language, now
        self.standard, self._phrases = standard, phrases

    def name(self, entry: Any) -> str:
        """Of the standard's, or of what has its names as `zh` and `en`."""
        return in_script(entry.en if self.language == "en" else entry.zh, self.language)

    def when(self, moment: datetime) -> str:
        return in_script(self.standard.say(moment, self.language, self.now), self.language)

    def say(self, key: str, **params: object) -> str:
        return self._phrases.say(key, self.language, **params)

    def of_event(self, event: Event) -> str | None:
        """In plain words; None where it is none of the customer's business."""
        kind = self.standard.tickets[self.ticket.kind]
        name = event.kind if event.kind == "opened" else event.state or event.kind
        known = {**kind.steps, **kind.side}
        if event.kind.startswith(CALLED_BACK):
            name = "called_back"
        elif event.state is None and event.kind not in TOLD:
            return None
        key = f"utter_case_{OWN_KEYS.get(name, name)}"
        if key in self._phrases:
            return self.say(key, **self._holes(event))
        return self.name(known[name]) if name in known else None

    def _holes(self, event: Event) -> dict[str, object]:
        given = self.standard.remedies.kinds.get(str(event.data.get("kind")))
        kind, reply = self.name(self.standard.tickets[self.ticket.kind]), str(event.data.get("reply", ""))
        return {
            "kind": kind,
            "into": event.data.get("into", ""),
            "reply": reply if letters.read_number(reply) else "",
            "remedy": self.name(given) if given else "",
        }


def _happened(ticket: Ticket, words: _Words) -> list[Happening]:
    """The latest first; the same thing twice in a row is told once."""
    found: list[Happening] = []
    for event in ticket.events:
        text = words.of_event(event)
        if text and not (found and found[-1].text == text and event.kind != "hurried"):
            found.append(Happening(event.at, words.when(event.at), text))
    return found[::-1]


def _promised(db: Connection, ticket: Ticket, words: _Words) -> Promised:
    due = promised_time(db, ticket, words.standard)
    return Promised(due, words.when(due), due < words.now)


def _visits(db: Connection, ticket: Ticket, words: _Words) -> list[Visit]:
    here = appointments.of_conversation(db, ticket.conversation_id) if ticket.conversation_id else []
    return [
        Visit(one.number, words.when(one.starts_at), one.place, words.say(f"utter_name_appointment_{one.state}"))
        for one in here
        if one.ticket_id == ticket.id
    ]


def _given(db: Connection, ticket: Ticket, words: _Words) -> list[Given]:
    granted = [one for one in remedies.of_ticket(db, ticket.id) if one.state == "granted"]
    return [Given(remedy_name(one, words.standard, words.language), one.words, words.when(one.at)) for one in granted]


def _hurry(ticket: Ticket, words: _Words) -> Hurry:
    again = hurry_again_at(ticket, words.standard)
    left = 0 if again is None else words.standard.following.hurry.most - len(hurries(ticket))
    later = again is not None and again > words.now
    return Hurry(again is not None and not later, left, words.when(again) if again and later else None)


def remedy_name(one: remedies.Remedy, standard: Standard, language: str) -> str:
    """Such as “compensation, 50 yuan”."""
    kind = standard.remedies.kinds[one.kind].name(language) if one.kind in standard.remedies.kinds else one.kind
    if one.amount is None or one.unit is None:
        return in_script(kind, language)
    unit = standard.remedies.units[one.unit].name(language) if one.unit in standard.remedies.units else one.unit
    return f"{kind}, {one.amount} {unit}" if language == "en" else in_script(f"{kind}{one.amount}{unit}", language)
