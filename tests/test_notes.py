"""Notes are for agents; they never reach the transcript."""

from datetime import datetime

import pytest

from bot import notes, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Invalid
from bot.store import Store


def test_notes_are_read_in_order_and_the_customer_sees_none(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime
) -> None:
    with store.writing() as db:
        notes.add(db, alice.conversation_id, bob.id, "prefers mornings", now)
        notes.add(db, alice.conversation_id, bob.id, " has two lines ", now)
    with store.reading() as db:
        kept = notes.of(db, alice.conversation_id)
        assert [(one.text, one.agent_name) for one in kept] == [("prefers mornings", "Bob"), ("has two lines", "Bob")]
        assert notes.of(db, dan.conversation_id) == []
        assert transcript.after(db, alice.conversation_id, 0) == []


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "x" * 4001])
def test_a_note_says_something(store: Store, alice: Visit, bob: Agent, now: datetime, text: str) -> None:
    with pytest.raises(Invalid), store.writing() as db:
        notes.add(db, alice.conversation_id, bob.id, text, now)
