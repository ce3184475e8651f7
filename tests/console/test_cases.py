"""A ticket as a case at the console: the next step with its form, what is missing, what may be done by whom."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import reception, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.surveys import Answer
from bot.tickets import Ticket

from .conftest import Browser


@pytest.fixture
def complaint(sqlite_store: Store, alice: tuple[Visit, int], moment: datetime) -> Ticket:
    with sqlite_store.writing() as db:
        return tickets.open_ticket(
            db,
            kind="complaint",
            conversation_id=alice[0].conversation_id,
            customer_id=alice[0].customer_id,
            title="多收费",
            fields={"what": "两次扣费"},
            contact="13800005521",
            language="zh",
            department="complaints",
            now=moment - timedelta(hours=1),
            type="billing",
            level="ordinary",
        )


def test_the_page_offers_what_is_allowed_and_says_what_it_needs(
    bob: Browser, carol: Browser, complaint: Ticket
) -> None:
    path = f"/tickets/{complaint.number}"
    shown = bob.get(path).json()
    assert [(one["key"], one["state"]) for one in shown["stages"]][:2] == [("accept", "now"), ("investigate", "ahead")]
    assert [(one["state"], one["by"], one["allowed"]) for one in shown["moves"] if not one["aside"]] == [
        ("classified", "classification", True)
    ]
    bob.post(f"{path}/classification", type="billing", level="major")
    bob.post(f"{path}/assignee", agent_id=bob.get("/me").json()["agent"]["id"])
    (move,) = [one for one in bob.get(path).json()["moves"] if not one["aside"]]
    assert (move["state"], move["allowed"]) == ("investigating", False)
    assert bob.post(f"{path}/state", state="investigating").status_code == 403
    begun = carol.post(f"{path}/state", state="investigating").json()
    (move,) = [one for one in begun["moves"] if not one["aside"]]
    assert (move["state"], move["form"], move["needs"]) == ("solution_proposed", "solution", [["concluded"]])
    assert ["root_cause"] in [one["any_of"] for one in begun["closing"] if not one["met"]]


def test_a_customers_class_is_changed_by_the_supervisor_at_the_ticket(
    bob: Browser, carol: Browser, complaint: Ticket
) -> None:
    path = f"/tickets/{complaint.number}"
    assert bob.get(path).json()["customer_group"] == "ordinary"
    assert bob.post(f"{path}/customer-class", to="vip", reason="合同客户").status_code == 403
    assert carol.post(f"{path}/customer-class", to="vip", reason="").status_code == 422
    assert carol.post(f"{path}/customer-class", to="vip", reason="合同客户").json()["customer_group"] == "vip"
    assert bob.get(path).json()["customer_class"] == "vip"


def test_a_form_comes_back_with_the_fields_that_are_wrong(bob: Browser, carol: Browser, complaint: Ticket) -> None:
    path = f"/tickets/{complaint.number}"
    bob.post(f"{path}/classification", type="billing", level="ordinary")
    bob.post(f"{path}/assignee", agent_id=bob.get("/me").json()["agent"]["id"])
    carol.post(f"{path}/state", state="investigating")
    refused = carol.post(f"{path}/events", kind="concluded", data={"facts": "核实"})
    assert (refused.status_code, refused.json()["error"]) == (422, "evidence_missing")
    assert refused.json()["fields"]["customer_account"] == "missing"
    sheet = {
        "customer_account": "被扣两次", "methods": ["data"], "responsible_party": "计费", "upheld": "upheld",
        "conclusion": "重复出账",
    }  # fmt: skip
    done = carol.post(f"{path}/events", kind="concluded", data=sheet).json()
    assert done["history"][-1]["data"] == sheet
    early = carol.post(f"{path}/state", state="tracked", data={})
    assert (early.status_code, early.json()["error"]) == (409, "wrong_step")


@pytest.mark.parametrize(
    "data",
    [
        {"x" * 33: "a"},
        {"Words": "a"},
        {"words": "x" * 2001},
        {"words": 1.5},
        {"words": {"a": 1}},
        {"words": ["A b"]},
        {"words": 2**31},
        {"words": "\0"},
        {f"f{number}": "" for number in range(41)},
    ],
)
def test_what_is_no_answer_to_a_form_is_refused_at_the_door(bob: Browser, complaint: Ticket, data: Any) -> None:
    assert bob.post(f"/tickets/{complaint.number}/events", kind="told", data=data).status_code == 422


def test_events_that_others_write_are_not_written_here(bob: Browser, complaint: Ticket) -> None:
    for kind in ("callback_1", "opened", "emergency_started"):
        refused = bob.post(f"/tickets/{complaint.number}/events", kind=kind)
        assert (refused.status_code, refused.json()["error"]) == (422, "no_such_event")


def test_priority_ticks_and_features_are_set_by_hand(bob: Browser, complaint: Ticket) -> None:
    path = f"/tickets/{complaint.number}"
    weighed = bob.post(f"{path}/priority", urgency=4, importance=1, scope=1, difficulty=3).json()["weight"]
    assert (weighed["grade"], weighed["quadrant"], weighed["senior"], weighed["confirmed"]) == ("P1", "Q2", True, True)
    assert bob.post(f"{path}/priority", urgency=5, importance=1, scope=1, difficulty=1).status_code == 422
    ticked = bob.post(f"{path}/ticks", tick="solved", done=True).json()["ticks"]
    assert [(one["name"], one["by"]) for one in ticked][:2] == [("solved", "Bob"), ("responsibility", None)]
    assert bob.post(f"{path}/ticks", tick="nonsense", done=True).json()["error"] == "no_such_tick"
    assert bob.post(f"{path}/features", features=["remote"]).json()["error"] == "no_such_feature"


def test_the_list_can_be_asked_for_in_the_order_of_work(
    bob: Browser, complaint: Ticket, sqlite_store: Store, alice: tuple[Visit, int], moment: datetime
) -> None:
    with sqlite_store.writing() as db:
        known = {"conversation_id": alice[0].conversation_id, "customer_id": alice[0].customer_id}
        words: dict[str, Any] = {
            "title": "漏电",
            "fields": {},
            "contact": "13800005521",
            "language": "zh",
        }
        first = tickets.open_ticket(
            db,
            kind="fault",
            department="technical_support",
            now=moment - timedelta(hours=2),
            urgency=4,
            **known,
            **words,
        )
    assert [one["number"] for one in bob.get("/tickets").json()] == [first.number, complaint.number]
    rows = bob.get("/tickets", order="work").json()
    assert [(one["number"], one["grade"]) for one in rows] == [(first.number, "P1"), (complaint.number, "P4")]
    assert [one["number"] for one in bob.get("/tickets", order="work", seen=1).json()] == [complaint.number]
    assert bob.get("/tickets", order="work", mine="true").json() == []
    assert bob.get("/tickets", order="backwards").status_code == 422


def test_a_subtask_goes_to_a_department_and_back(
    bob: Browser, carol: Browser, complaint: Ticket, bob_agent: Agent, moment: datetime
) -> None:
    path, due = f"/tickets/{complaint.number}", (moment + timedelta(hours=8)).isoformat()
    asked = carol.post(f"{path}/subtasks", department="customer_service", request="核对账单", due_at=due).json()
    (one,) = asked["subtasks"]
    assert [each["id"] for each in bob.get("/subtasks").json()] == [one["id"]]
    done = bob.post(f"{path}/subtasks/{one['id']}", kind="done", text="属实").json()
    assert done["subtasks"][0]["state"] == "done" and bob.get("/subtasks").json() == []
    assert carol.post(f"{path}/subtasks/{one['id']}", kind="accepted").json()["subtasks"][0]["state"] == "accepted"
    assert carol.post(f"{path}/subtasks/987654", kind="accepted").status_code == 404


def test_a_subtask_of_another_ticket_is_not_found_here(
    bob: Browser, complaint: Ticket, sqlite_store: Store, moment: datetime
) -> None:
    due = (moment + timedelta(hours=8)).isoformat()
    asked = bob.post(f"/tickets/{complaint.number}/subtasks", department="operations", request="核对账单", due_at=due)
    number = asked.json()["subtasks"][0]["id"]
    with sqlite_store.writing() as db:
        details: dict[str, Any] = {"title": "报障", "fields": {}, "contact": "13800005521", "language": "zh"}
        known = {"conversation_id": None, "customer_id": complaint.customer_id, "department": "technical_support"}
        other = tickets.open_ticket(db, kind="fault", now=moment, **details, **known)
    assert bob.post(f"/tickets/{other.number}/subtasks/{number}", kind="withdrawn").status_code == 404


def test_what_was_closed_comes_back_to_the_step_that_failed(
    bob: Browser, sqlite_store: Store, complaint: Ticket, moment: datetime
) -> None:
    with sqlite_store.writing() as db:
        details: dict[str, Any] = {"title": "报障", "fields": {}, "contact": "13800005521", "language": "zh"}
        known = {"conversation_id": None, "customer_id": complaint.customer_id, "department": "technical_support"}
        number = tickets.open_ticket(db, kind="fault", now=moment, **details, **known).number
    path = f"/tickets/{number}"
    repair = {"cause": "光衰", "measure": "换光纤", "how": "outside"}
    assert bob.post(f"{path}/state", state="repaired", data=repair).json()["state"] == "repaired"
    back = bob.post(f"{path}/reopening", note="还是断").json()
    assert (back["state"], back["reopens"], back["next"][-2]) == ("reopened", [], "repaired")


def test_what_the_customer_thought_of_it_stands_on_the_page(
    carol: Browser, complaint: Ticket, sqlite_store: Store, standard: Standard, phrases: Phrases, moment: datetime
) -> None:
    assert carol.get(f"/tickets/{complaint.number}").json()["ratings"] == []
    with sqlite_store.writing() as db:
        ticket = tickets.find(db, complaint.number)
        assert ticket and ticket.conversation_id
        told = {"standard": standard, "phrases": phrases, "ticket": ticket}
        assert reception.ask_to_rate(db, ticket.conversation_id, moment, **told)
        answer = Answer(2, "等了三天", {"speed": 1})
        reception.rated(db, ticket.conversation_id, answer, moment, standard=standard)
    (one,) = carol.get(f"/tickets/{complaint.number}").json()["ratings"]
    assert (one["score"], one["low"], one["comment"], one["solved"]) == (2, True, "等了三天", None)
    assert one["parts"] == [{"zh": "响应速度", "en": "speed of response", "score": 1}]
    assert datetime.fromisoformat(one["at"]) == moment
