"""The real app with a small world in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store, open_store
from bot.wakeups import Wakeups
from channels.app import create_app
from channels.openapi import document
from channels.openapi.served import served

from .world import World

TELEGRAM = {"telegram_mode": "webhook", "telegram_token": f"123456:{'a' * 35}", "telegram_secret": "s" * 40}


@pytest.fixture(scope="session")
def told(open_standard: Standard, phrases: Phrases, sqlite_template: Path) -> dict[str, Any]:
    """The document, which is the same whatever the limits and names of an app are."""
    settings = Settings(_env_file=None, **TELEGRAM, assistants=0, demo=False)
    return document(create_app(settings, open_store(f"sqlite:///{sqlite_template}", Wakeups()), open_standard, phrases))


@pytest.fixture
def begin(
    told: dict[str, Any], open_standard: Standard, phrases: Phrases, run_app: Callable, tmp_path: Path
) -> Iterator[Callable[[Store], World]]:
    """begin(store) is a world on that store; begin(store, proxies=1) with another setting."""
    stops: list[Callable[[], None]] = []

    def start(store: Store, **changes: object) -> World:
        settings = Settings(
            _env_file=None, **{**TELEGRAM, "assistants": 0, "demo": False, "state": tmp_path, **changes}
        )
        app = create_app(settings, store, open_standard, phrases)
        port, stop = run_app(app)
        stops.append(stop)
        rights = {one.label: one.description.right for one in served(app) if one.description.who == "agent"}
        return World(f"http://127.0.0.1:{port}", store, told, open_standard, phrases, settings, rights)

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def world(begin: Callable[[Store], World], sqlite_store: Store) -> World:
    return begin(sqlite_store)


@pytest.fixture
def world_on_both(begin: Callable[[Store], World], store: Store) -> World:
    return begin(store)
