"""A month of work: consistent, with something for every page, in polite words; never into a desk that serves."""

from datetime import datetime, timedelta, timezone

import pytest
import yaml

from bot import demo_month, figures, handoff, reception
from bot.customers import Visit
from bot.errors import Conflict
from bot.figures import Facts, Wanted
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=timezone.utc)
PASSWORD = "correct horse battery"


def fill(store: Store, standard: Standard, phrases: Phrases, **how: object) -> dict[str, int]:
    operator = Operator.load(ROOT / "data" / "operator.yml")
    how = {"days": 4, "conversations": 24, **how}
    return demo_month.fill(store, standard, phrases, operator, NOW, password=lambda login: PASSWORD, **how)


def test_some_days_have_something_of_everything(store: Store, standard: Standard, phrases: Phrases) -> None:
    counts = fill(store, standard, phrases)
    assert all(counts[name] for name in ("messages", "handoffs", "tickets", "ticket_events", "promises", "ratings"))
    assert counts["steps_refused"] == 0
    with store.reading() as db:
        day = NOW.astimezone(standard.zone).date()
        waiting = [one.asked_at for one in handoff.waiting(db, NOW, standard)]
        facts = Facts(db, standard, figures.between(day - timedelta(4), day, standard.zone), NOW)
        found = {one.kpi: one for one in figures.figures(facts, Wanted())}
    assert waiting and min(waiting) > NOW - timedelta(hours=1), "somebody waits, and nobody since long ago"
    assert found["KPI-FIRST-RESPONSE"].n and found["KPI-SEI"].n and found["KPI-COMPLAINT-RATE"].n


def test_a_desk_that_serves_is_left_alone(
    sqlite_store: Store, standard: Standard, phrases: Phrases, welcome, now: datetime
) -> None:
    alice: Visit = welcome(sqlite_store, "alice")
    with sqlite_store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "你好", "1", now)
    with pytest.raises(Conflict) as refused:
        fill(sqlite_store, standard, phrases)
    assert refused.value.code == "has_conversations"
    assert fill(sqlite_store, standard, phrases, anyway=True, days=1, conversations=2)["conversations"] > 1


def test_what_agents_say_passes_the_wording_rules(standard: Standard) -> None:
    texts = yaml.safe_load(demo_month.TEXTS.read_text("utf-8"))
    said = {
        language: [line for _, _, *lines, _ in texts["person"][language] for line in lines]
        + [texts["promise"][language]]
        for language in ("zh", "en")
    }
    wrong = [
        f"{text}: {one.rule}"
        for language, lines in said.items()
        for text in lines
        for one in standard.wording.check(text, language, "agent")
        if one.severity == "error"
    ]
    assert len(said["zh"]) > 10
    assert wrong == []
