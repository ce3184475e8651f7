"""Remedies beyond somebody's limit: the list of who may approve (SYS-35)."""

from datetime import datetime

from bot import tickets
from bot.customers import Visit
from bot.store import Store

from .conftest import Browser


def test_who_approves_sees_what_it_is_about_and_what_was_given_before(
    bob: Browser, carol: Browser, alice: tuple[Visit, int], moment: datetime, sqlite_store: Store
) -> None:
    known = {"conversation_id": alice[0].conversation_id, "customer_id": alice[0].customer_id, "now": moment}
    about = {"title": "多收费", "fields": {}, "contact": "13800005521", "language": "zh", "department": "complaints"}
    with sqlite_store.writing() as db:
        number = tickets.open_ticket(db, kind="complaint", **about, **known).number  # type: ignore[arg-type]
    for amount in (50, 200, 10):
        given = {"kind": "compensation", "amount": amount, "words": "退还多扣的费用", "client_key": f"remedy-{amount}"}
        assert bob.post(f"/tickets/{number}/remedies", **given).status_code == 201
    first, second = carol.get("/remedies").json()
    assert (first["remedy"]["amount"], first["title"], first["before"]) == (200, "多收费", 50)
    (told, *_) = carol.get("/notices/").json()
    assert told["subject"] == f"remedy:{second['remedy']['id']}"
    assert [one["remedy"]["amount"] for one in carol.get("/remedies", after=first["remedy"]["id"]).json()] == [10]
    path = f"/remedies/{first['remedy']['id']}/decision"
    assert carol.post(path, granted=False).json()["error"] == "reason_needed"
    assert carol.post(path, granted=False, note="先核对账单").json()["state"] == "refused"
    assert carol.post(path, granted=True).json()["error"] == "decided"
    assert len(carol.get("/remedies").json()) == 1
    assert {one["kind"] for one in bob.get("/notices/").json()} >= {"remedy_refused"}
