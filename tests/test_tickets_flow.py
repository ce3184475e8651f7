"""A ticket takes every step in order, each with its evidence (FLOW-COMPLAINT, FLOW-FAULT), and comes back anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import audit, tickets
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Forbidden, Invalid, Refused
from bot.standard import Standard
from bot.standard.priority import Scores
from bot.store import Store
from bot.store.tables import ticket_events
from bot.tickets import Ticket

KINDS = ["complaint", "fault", "request", "suggestion", "callback"]
Open = Callable[..., str]
Walk = Callable[..., Ticket]
Filled = Callable[..., dict[str, Any]]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def opened(store: Store, alice: Visit, now: datetime) -> Open:
    """opened("complaint", level="major") is the number of a new ticket of Alice's."""

    def make(kind: str = "complaint", **more: Any) -> str:
        details: dict[str, Any] = {"fields": {"what": "两次扣费"}, "contact": "13800138000", "language": "zh", **more}
        known = {"conversation_id": alice.conversation_id, "customer_id": alice.customer_id, "title": "多收费"}
        with store.writing() as db:
            return tickets.open_ticket(db, kind=kind, department="complaints", now=now, **known, **details).number

    return make


def refused(act: Callable[[], object], kind: type[Refused] = Conflict) -> Refused:
    with pytest.raises(kind) as raised:
        act()
    return raised.value


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_walks_from_its_first_step_to_its_last(
    store: Store, carol: Agent, standard: Standard, opened: Open, walk: Walk, kind: Any
) -> None:
    number = opened(kind)
    with store.writing() as db:
        ticket = walk(db, number, "closed", carol)
    steps = list(standard.tickets[kind].steps)
    assert [name for name, _ in ticket.happened if name in steps] == steps
    assert tickets.next_steps(ticket, standard) == ["reopened"]
    assert {one.state for one in tickets.stages(ticket, standard)} == {"done"}


def test_no_step_of_a_complaint_can_be_passed_over(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    """SYS-06: from each state, every step but the next one is refused, and nothing is kept."""
    number, steps = opened(), list(standard.tickets["complaint"].steps)
    with store.writing() as db:
        for at, here in enumerate(steps[:-1]):
            ticket = walk(db, number, here, carol)
            for other in steps[: at + 1] + steps[at + 2 :]:
                needs = standard.tickets["complaint"].steps[other].needs
                data = filled(needs, carol) if needs else {}
                wrong = refused(
                    lambda other=other, data=data: tickets.move(
                        db, number, other, carol.id, now, data=data, standard=standard
                    )
                )
                assert (wrong.code, wrong.facts["state"]) == ("wrong_step", here)
                assert wrong.facts["allowed"][0] == steps[at + 1]
            assert tickets.find(db, number) == ticket


def test_the_steps_that_need_no_visit_may_be_passed_over_and_only_those(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open, filled: Filled
) -> None:
    number = opened("fault")
    with store.writing() as db:
        wrong = refused(lambda: tickets.move(db, number, "confirmed", bob.id, now, standard=standard))
        assert wrong.facts["allowed"] == ["assigned", "visit_booked", "on_site", "repaired", "escalated"]
        done = tickets.move(db, number, "repaired", bob.id, now, data=filled("repair", bob), standard=standard)
        assert tickets.next_steps(done, standard) == ["confirmed", "escalated"]


def test_what_is_missing_in_a_form_is_named_field_by_field(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open, filled: Filled
) -> None:
    number = opened("fault")
    wrong_ones = {"cause": "  ", "measure": "x" * 2001, "how": "by_magic"}
    with store.writing() as db:
        wrong = refused(
            lambda: tickets.move(db, number, "repaired", bob.id, now, data=wrong_ones, standard=standard), Invalid
        )
        assert (wrong.code, wrong.facts) == (
            "evidence_missing",
            {"form": "repair", "fields": {"cause": "missing", "measure": "too_long", "how": "not_known"}},
        )  # fmt: skip
        bare = refused(lambda: tickets.move(db, number, "repaired", bob.id, now, standard=standard), Invalid)
        assert set(bare.facts["fields"].values()) == {"missing"}
        tickets.move(db, number, "repaired", bob.id, now, data=filled("repair", bob), standard=standard)


def test_an_investigation_needs_the_customers_account_and_is_concluded_before_a_solution(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened()
    sheet, plan = filled("investigation", carol), filled("solution", carol)

    def conclude(data: dict[str, Any]) -> Ticket:
        return tickets.record(db, number, "concluded", carol.id, now + HOUR, data, standard=standard)

    with store.writing() as db:
        walk(db, number, "assigned", carol)
        assert refused(lambda: conclude(sheet)).facts["allowed"] == ["investigating"]
        walk(db, number, "investigating", carol)
        early = refused(
            lambda: tickets.move(db, number, "solution_proposed", carol.id, now, data=plan, standard=standard)
        )
        assert (early.code, early.facts["needs"]) == ("not_ready", [["concluded"]])
        bare = {name: value for name, value in sheet.items() if name != "customer_account"}
        assert refused(lambda: conclude(bare), Invalid).facts["fields"] == {"customer_account": "missing"}
        ticket = conclude(sheet)
        assert "concluded" in dict(ticket.happened)
        tickets.move(db, number, "solution_proposed", carol.id, now + HOUR, data=plan, standard=standard)


def test_only_who_may_investigate_begins_and_concludes_an_investigation(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened()
    with store.writing() as db:
        walk(db, number, "assigned", carol)
        for who in (bob.id, None):
            wrong = refused(
                lambda who=who: tickets.move(db, number, "investigating", who, now, standard=standard), Forbidden
            )
            assert wrong.facts == {"right": "investigate"}
        walk(db, number, "investigating", carol)
        sheet = filled("investigation", bob)
        refused(lambda: tickets.record(db, number, "concluded", bob.id, now, sheet, standard=standard), Forbidden)


def test_whoever_may_not_work_moves_nothing(
    store: Store, employ: Callable[..., Agent], now: datetime, standard: Standard, opened: Open
) -> None:
    erin = employ(store, "erin", "1009", "quality")
    number = opened("fault")
    with store.writing() as db:
        refused(lambda: tickets.move(db, number, "visit_booked", erin.id, now, standard=standard), Forbidden)
        refused(lambda: tickets.record(db, number, "told", erin.id, now, {}, standard=standard), Forbidden)
        assert [one.kind for one in tickets.find(db, number).events] == ["opened"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("level", "missing"),
    [
        ("ordinary", []),
        ("urgent", [["root_cause"]]),
        ("major", [["special_opened"], ["root_cause"], ["reviewed"]]),
    ],
)
def test_a_major_or_urgent_complaint_cannot_close_without_its_root_cause(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled,
    employ: Callable[..., Agent], level: str, missing: list[Any],
) -> None:  # fmt: skip
    ivy = employ(store, "ivy", "1007", "investigator")
    number = opened(level=level)
    with store.writing() as db:
        ticket = walk(db, number, "tracked", carol)
        assert [list(one.any_of) for one in tickets.unmet(ticket, "closed", standard)] == missing
        if missing:
            early = refused(
                lambda: tickets.move(
                    db, number, "closed", carol.id, now, data=filled("closing", carol), standard=standard
                )
            )
            assert (early.code, early.facts["needs"]) == ("not_ready", missing)
            cause = filled("root_cause", carol)
            for name in ("cause", "category", "measure", "owner", "finish_on"):
                bare = {**cause, name: None}
                wrong = refused(
                    lambda bare=bare: tickets.record(db, number, "root_cause", carol.id, now, bare, standard=standard),
                    Invalid,
                )
                assert wrong.facts["fields"] == {name: "missing"}
        assert walk(db, number, "closed", carol, second=ivy).state == "closed"


def test_a_major_complaint_closes_after_two_different_people_have_reviewed_its_solution(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled,
    employ: Callable[..., Agent],
) -> None:  # fmt: skip
    """S4-3.3-d: and what is proposed anew is reviewed anew."""
    ivy = employ(store, "ivy", "1007", "investigator")
    number, form = opened(level="major"), filled("review", carol)

    def reviews(who: Agent, at: datetime) -> None:
        tickets.record(db, number, "reviewed", who.id, at, form, standard=standard)

    def is_missing() -> bool:
        ticket = tickets.find(db, number)
        assert ticket is not None
        return ["reviewed"] in [list(one.any_of) for one in tickets.unmet(ticket, "closed", standard)]

    with store.writing() as db:
        walk(db, number, "investigating", carol)
        assert refused(lambda: reviews(ivy, now)).code == "wrong_step"
        walk(db, number, "tracked", carol)
        refused(lambda: reviews(bob, now), Forbidden)
        reviews(carol, now)
        reviews(carol, now + MINUTE)
        assert is_missing(), "one person twice is one person"
        reviews(ivy, now + MINUTE)
        assert not is_missing()
        tickets.reopen(db, number, "solution_proposed", carol.id, now + 2 * MINUTE, standard=standard)
        walk(db, number, "tracked", carol, now + 3 * MINUTE)
        assert is_missing()
        for who in (carol, ivy):
            reviews(who, now + 3 * MINUTE)
        assert not is_missing(), "at that moment is not before it"


def test_a_complaint_of_the_first_grade_needs_its_root_cause_whatever_its_level(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk
) -> None:
    """S1-4.5-b: demanded of major complaints and of grade P1."""

    def needs(number: str, **scores: int) -> list[list[str]]:
        wanted = Scores(**{"urgency": 4, "importance": 4, "scope": 3, "difficulty": 1, **scores})
        ticket = tickets.prioritise(db, number, wanted, carol.id, now, standard=standard)
        assert tickets.weight(ticket, standard).grade == ("P2" if scores else "P1")
        return [list(one.any_of) for one in tickets.unmet(ticket, "closed", standard)]

    number = opened(level="ordinary")
    with store.writing() as db:
        walk(db, number, "tracked", carol)
        assert needs(number, urgency=3, importance=3, scope=2) == []
        assert needs(number) == [["root_cause"]]


@pytest.mark.parametrize(("kind", "step"), [("complaint", "tracked"), ("fault", "confirmed"), ("request", "resolved")])
def test_what_is_complex_needs_two_reviews_of_every_kind(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, kind: str, step: str
) -> None:
    number = opened(kind, fields={"what": "三个部门都说不归他们管，整个小区都这样"})
    with store.writing() as db:
        ticket = walk(db, number, step, carol)
        assert ["reviewed"] not in [list(one.any_of) for one in tickets.unmet(ticket, "closed", standard)]
        if kind != "request":
            assert tickets.proposed_features(ticket, standard) == ["complex"]
        ticket = tickets.mark(db, number, ["complex"], carol.id, now, standard=standard)
        assert ["reviewed"] in [list(one.any_of) for one in tickets.unmet(ticket, "closed", standard)]


def test_a_complex_request_is_reviewed_by_two_people_and_a_plain_one_by_nobody(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    plain, complex_ = opened("request"), opened("request")
    with store.writing() as db:
        assert walk(db, plain, "closed", bob).state == "closed"
        tickets.mark(db, complex_, ["complex"], bob.id, now, standard=standard)
        walk(db, complex_, "resolved", bob)
        tickets.record(db, complex_, "result_told", bob.id, now, filled("telling", bob), standard=standard)
        for who in (bob, carol):
            early = refused(lambda: tickets.move(db, complex_, "closed", bob.id, now, standard=standard))
            assert early.facts["needs"] == [["reviewed"]]
            tickets.record(db, complex_, "reviewed", who.id, now, filled("review", who), standard=standard)
        assert tickets.move(db, complex_, "closed", bob.id, now, standard=standard).state == "closed"


def test_closing_needs_four_ticks_and_keeps_who_set_each(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number, form = opened(), filled("closing", carol)
    with store.writing() as db:
        walk(db, number, "tracked", carol)
        for tick in ("solved", "responsibility", "measures", "effect_checked"):
            data = {**form, tick: False}
            wrong = refused(
                lambda data=data: tickets.move(db, number, "closed", carol.id, now, data=data, standard=standard),
                Invalid,
            )
            assert wrong.facts["fields"] == {tick: "missing"}
        tickets.check(db, number, "solved", True, bob.id, now, standard=standard)
        tickets.check(db, number, "measures", True, bob.id, now, standard=standard)
        tickets.check(db, number, "measures", False, bob.id, now, standard=standard)
        rest = {**form, "solved": None}
        wrong = refused(
            lambda: tickets.move(
                db, number, "closed", carol.id, now, data={**rest, "measures": None}, standard=standard
            ),
            Invalid,
        )
        assert wrong.facts["fields"] == {"measures": "missing"}
        closed = tickets.move(db, number, "closed", carol.id, now, data=rest, standard=standard)
    assert closed.events[-1].data["ticked_by"] == {
        "solved": bob.id, "responsibility": carol.id, "measures": carol.id, "effect_checked": carol.id
    }  # fmt: skip


def test_a_person_who_is_not_here_answers_for_nothing(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened()
    with store.writing() as db:
        walk(db, number, "tracked", carol)
        data = {**filled("closing", carol), "owner": 987654}
        wrong = refused(
            lambda: tickets.move(db, number, "closed", carol.id, now, data=data, standard=standard), Invalid
        )
    assert wrong.facts["fields"] == {"owner": "not_known"}


def test_who_never_confirms_is_counted_apart_after_three_attempts(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    """G-04."""
    number = opened()
    with store.writing() as db:
        ticket = walk(db, number, "replied_in_writing", carol)
        assert tickets.next_steps(ticket, standard)[0:2] == ["customer_confirmed", "escalated"]
        few = {**filled("unconfirmed", carol), "attempts": 2}
        wrong = refused(
            lambda: tickets.record(db, number, "unconfirmed", carol.id, now, few, standard=standard), Invalid
        )
        assert wrong.facts["fields"] == {"attempts": "not_right"}
        ticket = tickets.record(
            db, number, "unconfirmed", carol.id, now + HOUR, {**few, "attempts": 3}, standard=standard
        )
        assert tickets.next_steps(ticket, standard)[:2] == ["customer_confirmed", "improvement_recorded"]
        tickets.move(
            db,
            number,
            "improvement_recorded",
            carol.id,
            now + HOUR,
            data=filled("improvement", carol),
            standard=standard,
        )
        closed = walk(db, number, "closed", carol, now + HOUR)
    happened = {name for name, _ in closed.happened}
    assert "unconfirmed" in happened and "customer_confirmed" not in happened


def test_what_was_not_solved_goes_back_to_the_step_that_failed_by_a_new_event(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened()
    with store.writing() as db:
        closed = walk(db, number, "closed", carol)
        before = db.execute(select(ticket_events).order_by(ticket_events.c.id)).all()
        again = tickets.reopen(db, number, None, None, now + HOUR, "还是多扣", standard=standard)
        after = db.execute(select(ticket_events).order_by(ticket_events.c.id)).all()
        assert after[: len(before)] == before and len(after) == len(before) + 1
        assert (again.state, again.step) == ("reopened", "investigating")
        assert again.events[-1].data["to"] == "solution_proposed"
        assert tickets.next_steps(again, standard)[0] == "solution_proposed"
        assert [one.key for one in tickets.stages(again, standard) if one.state == "now"] == ["answer"]
        # What was told of the first solution does not close the second one.
        walk(db, number, "tracked", carol, now + 2 * HOUR)
        assert walk(db, number, "closed", carol, now + 2 * HOUR).state == "closed"
        assert closed.created_at == now
        back = tickets.reopen(db, number, "investigating", carol.id, now + 3 * HOUR, standard=standard)
        assert (back.step, tickets.next_steps(back, standard)[0]) == ("assigned", "investigating")
        ticket = walk(db, number, "investigating", carol, now + 4 * HOUR)
        assert [list(one.any_of) for one in tickets.unmet(ticket, "solution_proposed", standard)] == [["concluded"]]


def test_a_ticket_goes_back_only_to_where_it_has_been(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened("fault")
    with store.writing() as db:
        wrong = refused(lambda: tickets.reopen(db, number, None, bob.id, now, standard=standard))
        assert wrong.facts == {"state": "accepted", "allowed": []}
        tickets.move(db, number, "repaired", bob.id, now, data=filled("repair", bob), standard=standard)
        wrong = refused(lambda: tickets.reopen(db, number, "on_site", bob.id, now, standard=standard))
        assert wrong.facts["allowed"] == ["repaired"]
        back = tickets.reopen(db, number, "repaired", bob.id, now, standard=standard)
        # The visit that was not needed then may be needed now.
        assert tickets.next_steps(back, standard)[:2] == ["assigned", "visit_booked"]


def test_aside_and_on_again(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk, filled: Filled
) -> None:
    number = opened()
    with store.writing() as db:
        walk(db, number, "investigating", carol)
        bare = refused(lambda: tickets.move(db, number, "escalated", carol.id, now, standard=standard), Invalid)
        assert bare.facts["fields"] == {"reason": "missing"}
        reason = {"reason": "客户要求上级处理"}
        ticket = tickets.move(db, number, "escalated", carol.id, now, data=reason, standard=standard)
        assert (ticket.state, ticket.step) == ("escalated", "investigating")
        assert tickets.next_steps(ticket, standard) == ["solution_proposed", "referred_outside"]
        data = filled("referral", carol)
        tickets.move(db, number, "referred_outside", carol.id, now, data=data, standard=standard)
        assert walk(db, number, "closed", carol).state == "closed"


def test_every_change_of_state_is_audited_without_a_word_of_the_customers(
    store: Store, carol: Agent, now: datetime, standard: Standard, opened: Open, walk: Walk
) -> None:
    number = opened()
    with store.writing() as db:
        walk(db, number, "closed", carol)
        ticket = tickets.reopen(db, number, None, None, now, "还是多扣", standard=standard)
    with store.reading() as db:
        entries = audit.listing(db, subject=f"ticket:{number}", limit=200)
        assert audit.broken(db) is None
    told = [entry.data["to"] for entry in reversed(entries) if "to" in entry.data]
    assert told == [event.state for event in ticket.events if event.state][1:]
    assert {entry.actor for entry in entries} == {"carol", "desk"}
    assert "还是多扣" not in str(entries) and "如实填写" not in str(entries)


def test_events_of_the_standard_stop_its_clocks(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open, filled: Filled
) -> None:
    number = opened("fault", level="urgent")

    def state(clock: str, hours: int = 1) -> str:
        with store.reading() as db:
            ticket = tickets.find(db, number)
            assert ticket is not None
            return {one.id: one.state for one in tickets.clocks(ticket, standard, now + hours * HOUR)}[clock]

    for clock, kind, form in (
        ("SLA-EMERGENCY-PLAN", "emergency_started", "emergency"),
        ("SLA-OUTER-FIRST", "told", "telling"),
    ):
        assert state(clock) == "running"
        with store.writing() as db:
            tickets.record(db, number, kind, bob.id, now + HOUR, filled(form, bob), standard=standard)
        assert state(clock) == "met"
    assert state("SLA-FIRST-HANDLING") == "met"
    with store.writing() as db:
        tickets.move(db, number, "repaired", bob.id, now + 2 * HOUR, data=filled("repair", bob), standard=standard)
    assert state("SLA-RESULT-NOTICE", 3) == "running"
    with store.writing() as db:
        tickets.record(db, number, "result_told", bob.id, now + 3 * HOUR, filled("telling", bob), standard=standard)
    assert state("SLA-RESULT-NOTICE", 3) == "met"


@pytest.mark.parametrize("kind", ["opened", "handled", "closed", "nonsense"])
def test_what_the_standard_does_not_let_people_write_is_no_event(
    store: Store, bob: Agent, now: datetime, standard: Standard, opened: Open, kind: str
) -> None:
    number = opened("fault")
    with store.writing() as db:
        wrong = refused(lambda: tickets.record(db, number, kind, bob.id, now, standard=standard), Invalid)
    assert wrong.code == "no_such_event"


def test_who_took_a_complaint_before_it_was_classified_has_it_afterwards(
    store: Store, bob: Agent, carol: Agent, now: datetime, standard: Standard, opened: Open
) -> None:
    number = opened()
    with store.writing() as db:
        assert tickets.assign(db, number, carol.id, bob.id, now, standard=standard).state == "received"
        ticket = tickets.classify(db, number, "billing", "ordinary", bob.id, now)
    assert [event.state for event in ticket.events if event.state] == ["received", "classified", "assigned"]
