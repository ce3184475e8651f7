"""People of the month that `desk demo` plays."""

import random
from datetime import datetime, timezone

import pytest

from bot import customers, handoff
from bot.demo_month.month import Month
from bot.demo_month.talking import wants_a_person
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard
from bot.store import Store

AT = datetime(2026, 11, 19, 3, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize("ended_by", ["unattended", "withdrawn"])
def test_who_gives_up_does_so_only_while_they_wait(
    store: Store, standard: Standard, phrases: Phrases, monkeypatch: pytest.MonkeyPatch, ended_by: str
) -> None:
    month = Month(standard, phrases, Operator.load(ROOT / "data" / "operator.yml"), random.Random(1))
    monkeypatch.setattr(month, "chance", lambda share: True)
    with store.writing() as db:
        month.db = db
        visit = customers.welcome(db, "web", "widget", "alice", "zh", AT)
        script = wants_a_person(month, AT, visit, "zh")
        asked_at, gives_up_at = next(script), next(script)
        open_one = handoff.current(db, visit.conversation_id)
        assert open_one and asked_at < gives_up_at
        if ended_by == "unattended":  # the desk closed
            handoff.withdraw(db, visit.conversation_id, asked_at, outcome="unattended")
        assert list(script), "the script goes on to its end"
        assert handoff.find(db, open_one.handoff_id).outcome == ended_by
