"""An appointment's calendar file is for its own conversation alone."""

from collections.abc import Callable

from bot import customers
from bot.store import Store
from channels.web.visitors import KIND, fingerprint


def test_only_who_made_an_appointment_can_fetch_its_file(
    alice, dan, sqlite_store: Store, standing_appointment: Callable
) -> None:
    with sqlite_store.reading() as db:
        visit = customers.find_by_identity(db, KIND, fingerprint(alice.token))
    booked = standing_appointment(sqlite_store, visit.conversation_id)
    own = alice.ask("GET", f"/appointments/{booked.number}.ics")
    assert own.status == 200
    assert own.headers["content-type"].startswith("text/calendar")
    assert own.body.startswith(b"BEGIN:VCALENDAR")
    assert alice.ask("GET", f"/appointments/{booked.number.replace('-', '').lower()}.ics").status == 200
    other, unknown = (
        dan.ask("GET", f"/appointments/{booked.number}.ics"),
        dan.ask("GET", "/appointments/A2222-2222.ics"),
    )
    assert (other.status, other.json) == (unknown.status, unknown.json) == (404, unknown.json)
