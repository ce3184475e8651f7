"""Remedies (SYS-35, G-05): within the limit at once, above it with somebody else's yes, and never by the assistant."""

import ast
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import audit, notices, reception, remedies, tickets, transcript
from bot.agents import Agent
from bot.errors import Conflict, Forbidden, Invalid
from bot.phrases import Phrases
from bot.remedies import Proposal, Remedy
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store

WORDS = "退还多扣的费用，并作补偿"
Give = Callable[..., Remedy]
DAY = timedelta(days=1)


@pytest.fixture
def give(store: Store, opened: Callable[..., str], now: datetime, standard: Standard, phrases: Phrases) -> Give:
    """give(bob, "compensation", 50) proposes that for Alice's complaint."""
    number = opened()
    keys = iter(range(1000, 2000))

    def propose(by: Agent, kind: str, amount: int | None = None, key: str = "", **more: Any) -> Remedy:
        wanted = Proposal(kind, amount, more.get("words", WORDS), "账单核对无误")
        told = {"standard": standard, "phrases": phrases}
        with store.writing() as db:
            return reception.remedy_proposed(db, number, wanted, by.id, key or f"key-{next(keys)}", now, **told)

    return propose


@pytest.fixture
def decide(store: Store, now: datetime, standard: Standard, phrases: Phrases) -> Callable[..., Remedy]:
    def go(remedy: Remedy, granted: bool, by: Agent, note: str = "") -> Remedy:
        with store.writing() as db:
            told = {"standard": standard, "phrases": phrases}
            return reception.remedy_decided(db, remedy.id, granted, by.id, note, now, **told)

    return go


def said(store: Store, remedy: Remedy) -> list[str]:
    with store.reading() as db:
        ticket = tickets.find(db, remedy.ticket)
        assert ticket
        return [one.text for one in transcript.after(db, str(ticket.conversation_id), 0)]


def events(store: Store, remedy: Remedy) -> list[str]:
    with store.reading() as db:
        ticket = tickets.find(db, remedy.ticket)
        assert ticket
        return [event.kind for event in ticket.events if event.kind.startswith("remedy")]


def test_every_kind_of_the_specification_is_there(standard: Standard) -> None:
    assert set(standard.remedies.kinds) == {
        *("apology", "compensation", "correction", "redress", "interim", "discount", "extension", "gift")
    }


def test_at_the_limit_it_is_granted_at_once_and_told(store: Store, bob: Agent, give: Give) -> None:
    given = give(bob, "compensation", 50)
    assert (given.state, given.decided_by) == ("granted", bob.id)
    assert events(store, given) == ["remedy_proposed", "remedy_granted"]
    assert len(said(store, given)) == 1
    assert "赔偿50元" in said(store, given)[0]
    assert WORDS in said(store, given)[0]


def test_above_the_limit_it_waits_and_the_customer_hears_nothing(
    store: Store, bob: Agent, carol: Agent, give: Give
) -> None:
    given = give(bob, "compensation", 51)
    assert given.state == "waiting"
    assert said(store, given) == []
    with store.reading() as db:
        (told,) = notices.of(db, carol.id)
        assert (told.kind, told.subject) == ("remedy_waiting", f"remedy:{given.id}")
        assert [one.id for one in remedies.waiting(db)] == [given.id]
        assert remedies.waiting(db, after=given.id) == []


def test_several_small_ones_count_together(bob: Agent, give: Give) -> None:
    assert give(bob, "compensation", 30).state == "granted"
    assert give(bob, "compensation", 20).state == "granted"
    assert give(bob, "compensation", 1).state == "waiting"
    assert give(bob, "gift", 30).state == "granted", "each kind has a limit of its own"


def test_what_has_no_amount_needs_no_approval(store: Store, bob: Agent, give: Give) -> None:
    given = give(bob, "apology")
    assert given.state == "granted"
    assert "道歉" in said(store, given)[0]


def test_a_supervisor_grants_what_waits(
    store: Store, bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy]
) -> None:
    given = decide(give(bob, "compensation", 200), True, carol)
    assert (given.state, given.decided_by) == ("granted", carol.id)
    assert "赔偿200元" in said(store, given)[0]
    with store.reading() as db:
        assert [one.kind for one in notices.of(db, bob.id)] == ["remedy_granted"]
        assert remedies.waiting(db) == []


def test_a_refusal_says_why_and_is_not_told_to_the_customer(
    store: Store, bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy]
) -> None:
    asked = give(bob, "compensation", 200)
    with pytest.raises(Invalid) as refused:
        decide(asked, False, carol, "  ")
    assert refused.value.code == "reason_needed"
    given = decide(asked, False, carol, "金额过高")
    assert (given.state, given.note) == ("refused", "金额过高")
    assert said(store, given) == []
    assert events(store, given) == ["remedy_proposed", "remedy_refused"]


def test_nobody_says_yes_to_their_own(
    store: Store, carol: Agent, give: Give, decide: Callable[..., Remedy], employ: Callable[..., Agent]
) -> None:
    asked = give(carol, "compensation", 2001)
    assert asked.state == "waiting"
    with pytest.raises(Forbidden) as refused:
        decide(asked, True, carol)
    assert refused.value.code == "own_proposal"
    assert decide(asked, True, employ(store, "cleo", "1011", "supervisor")).state == "granted"


def test_who_may_not_approve_does_not(
    store: Store, bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy], employ: Callable[..., Agent]
) -> None:
    asked = give(bob, "compensation", 200)
    for number, role in enumerate(("agent", "senior", "investigator", "quality", "admin"), 2001):
        with pytest.raises(Forbidden):
            decide(asked, True, employ(store, role, str(number), role))


def test_it_is_decided_once(bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy]) -> None:
    asked = give(bob, "compensation", 200)
    decide(asked, True, carol)
    with pytest.raises(Conflict) as refused:
        decide(asked, False, carol, "改主意")
    assert (refused.value.code, refused.value.facts["state"]) == ("decided", "granted")


def test_the_same_key_gives_once(store: Store, bob: Agent, give: Give) -> None:
    first = give(bob, "compensation", 50, key="same-key")
    assert give(bob, "compensation", 50, key="same-key").id == first.id
    assert len(said(store, first)) == 1
    with pytest.raises(Conflict) as refused:
        give(bob, "compensation", 40, key="same-key")
    assert refused.value.code == "other_remedy"


@pytest.mark.parametrize(
    ("kind", "amount", "field"),
    [("bribe", 5, "kind"), ("compensation", None, "amount"), ("compensation", 0, "amount"), ("apology", 5, "amount")],
)
def test_what_makes_no_sense_is_refused(bob: Agent, give: Give, kind: str, amount: int | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        give(bob, kind, amount)
    assert list(refused.value.facts["fields"]) == [field]  # type: ignore[call-overload]


def test_rude_words_do_not_go_out_with_it(bob: Agent, give: Give) -> None:
    with pytest.raises(Invalid) as refused:
        give(bob, "apology", words="随便你，不行。")
    assert refused.value.code == "wording"


def test_everything_is_audited(
    store: Store, bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy]
) -> None:
    decide(give(bob, "compensation", 200), True, carol)
    with store.reading() as db:
        logged = [(one.actor, one.action) for one in audit.listing(db) if "remedy" in one.action]
        assert audit.broken(db) is None
    assert sorted(logged) == [("bob", "ticket_remedy_proposed"), ("carol", "ticket_remedy_granted")]


def test_no_role_without_the_right_gives_anything_and_nobody_is_nobody(
    store: Store, give: Give, employ: Callable[..., Agent], now: datetime, standard: Standard
) -> None:
    with pytest.raises(Forbidden):
        give(employ(store, "quinn", "1010", "quality"), "apology")
    with pytest.raises(Forbidden), store.writing() as db:
        remedies.propose(db, 1, Proposal("apology", None, WORDS), None, "key-0001", now, standard=standard)


def test_the_assistant_has_no_way_to_give(standard: Standard) -> None:
    """G-05: neither its actions nor what runs them know remedies, by any import."""
    looked = [*(ROOT / "actions").rglob("*.py"), *(ROOT / "bot" / "assistant").rglob("*.py")]
    assert len(looked) > 30
    assert [str(path) for path in looked if names_remedies(path)] == []
    assert names_remedies(ROOT / "channels" / "console" / "remedies.py"), "the test can find one"


def names_remedies(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    named |= {
        alias.name for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names
    }
    return any("remed" in name for name in named)


def test_the_figures_follow_from_the_rows(
    store: Store, bob: Agent, carol: Agent, give: Give, decide: Callable[..., Remedy], now: datetime
) -> None:
    give(bob, "compensation", 50)
    decide(give(bob, "compensation", 200), True, carol)
    decide(give(bob, "compensation", 900), False, carol, "过高")
    give(bob, "extension", 99)
    give(bob, "apology")
    sql = (
        "SELECT kind, count(*), coalesce(sum(amount), 0) FROM remedies WHERE id IN "
        "(SELECT remedy_id FROM remedy_decisions WHERE granted) GROUP BY kind ORDER BY kind"
    )
    with store.reading() as db:
        counted = [(one.kind, one.granted, one.amount) for one in remedies.figures(db, now, now + DAY)]
        assert counted == [tuple(row) for row in db.execute(text(sql))] == [("apology", 1, 0), ("compensation", 2, 250)]
        assert remedies.figures(db, now - DAY, now) == []
