"""What agents do for a customer: open a ticket, book, move, classify, assign. The customer is told, once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import appointments, tickets, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.operator import Operator
from bot.settings import Settings
from bot.store import Store
from bot.tickets import Ticket

from .conftest import Browser

Waiting = Callable[..., tuple[Visit, int]]


@pytest.fixture(autouse=True)
def resources(sqlite_store: Store) -> None:
    settings = Settings(_env_file=None)
    with sqlite_store.writing() as db:
        appointments.put_resources(db, Operator.load(settings.path(settings.operator)).resources)


class Held:
    """A conversation in Bob's hands."""

    def __init__(self, visit: Visit, fence: int, store: Store) -> None:
        self.visit, self.fence, self.store = visit, fence, store
        self.path = f"/conversations/{visit.conversation_id}"

    def notices(self) -> list[str]:
        with self.store.reading() as db:
            said = transcript.after(db, self.visit.conversation_id, 0)
        return [one.text for one in said if one.author == "desk"]


@pytest.fixture
def held(bob: Browser, alice: tuple[Visit, int], sqlite_store: Store) -> Held:
    return Held(alice[0], bob.post(f"/handoffs/{alice[1]}/claim").json()["fence"], sqlite_store)


@pytest.fixture
def complaint(sqlite_store: Store, alice: tuple[Visit, int], moment: datetime) -> Ticket:
    with sqlite_store.writing() as db:
        return tickets.open_ticket(
            db,
            kind="complaint",
            conversation_id=alice[0].conversation_id,
            customer_id=alice[0].customer_id,
            title="师傅态度不好",
            fields={"what": "师傅态度不好"},
            contact="13800005521",
            language="zh",
            department="complaints",
            type="service_attitude",
            level="ordinary",
            now=moment - timedelta(hours=1),
        )


def wish(held: Held, **more: object) -> dict[str, object]:
    details = {"kind": "fault", "title": "宽带中断", "description": "光猫红灯", "contact": "13800138000"}
    return {"fence": held.fence, "client_key": "k1", **details, **more}


def visit_wish(held: Held, starts_at: str, **more: object) -> dict[str, object]:
    details = {"service": "repair", "district": "donghu", "place": "湖滨路1号", "name": "王女士", "need": "断网"}
    contact = {"contact": "13800138000", "starts_at": starts_at}
    return {"fence": held.fence, "client_key": "b1", **details, **contact, **more}


def free(bob: Browser, service: str = "repair") -> list[str]:
    return [one["starts_at"] for one in bob.get("/free-times", service=service, district="donghu").json()]


def test_a_ticket_goes_to_its_department_and_the_customer_hears_number_department_and_due_time(
    bob: Browser, held: Held
) -> None:
    opened = bob.post(f"{held.path}/tickets", **wish(held))
    assert opened.status_code == 201
    number = opened.json()["number"]
    ticket = bob.get(f"/tickets/{number}").json()
    assert (ticket["department"], ticket["owner"], ticket["assignee"]) == ("technical_support", "Bob", None)
    notice = held.notices()[-1]
    assert number in notice and "技术支持部" in notice and "前修复" in notice


def test_a_ticket_asked_for_twice_is_one_ticket_and_one_notice(bob: Browser, held: Held) -> None:
    before = len(held.notices())
    first, again = (bob.post(f"{held.path}/tickets", **wish(held)) for _ in range(2))
    assert first.json() == again.json() and len(held.notices()) == before + 1
    other = bob.post(f"{held.path}/tickets", **wish(held, client_key="k2"))
    assert other.json() != first.json()


@pytest.mark.parametrize("kind", ["complaint", "fault", "request", "suggestion", "callback"])
def test_every_kind_is_acknowledged_in_the_customers_language(
    bob: Browser, waiting: Waiting, sqlite_store: Store, kind: str
) -> None:
    visit, handoff_id = waiting("dan", "My bill is wrong", language="en")
    held = Held(visit, bob.post(f"/handoffs/{handoff_id}/claim").json()["fence"], sqlite_store)
    number = bob.post(f"{held.path}/tickets", **wish(held, kind=kind, title="Wrong bill")).json()["number"]
    notice = held.notices()[-1]
    assert number in notice and " team " in notice and notice.isascii()


def test_of_a_complaint_type_and_level_are_proposed(bob: Browser, held: Held) -> None:
    asked = wish(held, kind="complaint", title="客服态度恶劣", description="客服态度很差，一直不耐烦")
    number = bob.post(f"{held.path}/tickets", **asked).json()["number"]
    ticket = bob.get(f"/tickets/{number}").json()
    assert (ticket["type"], ticket["classified"]) == ("service_attitude", False) and ticket["level"]


def test_only_the_holder_opens_tickets_and_books(bob: Browser, carol: Browser, held: Held) -> None:
    before = len(held.notices())
    for path, asked in (("tickets", wish(held)), ("appointments", visit_wish(held, free(carol)[0]))):
        refused = carol.post(f"{held.path}/{path}", **asked)
        assert (refused.status_code, refused.json()["agent_name"]) == (409, "Bob"), path
    assert len(held.notices()) == before and carol.get("/tickets").json() == []


def test_a_booking_takes_a_free_time_once_and_is_told_with_its_file(
    bob: Browser, held: Held, sqlite_store: Store
) -> None:
    starts_at, before = free(bob)[0], len(held.notices())
    first, again = (bob.post(f"{held.path}/appointments", **visit_wish(held, starts_at)) for _ in range(2))
    assert first.status_code == 201 and first.json() == again.json()
    number = first.json()["number"]
    assert len(held.notices()) == before + 1 and number in held.notices()[-1] and "湖滨路1号" in held.notices()[-1]
    last = bob.get(f"{held.path}/messages").json()[-1]
    assert last["extras"]["file"] == {"kind": "appointment", "number": number}


def test_a_visit_needs_an_address_and_the_hall_has_its_own(bob: Browser, held: Held) -> None:
    refused = bob.post(f"{held.path}/appointments", **visit_wish(held, free(bob)[0], place=""))
    assert (refused.status_code, refused.json()["fields"]) == (422, {"place": "needed"})
    at_hall = visit_wish(held, free(bob, "hall")[0], service="hall", place="")
    number = bob.post(f"{held.path}/appointments", **at_hall).json()["number"]
    assert "湖滨路88号" in bob.get(f"/appointments/{number}").json()["place"]


def test_a_time_that_is_taken_is_refused_and_nothing_is_told(bob: Browser, held: Held) -> None:
    starts_at = free(bob)[0]
    for key in ("b1", "b2"):
        assert bob.post(f"{held.path}/appointments", **visit_wish(held, starts_at, client_key=key)).status_code == 201
    before = held.notices()
    refused = bob.post(f"{held.path}/appointments", **visit_wish(held, starts_at, client_key="b3"))
    assert (refused.status_code, refused.json()["error"]) == (409, "time_taken") and held.notices() == before
    assert starts_at not in free(bob)


def test_what_the_operator_does_not_offer_has_no_times(bob: Browser) -> None:
    assert bob.get("/free-times", service="haircut", district="donghu").status_code == 422
    assert bob.get("/free-times", service="repair", district="atlantis").status_code == 422


def test_an_appointment_moves_to_another_free_time_and_the_customer_is_told(bob: Browser, held: Held) -> None:
    first, later = free(bob)[0], free(bob)[-1]
    number = bob.post(f"{held.path}/appointments", **visit_wish(held, first)).json()["number"]
    moved = bob.post(f"/appointments/{number}/time", starts_at=later).json()
    assert (moved["starts_at"], moved["history"][-1]["kind"]) == (later, "changed")
    assert "新的时间" in held.notices()[-1] and first in free(bob)
    told = held.notices()
    assert bob.post(f"/appointments/{number}/time", starts_at=later).status_code == 200
    assert held.notices() == told, "the same time again is no news"
    assert bob.post(f"/appointments/{number}/time", starts_at="2001-01-01T09:00:00+00:00").status_code == 409
    assert bob.post(f"/appointments/{number}/time", starts_at="2031-01-01T09:00:00").status_code == 422


def test_a_cancelled_appointment_stays_in_the_list_of_its_day(bob: Browser, held: Held) -> None:
    starts_at = free(bob)[0]
    number = bob.post(f"{held.path}/appointments", **visit_wish(held, starts_at)).json()["number"]
    bob.post(f"/appointments/{number}/state", state="cancelled")
    day = datetime.fromisoformat(starts_at).astimezone(ZoneInfo("Asia/Shanghai")).date()
    listed = bob.get("/appointments", day=day.isoformat()).json()
    assert [(one["number"], one["state"]) for one in listed] == [(number, "cancelled")]
    assert bob.get("/appointments", day=(day + timedelta(days=1)).isoformat()).json() == []
    assert number in held.notices()[-1] and "已取消" in held.notices()[-1]


def test_a_proposed_type_and_level_is_confirmed_or_corrected(bob: Browser, complaint: Ticket) -> None:
    path = f"/tickets/{complaint.number}"
    assert bob.get(path).json()["classified"] is False
    settled = bob.post(f"{path}/classification", type="billing", level="major", note="实为资费争议").json()
    assert (settled["type"], settled["level"], settled["state"]) == ("billing", "major", "classified")
    assert settled["classified"] is True and settled["history"][-1]["note"] == "实为资费争议"
    assert bob.post(f"{path}/classification", type="weather", level="major").status_code == 422


def test_only_complaints_are_classified(bob: Browser, held: Held) -> None:
    number = bob.post(f"{held.path}/tickets", **wish(held)).json()["number"]
    refused = bob.post(f"/tickets/{number}/classification", type="billing", level="major")
    assert (refused.status_code, refused.json()["error"]) == (422, "no_complaint")
    assert bob.post("/tickets/T0000-0000/classification", type="billing", level="major").status_code == 404


def test_the_owner_stays_when_the_work_is_given_to_another(
    bob: Browser, carol_agent: Agent, bob_agent: Agent, complaint: Ticket
) -> None:
    path = f"/tickets/{complaint.number}/assignee"
    assert bob.post(path, agent_id=bob_agent.id).json()["owner"] == "Bob"
    assert bob.post(path, agent_id=carol_agent.id, note=" ").json()["error"] == "reason_needed"
    given = bob.post(path, agent_id=carol_agent.id, note="熟悉账单").json()
    assert (given["owner"], given["assignee"]) == ("Bob", "Carol")


def test_who_signs_out_is_away(bob: Browser, carol: Browser) -> None:
    bob.post("/sign-out")
    team = {one["name"]: one["available"] for one in carol.get("/desk").json()["agents"]}
    assert team == {"Bob": False, "Carol": True}
