"""What an agent does for a customer is told once, and only by who holds the conversation."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import handoff, reception, tickets, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store


def desk_lines(store: Store, conversation_id: str) -> list[str]:
    with store.reading() as db:
        return [one.text for one in transcript.after(db, conversation_id, 0) if one.author == "desk"]


def test_a_ticket_opened_again_later_is_the_same_and_told_once(
    store: Store, alice: Visit, employ: Callable[..., Agent], now: datetime, standard: Standard, phrases: Phrases
) -> None:
    bob, carol = employ(store, "bob", "1001"), employ(store, "carol", "1002")
    told = {"standard": standard, "phrases": phrases}
    with store.writing() as db:
        fence = handoff.claim(db, handoff.ask(db, alice.conversation_id, "asked", {}, now), bob.id, now).fence

    def opened(by: Agent, at: datetime) -> Any:
        wish = ("fault", "宽带中断", "光猫红灯", "13800138000", "k1")
        with store.writing() as db:
            return reception.ticket_opened(db, alice.conversation_id, by.id, fence, *wish, at, **told)  # type: ignore[arg-type]

    first, again = opened(bob, now), opened(bob, now + timedelta(hours=20))
    assert first.number == again.number and first.owner_id == bob.id
    lines = desk_lines(store, alice.conversation_id)
    assert len(lines) == 1 and first.number in lines[0]
    with pytest.raises(Conflict):
        opened(carol, now)
    with store.reading() as db:
        assert len(tickets.of_conversation(db, alice.conversation_id)) == 1
