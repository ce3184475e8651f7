"""Free times, as they stand in the store at this moment: matched with what the customer said, and offered."""

from datetime import datetime, timezone
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import names
from actions.said import Time
from bot.appointments import FreeTime, free_times
from bot.assistant.turn import current_turn

OFFERED = 6
# Enough to cover a whole day of two technicians, when the customer names a day.
LOOKED_AT = 40


def chosen(time: Time | None, service: str, district: str) -> str | None:
    """The free time that was meant exactly, as ISO 8601 in UTC."""
    if time is None or not time.exact:
        return None
    free = _free(service, district, time.starts_at)
    return next((written(one.starts_at) for one in free if one.starts_at == time.starts_at), None)


def offer(
    dispatcher: CollectingDispatcher,
    slot: str,
    time: Time | None,
    service: str,
    district: str,
    *,
    again: bool = False,
    first: dict[str, Any] | None = None,
) -> None:
    """Ask for a time, with free ones as buttons: near the time that was said, or within the period.

    `first` is a button that goes before them."""
    free = _free(service, district, time.starts_at if time else None)
    if not free:
        dispatcher.utter_message(response="utter_times_none")
        return
    within = _within(free, time)
    offered = within[:OFFERED] or _nearest(free, time)
    buttons = [*([first] if first else []), *(_button(slot, one) for one in offered)]
    if within:
        dispatcher.utter_message(response="utter_times_within", buttons=buttons)
    elif time is not None:
        asked_for = names.when(time.starts_at)
        dispatcher.utter_message(response="utter_times_near", buttons=buttons, time=asked_for)
    else:
        key = "utter_times_offered_again" if again else "utter_times_offered"
        dispatcher.utter_message(response=key, buttons=buttons)


def written(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat()


def _free(service: str, district: str, around: datetime | None) -> list[FreeTime]:
    """Each time once, however many technicians are free then."""
    turn = current_turn()
    with turn.reading() as db:
        found = free_times(db, service, district, turn.now, around=around, limit=LOOKED_AT if around else OFFERED * 2)
    once = {one.starts_at: one for one in found}
    return list(once.values())


def _within(free: list[FreeTime], time: Time | None) -> list[FreeTime]:
    if time is None or time.exact or time.ends_at is None:
        return []
    ends_at = time.ends_at
    return sorted((one for one in free if time.starts_at <= one.starts_at < ends_at), key=lambda one: one.starts_at)


def _nearest(free: list[FreeTime], time: Time | None) -> list[FreeTime]:
    """In order of time; without a time the soonest."""
    if time is None:
        return free[:OFFERED]
    around = time.starts_at
    near = sorted(free, key=lambda one: abs(one.starts_at - around))[:OFFERED]
    return sorted(near, key=lambda one: one.starts_at)


def _button(slot: str, free: FreeTime) -> dict[str, Any]:
    return {"title": names.when(free.starts_at), "payload": f'/inform{{"{slot}": "{written(free.starts_at)}"}}'}
