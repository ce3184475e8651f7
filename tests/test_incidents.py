"""Incidents: declared, graded, told, handled, reviewed; who hears of them and who does not (SYS-28, FLOW-INCIDENT)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot import audit, incidents, notices, reception, tickets, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound
from bot.incidents import Incident
from bot.phrases import Phrases
from bot.reception import Desk, Reply
from bot.standard import Standard
from bot.store import Store

NOTICE = {
    "zh": "您好，东湖区宽带目前中断，抢修人员正在现场处理。",
    "en": "Broadband in Donghu is interrupted; a crew is at work.",
}
HOUR = timedelta(hours=1)


@pytest.fixture
def declare(carol: Agent, now: datetime, standard: Standard) -> Callable[..., Incident]:
    """declare(db, severity="major") is an outage of broadband in Donghu, declared by Carol."""

    def make(db: Connection, at: datetime = now, **other: Any) -> Incident:
        wanted: dict[str, Any] = {
            "severity": "minor", "what": "光缆中断", "services": ["broadband"], "districts": ["donghu"],
            "notice": NOTICE, "until": now + 3 * HOUR, "drill": False, **other,
        }  # fmt: skip
        return reception.incident_declared(Desk(db, carol, at, standard), **wanted)

    return make


@pytest.fixture
def fault(now: datetime) -> Callable[..., str]:
    """fault(db, alice, district="donghu") is the number of an open fault of hers."""

    def opened(db: Connection, visit: Visit, **fields: str) -> str:
        return tickets.open_ticket(
            db, kind="fault", conversation_id=visit.conversation_id, customer_id=visit.customer_id, title="断网",
            fields={"product": "broadband", **fields}, contact="13800138000", language="zh",
            department="technical_support", now=now,
        ).number  # fmt: skip

    return opened


def heard(db: Connection, visit: Visit) -> list[str]:
    return [one.text for one in transcript.after(db, visit.conversation_id, 0) if one.author == "desk"]


def desk(db: Connection, agent: Agent, at: datetime, standard: Standard) -> Desk:
    return Desk(db, agent, at, standard)


def test_declaring_reports_grades_notifies_and_informs_at_once(
    store: Store, declare: Callable[..., Incident], bob: Agent, carol: Agent, now: datetime
) -> None:
    with store.writing() as db:
        incident = declare(db)
        assert set(incident.reached) == {"reported", "graded", "informed", "notified"}
        assert incident.severity == "minor" and incidents.tasks(db, incident.id) == []
        told = [(one.kind, one.subject) for agent in (bob, carol) for one in notices.of(db, agent.id)]
        assert told == [("incident", f"incident:{incident.id}")] * 2
        (notified,) = [one for one in incidents.history(db, incident.id) if one.kind == "notified"]
        assert notified.data == {"people": 2} and notified.at == now
        assert audit.listing(db, subject=f"incident:{incident.id}")[0].action == "incident.declared"


def test_a_major_one_lists_the_plan_with_the_due_times_of_the_standard(
    store: Store, declare: Callable[..., Incident], now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        due = {one.task: one.due_at for one in incidents.tasks(db, declare(db, severity="major").id)}
    assert set(due) == set(standard.incidents.plan)
    assert due["lead"] - now == standard.clocks["SLA-EMERGENCY-RESPONSE"].limit.length == timedelta(minutes=30)
    assert due["confirm"] - now == standard.clocks["SLA-MAJOR"].limit.length == 48 * HOUR
    assert due["mechanism"] - now == standard.clocks["SLA-EMERGENCY-PLAN"].limit.length == 2 * HOUR


def test_what_becomes_major_gets_the_plan_due_from_the_report_on(
    store: Store, declare: Callable[..., Incident], carol: Agent, bob: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        incident = declare(db)
        again = reception.incident_regraded(desk(db, carol, now + HOUR, standard), incident.id, "major")
        assert again.severity == "major" and incidents.next_step(again, standard) == "planned"
        assert {one.task: one.due_at for one in incidents.tasks(db, incident.id)}["lead"] == now + HOUR / 2
        assert len(notices.of(db, bob.id)) == 2


def test_a_task_is_given_and_done_once_and_is_late_after_it_was_due(
    store: Store, declare: Callable[..., Incident], carol: Agent, bob: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        incident = declare(db, severity="major")
        reception.incident_task_given(desk(db, carol, now, standard), incident.id, "lead", bob.id)
        assert notices.of(db, bob.id)[0].kind == "incident_task"
        (lead,) = [one for one in incidents.tasks(db, incident.id) if one.task == "lead"]
        assert lead.assignee_id == bob.id
        assert (lead.late(lead.due_at), lead.late(lead.due_at + timedelta(seconds=1))) == (False, True)
        reception.incident_task_done(desk(db, bob, now, standard), incident.id, "lead", "群已建立")
        (lead,) = [one for one in incidents.tasks(db, incident.id) if one.task == "lead"]
        assert (lead.done_by, lead.late(now + 9 * HOUR)) == ("Bob", False)
        with pytest.raises(Conflict, match="done already"):
            reception.incident_task_done(desk(db, bob, now, standard), incident.id, "lead", "")
        with pytest.raises(NotFound):
            reception.incident_task_done(desk(db, bob, now, standard), incident.id, "dance", "")


def test_no_step_is_skipped_and_only_a_review_ends_it(
    store: Store, declare: Callable[..., Incident], carol: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        incident = declare(db, severity="major")
        by = desk(db, carol, now, standard)
        for wrong in ("handled", "reviewed", "informed"):
            with pytest.raises(Conflict) as refused:
                reception.incident_stepped(by, incident.id, wrong, {})
            assert refused.value.facts["allowed"] == ["planned"]
        reception.incident_stepped(by, incident.id, "planned", {})
        assert reception.incident_stepped(by, incident.id, "handled", {}).over
        with pytest.raises(Conflict, match="not done"):
            reception.incident_stepped(by, incident.id, "reviewed", {"cause": "施工", "measures": "标识"})
        for task in standard.incidents.plan:
            reception.incident_task_done(by, incident.id, task, "")
        with pytest.raises(Invalid) as needed:
            reception.incident_stepped(by, incident.id, "reviewed", {"cause": "施工", "measures": " "})
        assert needed.value.code == "evidence_missing"
        ended = reception.incident_stepped(by, incident.id, "reviewed", {"cause": "施工", "measures": "标识"})
        assert incidents.next_step(ended, standard) is None


def test_a_notice_against_the_wording_rules_is_refused_and_nothing_is_stored(
    store: Store, declare: Callable[..., Incident]
) -> None:
    with store.writing() as db, pytest.raises(Invalid) as refused:
        declare(db, notice={**NOTICE, "zh": "不是我们的问题，你等着。"})
    assert {one["rule"] for one in refused.value.facts["findings"]} >= {"LX-BLAME", "LX-NI"}  # type: ignore[attr-defined]
    with store.reading() as db:
        assert incidents.listing(db) == []


def test_once_service_is_back_nothing_is_told_or_graded_any_more(
    store: Store, declare: Callable[..., Incident], carol: Agent, now: datetime, standard: Standard
) -> None:
    with store.writing() as db:
        by, incident = desk(db, carol, now, standard), declare(db)
        reception.incident_stepped(by, incident.id, "handled", {})
        with pytest.raises(Conflict, match="back already"):
            reception.incident_informed(by, incident.id, NOTICE, None)
        with pytest.raises(Conflict, match="back already"):
            reception.incident_regraded(by, incident.id, "major")


def added(
    db: Connection, key: str, district: str | None, now: datetime, standard: Standard, phrases: Phrases
) -> list[str]:
    replies = [Reply("…", {"key": key})]
    told = reception.informed(db, replies, "zh", district, now, standard=standard, phrases=phrases)
    return [str(one.extras.get("key") or one.extras.get("notice")) for one in told]


@pytest.mark.parametrize(
    ("key", "district", "expected"),
    [
        ("utter_greet_back", None, ["incident", "utter_greet_back"]),
        ("utter_faq_fault_broadband", None, ["incident", "utter_faq_fault_broadband"]),
        ("utter_faq_fault_broadband", "donghu", ["incident", "utter_faq_fault_broadband"]),
        ("utter_faq_fault_broadband", "xishan", ["utter_faq_fault_broadband"]),
        ("utter_faq_fault_signal", None, ["utter_faq_fault_signal"]),
        ("utter_faq_plan_change", None, ["utter_faq_plan_change"]),
        ("utter_faq_fault_outage", None, ["incident", "utter_incident_elsewhere"]),
        ("utter_faq_fault_outage", "xishan", ["utter_incident_none", "utter_faq_fault_outage"]),
        ("utter_fault_steps_broadband", None, ["incident", "utter_incident_offer", "utter_fault_steps_broadband"]),
        ("utter_fault_steps_mobile", None, ["utter_fault_steps_mobile"]),
        ("utter_thanks", None, ["utter_thanks"]),
    ],
)
def test_greeting_and_what_it_concerns_carry_the_notice(
    store: Store, declare: Callable[..., Incident], now: datetime, standard: Standard, phrases: Phrases,
    key: str, district: str | None, expected: list[str],
) -> None:  # fmt: skip
    with store.writing() as db:
        declare(db)
        assert added(db, key, district, now, standard, phrases) == expected


def test_a_drill_never_reaches_customers_but_staff_hears_of_it(
    store: Store, declare: Callable[..., Incident], fault: Callable[..., str], alice: Visit, bob: Agent,
    now: datetime, standard: Standard, phrases: Phrases,
) -> None:  # fmt: skip
    with store.writing() as db:
        fault(db, alice, district="donghu")
        drill = declare(db, severity="major", drill=True)
        assert incidents.active(db) == [drill] and incidents.tasks(db, drill.id)
        assert notices.of(db, bob.id)[0].kind == "incident_drill"
        assert reception.incident_notices(db, "zh", now, standard, phrases) == []
        assert added(db, "utter_greet_back", None, now, standard, phrases) == ["utter_greet_back"]
        assert reception.tell_affected(db, now, standard=standard, phrases=phrases) == 0
        assert heard(db, alice) == []
        assert incidents.listing(db)[0].drill


def test_a_notice_is_told_in_the_customers_language_with_the_expected_end_until_it_has_passed(
    store: Store, declare: Callable[..., Incident], now: datetime, standard: Standard, phrases: Phrases
) -> None:
    with store.writing() as db:
        declare(db)
        until = {one: reception.incident_notices(db, one, now, standard, phrases)[0] for one in ("zh", "zh-Hant", "en")}
        assert "13:00" in until["zh"] and NOTICE["zh"] in until["zh"]
        assert "東湖區寬帶" in until["zh-Hant"] and NOTICE["en"] in until["en"]
        (late,) = reception.incident_notices(db, "zh", now + 4 * HOUR, standard, phrases)
        assert "13:00" not in late and NOTICE["zh"] in late


def test_customers_with_an_open_fault_there_are_told_once_and_again_when_it_is_over(
    store: Store, declare: Callable[..., Incident], fault: Callable[..., str], alice: Visit, dan: Visit, carol: Agent,
    now: datetime, standard: Standard, phrases: Phrases,
) -> None:  # fmt: skip
    with store.writing() as db:
        number = fault(db, alice, district="donghu")
        fault(db, dan, district="xishan")
        incident = declare(db)
    for count in (1, 0):
        with store.writing() as db:
            assert reception.tell_affected(db, now, standard=standard, phrases=phrases) == count
    with store.writing() as db:
        reception.incident_stepped(desk(db, carol, now, standard), incident.id, "handled", {})
        assert reception.tell_affected(db, now + HOUR, standard=standard, phrases=phrases) == 1
        assert ["宽带" in one for one in heard(db, alice)] == [True, True] and "恢复" in heard(db, alice)[1]
        assert heard(db, dan) == []
        ticket = tickets.find(db, number)
        assert ticket and len([one for one in tickets.history(db, ticket.id) if one.kind == "note"]) == 2


def test_a_notice_that_was_overtaken_is_not_told_any_more(
    store: Store, declare: Callable[..., Incident], fault: Callable[..., str], alice: Visit, carol: Agent,
    now: datetime, standard: Standard, phrases: Phrases,
) -> None:  # fmt: skip
    with store.writing() as db:
        fault(db, alice)
        incident = declare(db)
        newer = {"zh": "您好，东湖区宽带预计今晚恢复。", "en": "Broadband in Donghu should be back tonight."}
        reception.incident_informed(desk(db, carol, now, standard), incident.id, newer, None)
        assert reception.tell_affected(db, now, standard=standard, phrases=phrases) == 1
        (said,) = heard(db, alice)
        assert newer["zh"] in said


def test_who_asked_to_hear_is_told_when_service_is_back(
    store: Store, declare: Callable[..., Incident], dan: Visit, carol: Agent, now: datetime, standard: Standard,
    phrases: Phrases,
) -> None:  # fmt: skip
    with store.writing() as db:
        incident = declare(db)
        reception.tell_affected(db, now, standard=standard, phrases=phrases)
        payload = f'/incident_follow{{"incident": {incident.id}}}'
        follow = (payload, dan.conversation_id, "en", now, phrases)
        assert [one.extras["key"] for one in reception.incident_followed(db, *follow)] == ["utter_incident_following"]
        assert incidents.followers(db, incident.id) == [dan.conversation_id]
        reception.incident_stepped(desk(db, carol, now, standard), incident.id, "handled", {})
        reception.tell_affected(db, now, standard=standard, phrases=phrases)
        assert "broadband" in heard(db, dan)[0]
        assert [one.extras["key"] for one in reception.incident_followed(db, *follow)] == [
            "utter_incident_over_already"
        ]
