"""What became of tickets (C-08, S0-6.1-r): solved, repaired, reopened; and how many were complaints."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.figures.case import Case
from bot.figures.period import Period
from bot.figures.worked import Work

OUTSIDE, REPAIRED = "referred_outside", "repaired"


def resolved(works: Iterable[Work], period: Period) -> list[Case]:
    """One for each ticket that was closed in the period; its last closing there counts."""
    return [_case(one, at, _holds(one, at)) for one, at in _closed(works, period)]


def repaired(works: Iterable[Work], period: Period) -> list[Case]:
    faults = [one for one in works if one.kind == "fault"]
    return [_case(one, at, _holds(one, at) and one.has_reached(REPAIRED, at)) for one, at in _closed(faults, period)]


def complaints(works: Iterable[Work], period: Period) -> list[Case]:
    """Received in the period; by type."""
    return [
        _case(one, one.created_at, True, one.type or "unknown")
        for one in works
        if one.kind == "complaint" and period.holds(one.created_at)
    ]


def came_back(works: Iterable[Work], earlier: Iterable[Work], period: Period, within: timedelta) -> list[Case]:
    """Complaints of the period: 1 for those reopened since, or that repeat one of the same type. `earlier`: complaints
    from that long before the period on."""
    known: dict[tuple[str, str | None], list[datetime]] = {}
    for one in earlier:
        known.setdefault((one.customer_id, one.type), []).append(one.created_at)
    found = []
    for one in works:
        if one.kind != "complaint" or not period.holds(one.created_at):
            continue
        before = known.get((one.customer_id, one.type), ())
        repeats = any(one.created_at - within <= at < one.created_at for at in before)
        found.append(_case(one, one.created_at, repeats or one.reopened_after(one.created_at)))
    return found


def _closed(works: Iterable[Work], period: Period) -> list[tuple[Work, datetime]]:
    found = []
    for one in works:
        within = [at for at in one.closings() if period.holds(at)]
        if within:
            found.append((one, within[-1]))
    return found


def _holds(one: Work, closed_at: datetime) -> bool:
    return not one.reopened_after(closed_at) and not one.has_reached(OUTSIDE, closed_at)


def _case(one: Work, at: datetime, value: bool, group: str = "") -> Case:
    number = one.number
    return Case(at, int(value), one.about, f"ticket:{number}", number, group)
