"""What became of contacts: solved at once, without a person, or with a complaint."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.figures.case import Case
from bot.figures.contacts import Contact
from bot.figures.worked import Work


def begun(contacts: Iterable[Contact]) -> list[Case]:
    return [_case(one, 1) for one in contacts]


def first_contact_solved(contacts: Iterable[Contact], within: timedelta, now: datetime) -> list[Case]:
    """Of those that are long enough ago: 1 where the customer did not come again, and no person left it unsolved."""
    return [_case(one, _is_solved(one, within)) for one in contacts if one.begun.at + within <= now]


def contained(contacts: Iterable[Contact], works: Iterable[Work], after: timedelta, now: datetime) -> list[Case]:
    """Of those that are over: 1 where no person was asked for and no ticket opened."""
    opened: dict[str, list[datetime]] = {}
    for work in works:
        if work.conversation_id:
            opened.setdefault(work.conversation_id, []).append(work.created_at)
    return [
        _case(one, not one.talks and not _any_within(opened.get(one.begun.conversation_id, ()), one))
        for one in contacts
        if one.begun.at + after <= now
    ]


def _is_solved(one: Contact, within: timedelta) -> bool:
    came_again = one.again is not None and one.again < one.begun.at + within
    return not came_again and not any(talk.unsolved for talk in one.talks)


def _any_within(moments: Iterable[datetime], one: Contact) -> bool:
    return any(one.begun.at <= at < one.ends for at in moments)


def _case(one: Contact, value: bool | int) -> Case:
    return Case(one.begun.at, int(value), one.about, f"conversation:{one.begun.conversation_id}")
