"""Reads standard.yml. A mistake is named by file and line, all of them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.standard.flow import dangling
from bot.standard.kpis import dangling_in_kpis
from bot.standard.letters import dangling_in_letters
from bot.standard.marked import Key, Marked, Unreadable, read
from bot.standard.schema import Standard


@dataclass(frozen=True)
class Mistake:
    file: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class InvalidStandard(ValueError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


def load(path: str | Path) -> Standard:
    """Raises InvalidStandard with every mistake found."""
    try:
        marked = read(Path(path))
    except Unreadable as error:
        raise InvalidStandard([Mistake(error.file, error.line, error.text)]) from error
    mistakes = [_mistake(marked, key, f"{key[-1]!r} stands here twice") for key in marked.repeated]
    try:
        standard = Standard.parse_obj(marked.value or {})
    except ValidationError as error:
        raise InvalidStandard(mistakes + [_of_schema(marked, item) for item in error.errors()]) from error
    mistakes += [_mistake(marked, key, text) for key, text in _dangling(standard)]
    if mistakes:
        raise InvalidStandard(mistakes)
    return standard


def _of_schema(marked: Marked, error: Any) -> Mistake:
    path: Key = tuple(part for part in error["loc"] if part not in ("__root__", "__key__"))
    where = ".".join(map(str, path))
    return _mistake(marked, path, f"{where}: {error['msg']}" if where else error["msg"])


def _mistake(marked: Marked, path: Key, text: str) -> Mistake:
    return Mistake(marked.file, marked.line(path), text)


def _dangling(standard: Standard) -> Iterator[tuple[Key, str]]:
    """Names that point at nothing."""
    for kind, entry in standard.tickets.items():
        if entry.department not in standard.departments:
            yield ("tickets", kind, "department"), f"there is no department {entry.department!r}"
        if entry.promise not in standard.clocks:
            yield ("tickets", kind, "promise"), f"there is no clock {entry.promise!r}"
    yield from dangling(standard.tickets, standard.forms, standard.events, standard.complaint.types)
    yield from _dangling_in_clocks(standard)
    yield from _dangling_after_the_service(standard)
    yield from _dangling_in_incidents(standard)
    yield from dangling_in_letters(standard.letters, {step for one in standard.tickets.values() for step in one.steps})
    yield from dangling_in_kpis(standard.kpis, standard.clocks, standard.survey.dimensions)
    for index, rule in enumerate(standard.wording.rules):
        for moment in set(rule.moments) - set(standard.wording.moments):
            yield ("wording", "rules", index, "moments"), f"there is no moment {moment!r}"


def _dangling_in_incidents(standard: Standard) -> Iterator[tuple[Key, str]]:
    for part, entries in (("stages", standard.incidents.stages), ("plan", standard.incidents.plan)):
        for name, entry in entries.items():
            if entry.clock and entry.clock not in standard.clocks:
                yield ("incidents", part, name, "clock"), f"there is no clock {entry.clock!r}"
            elif entry.clock and standard.clocks[entry.clock].limit.unit == "working_days":
                yield ("incidents", part, name, "clock"), f"{entry.clock} counts working days; an incident wall time"


def _dangling_in_clocks(standard: Standard) -> Iterator[tuple[Key, str]]:
    steps = {step for entry in standard.tickets.values() for step in (*entry.steps, *entry.side)}
    events = steps | set(standard.events)
    kinds = {*standard.tickets, "handoff", "turn"}
    for clock_id, rule in standard.clocks.items():
        for side, names in (("start", rule.start), ("stop", rule.stop)):
            for name in set(names) - events:
                yield ("clocks", clock_id, side), f"there is neither an event nor a step {name!r}"
        for kind in set(rule.scope.kinds) - kinds:
            yield ("clocks", clock_id, "for"), f"there is no kind {kind!r}"
        features = {feature for kind, entry in standard.tickets.items() for feature in entry.features}
        if rule.scope.feature and rule.scope.feature not in features:
            yield ("clocks", clock_id, "for"), f"no kind of ticket has a feature {rule.scope.feature!r}"


def _dangling_after_the_service(standard: Standard) -> Iterator[tuple[Key, str]]:
    for index, phase in enumerate(standard.callbacks.phases):
        if phase.clock not in standard.clocks:
            yield ("callbacks", "phases", index, "clock"), f"there is no clock {phase.clock!r}"
    for index, group in enumerate(standard.commitments.groups):
        for number, promise in enumerate(group.promises):
            here: Key = ("commitments", "groups", index, "promises", number)
            if promise.clock not in standard.clocks:
                yield (*here, "clock"), f"there is no clock {promise.clock!r}"
            for language in ("zh", "en"):
                if "{limit}" not in promise.name(language):
                    yield (
                        (*here, language),
                        "the sentence has no {limit}: another figure would not follow the clock",
                    )
