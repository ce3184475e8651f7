"""The figures of the store, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import deliveries, reception
from bot.customers import Visit
from bot.errors import Forbidden, NotSignedIn
from bot.metrics import admit, exposition
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store, open_store
from bot.wakeups import Wakeups

LATER = timedelta(seconds=90)


def figures(store: Store, now: datetime) -> dict[str, float]:
    """By name, with the labels' values behind it."""
    families = text_string_to_metric_families(exposition(store, now).decode())
    return {" ".join([one.name, *one.labels.values()]): one.value for family in families for one in family.samples}


def test_an_empty_desk_has_nothing_to_do(store: Store, now: datetime) -> None:
    told = figures(store, now)
    assert told["desk_store_up"] == 1
    for name in ("desk_queue", "desk_turns", "desk_updates"):
        assert told[f"{name}_length"] == told[f"{name}_oldest_seconds"] == 0
    assert told["desk_dead_letters"] == told["desk_agents_available"] == 0


def test_who_waits_and_what_is_owed_is_told_with_its_age(
    store: Store, alice: Visit, dan: Visit, bob: Any, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "宽带断了", "alice-0001", now)
        reception.customer_said(db, alice.conversation_id, "在吗", "alice-0002", now + LATER / 2)
        reception.ask_for_person(db, dan.conversation_id, "asked", {}, now, standard=standard, phrases=phrases)
    told = figures(store, now + LATER)
    assert (told["desk_turns_length"], told["desk_turns_oldest_seconds"]) == (2, 90)
    assert (told["desk_queue_length"], told["desk_queue_oldest_seconds"]) == (1, 90)
    assert told["desk_agents_available"] == 1


def test_what_an_app_has_not_got_yet_is_told_by_channel(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        deliveries.begin(db, alice.conversation_id, "telegram", "4711")
        reception.customer_said(db, alice.conversation_id, "在吗", "alice-0001", now)
        reception.assistant_said(db, alice.conversation_id, [reception.Reply("在的", {}, [])], now)
        deliveries.owed(db, alice.conversation_id, "assistant", now)
    told = figures(store, now + LATER)
    assert told["desk_deliveries_length telegram"] == 1
    assert told["desk_deliveries_oldest_seconds telegram"] == 90


def test_a_store_that_is_away_is_a_figure_too(now: datetime) -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:9/nothing", Wakeups())
    told = figures(nowhere, now)
    assert told["desk_store_up"] == 0 and "desk_turns_length" not in told


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "right"}])
def test_with_a_token_nobody_else_may_look(headers: dict[str, str]) -> None:
    settings = Settings(_env_file=None, metrics_token="right")
    with pytest.raises(NotSignedIn):
        admit(settings, "127.0.0.1", headers)
    admit(settings, "203.0.113.9", {"authorization": "Bearer right"})


@pytest.mark.parametrize(
    ("address", "headers"),
    [("203.0.113.9", {}), ("", {}), ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}), ("::1", {"forwarded": "for=x"})],
)
def test_without_a_token_only_this_machine_may_look(address: str, headers: dict[str, str]) -> None:
    settings = Settings(_env_file=None)
    with pytest.raises(Forbidden):
        admit(settings, address, headers)
    admit(settings, "127.0.0.1", {})
    admit(settings, "::1", {})
