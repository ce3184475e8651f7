"""The way of a ticket: its steps in order, what each needs before it may be taken, and the forms people fill in.

FLOW-COMPLAINT and FLOW-FAULT, FORM-INVESTIGATION, FORM-CLOSE and FORM-IMPROVEMENT are data in standard.yml; here is
what such data may say."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, root_validator

from bot.access import RIGHTS
from bot.standard.complaint import LEVELS
from bot.standard.entry import Clauses, Entry, Limit, Named, NamedEntry
from bot.standard.forms import Form
from bot.standard.plain import fold
from bot.standard.signals import Signals

Level = Literal["ordinary", "major", "urgent"]
Place = tuple[Any, ...]


class Condition(Entry):
    """One of these events or steps must have happened, since the latest time at the step `since`.

    `levels`, `grades` and `features`: where there are any, only tickets that have one of them need it; `people`: so
    many different ones must have written it (S4-3.3-d)."""

    any_of: tuple[str, ...]
    since: str | None = None
    levels: tuple[Level, ...] = ()
    grades: tuple[Literal["P1", "P2", "P3", "P4"], ...] = ()
    features: tuple[str, ...] = ()
    people: int = Field(1, ge=1)

    def holds_for(self, level: str | None, grade: str, features: Collection[str]) -> bool:
        named = {*self.levels, *self.grades, *self.features}
        return not named or bool(named & {level or LEVELS[0], grade, *features})


class Step(NamedEntry):
    """`needs`: the form whose fields are its evidence; `after`: what must have happened before; `right`: who may.

    It may be passed over when it is `optional`, or once the condition `unless` holds. `by`: what takes a ticket
    there; `stage`: the part of the short bar that it belongs to."""

    stage: str | None = None
    needs: str | None = None
    after: tuple[Condition, ...] = ()
    right: str = "work"
    by: Literal["move", "classification", "assignment"] = "move"
    optional: bool = False
    unless: Condition | None = None


class Record(NamedEntry):
    """An event that people write: with which form, by which right, and at which steps only."""

    form: str | None = None
    right: str = "work"
    during: tuple[str, ...] = ()


class Feature(NamedEntry):
    """What divides clocks within one kind; `signals` propose it, a person sets it."""

    signals: Signals = Signals()

    def proposed(self, text: str) -> bool:
        return bool(self.signals.found(fold(text)))


class AboutStaff(Entry):
    """Complaints of these types are about the agents who wrote in the conversation so long before it was opened."""

    types: tuple[str, ...]
    looks_back: Limit
    clauses: Clauses = ()


class TicketKind(NamedEntry):
    """`steps` in order; `side` may be entered from any of them; `promise` is the clock the customer is told.

    `not_solved`: the step that has failed, and is to be done again, when the customer says so; `ticks`: the form whose
    ticks may be set one by one, each by another person."""

    department: str
    promise: str
    stages: dict[str, Named] = {}
    steps: dict[str, Step]
    side: dict[str, Step] = {}
    records: dict[str, Record] = {}
    features: dict[str, Feature] = {}
    not_solved: str | None = None
    about_staff: AboutStaff | None = None
    ticks: str | None = None

    def step(self, key: str) -> Step:
        return self.steps[key] if key in self.steps else self.side[key]

    @root_validator(skip_on_failure=True)
    def _ends_with_closed(cls, values: dict[str, Any]) -> dict[str, Any]:
        if list(values["steps"])[-1] != "closed":
            raise ValueError("the last step is `closed`")
        return values


def dangling(
    kinds: Mapping[Any, TicketKind], forms: Mapping[str, Form], events: Mapping[str, str], types: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    """Names that point at nothing, each with its place in the file."""
    for kind, entry in kinds.items():
        place: Place = ("tickets", kind)
        yield from _dangling_of_kind(place, entry, forms, types)
        for key, step in {**entry.steps, **entry.side}.items():
            group = "steps" if key in entry.steps else "side"
            yield from _dangling_of_step((*place, group, key), step, entry, forms, events)
        for key, record in entry.records.items():
            yield from _dangling_of_record((*place, "records", key), key, record, entry, forms, events)


def _dangling_of_kind(
    place: Place, entry: TicketKind, forms: Mapping[str, Form], types: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    if entry.not_solved and entry.not_solved not in entry.steps:
        yield (*place, "not_solved"), f"there is no step {entry.not_solved!r}"
    if entry.ticks and entry.ticks not in forms:
        yield (*place, "ticks"), f"there is no form {entry.ticks!r}"
    for type_ in set(entry.about_staff.types if entry.about_staff else ()) - set(types):
        yield (*place, "about_staff", "types"), f"there is no type {type_!r}"


def _dangling_of_step(
    place: Place, step: Step, entry: TicketKind, forms: Mapping[str, Form], events: Mapping[str, str]
) -> Iterator[tuple[Place, str]]:
    if step.stage and step.stage not in entry.stages:
        yield (*place, "stage"), f"there is no stage {step.stage!r}"
    if step.needs and step.needs not in forms:
        yield (*place, "needs"), f"there is no form {step.needs!r}"
    if step.right not in RIGHTS:
        yield (*place, "right"), f"there is no right {step.right!r}"
    conditions = [("after", one) for one in step.after] + ([("unless", step.unless)] if step.unless else [])
    for side, condition in conditions:
        for name in set(condition.any_of) - set(events) - set(entry.steps):
            yield (*place, side), f"there is neither an event nor a step {name!r}"
        if condition.since and condition.since not in entry.steps:
            yield (*place, side), f"there is no step {condition.since!r}"
        for name in set(condition.features) - set(entry.features):
            yield (*place, side), f"there is no feature {name!r}"


def _dangling_of_record(
    place: Place, key: str, record: Record, entry: TicketKind, forms: Mapping[str, Form], events: Mapping[str, str]
) -> Iterator[tuple[Place, str]]:
    if key not in events:
        yield place, f"there is no event {key!r}"
    if record.form and record.form not in forms:
        yield (*place, "form"), f"there is no form {record.form!r}"
    if record.right not in RIGHTS:
        yield (*place, "right"), f"there is no right {record.right!r}"
    for step in set(record.during) - set(entry.steps):
        yield (*place, "during"), f"there is no step {step!r}"
