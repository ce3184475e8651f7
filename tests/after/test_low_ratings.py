"""A low rating is looked into: its part of the conversation is reviewed, once, and the ticket shows what was said."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import audit, quality, reception
from bot.agents import Agent
from bot.customers import Visit
from bot.store import Store
from bot.surveys import Answer

from .test_surveys import rate, served

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def drawn(store: Store) -> list[tuple[str, int]]:
    """What is to be reviewed: the seed of each sample, and whose work it is."""
    with store.reading() as db:
        return [(one.seed, part.agent_id or 0) for one in quality.samples(db) for part in quality.items(db, one.id)]


@pytest.mark.parametrize(("score", "reviewed"), [(1, True), (2, True), (3, False)])
def test_the_part_that_was_rated_low_is_reviewed(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: Any, score: int, reviewed: bool
) -> None:
    served(store, alice, bob, now, desk)
    rate(store, alice, score, now + HOUR, desk["standard"])
    assert drawn(store) == [("rating:1", bob.id)] * reviewed
    if reviewed:
        with store.reading() as db:
            (sample,) = quality.samples(db)
            (part,) = quality.items(db, sample.id)
            shown = reception.assessed(db, part.id, desk["standard"])
            (told,) = [one for one in audit.listing(db) if one.action == "quality.opened"]
        assert (sample.drawn_by, sample.drawn_at, sample.size) == (carol.id, now + HOUR, 1)
        assert shown.lines and part.stratum.endswith("/bob/low_rating")
        assert (told.actor, told.subject) == ("desk", f"sample:{sample.id}")


def test_the_same_part_is_reviewed_once_and_another_talk_again(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: Any
) -> None:
    assert carol.role == "supervisor"
    served(store, alice, bob, now, desk)
    rate(store, alice, 1, now + HOUR, desk["standard"])
    later = now + 8 * DAY
    with store.writing() as db:
        assert reception.ask_in_campaign(db, alice.conversation_id, "2026-Q4", later, **desk)
    rate(store, alice, 1, later, desk["standard"])
    assert drawn(store) == [("rating:1", bob.id)]
    served(store, alice, bob, later + 8 * DAY, desk)
    rate(store, alice, 2, later + 8 * DAY, desk["standard"])
    assert drawn(store) == [("rating:3", bob.id), ("rating:1", bob.id)]


def test_without_an_agent_it_is_the_assistants_part(
    store: Store, alice: Visit, carol: Agent, now: datetime, desk: Any
) -> None:
    with store.writing() as db:
        assert reception.ask_in_campaign(db, alice.conversation_id, "2026-Q4", now, **desk)
        reception.rated(db, alice.conversation_id, Answer(1), now, standard=desk["standard"])
    assert carol.role == "supervisor" and drawn(store) == [("rating:1", 0)]
