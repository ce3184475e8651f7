"""The list of problems in the console (SYS-25)."""

from datetime import datetime, timedelta

from bot import tickets
from bot.customers import Visit
from bot.store import Store

from .conftest import Browser


def test_the_supervisor_sees_what_comes_again_and_says_what_works(
    bob: Browser, carol: Browser, alice: tuple[Visit, int], moment: datetime, sqlite_store: Store
) -> None:
    known = {"conversation_id": alice[0].conversation_id, "customer_id": alice[0].customer_id}
    about = {"title": "维修太慢", "fields": {}, "contact": "13800005521", "language": "zh", "type": "late_repair"}
    with sqlite_store.writing() as db:
        number = tickets.open_ticket(
            db, kind="complaint", department="complaints", now=moment - timedelta(hours=1), **known, **about  # type: ignore[arg-type]
        ).number  # fmt: skip
    data = {
        "cause": "线路老化", "category": "technical", "measure": "更换线路", "measure_kind": "technical",
        "owner": carol.get("/me").json()["agent"]["id"], "finish_on": "2026-01-02",
    }  # fmt: skip
    assert bob.post(f"/tickets/{number}/events", kind="root_cause", data=data).status_code == 200
    assert bob.get("/problems").status_code == 403
    (one,) = carol.get("/problems", days=30).json()
    assert (one["category"], one["count"], one["open"], one["late"]) == ("technical", 1, 1, 1)
    assert [(each["owner"], each["due"], each["late"]) for each in one["measures"]] == [("Carol", "2026-01-02", True)]
    check = {"of": "root_cause", "result": "两周无重复投诉", "effective": "yes"}
    assert carol.post(f"/tickets/{number}/events", kind="measure_checked", data=check).status_code == 200
    (one,) = carol.get("/problems").json()
    assert (one["open"], one["late"], one["measures"][0]["result"]) == (0, 0, "两周无重复投诉")
    assert carol.get("/problems", days=367).status_code == 422
