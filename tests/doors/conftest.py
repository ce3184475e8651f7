"""The real app with a small world in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import Standard, load
from bot.store import Store
from channels.app import create_app
from channels.openapi import document
from channels.openapi.served import served

from .world import World

TELEGRAM = {"telegram_mode": "webhook", "telegram_token": f"123456:{'a' * 35}", "telegram_secret": "s" * 40}


@pytest.fixture(scope="session")
def open_standard(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    """The standard with agents at all hours, since the app's clock is the real one."""
    content = yaml.safe_load((ROOT / "standard.yml").read_text("utf-8"))
    hours = content["agents_hours"]
    hours["weekly"] = dict.fromkeys(hours["weekly"], ["00:00-24:00"])
    hours.pop("exceptions", None)
    file = tmp_path_factory.mktemp("open") / "standard.yml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return load(file)


@pytest.fixture
def begin(
    open_standard: Standard, phrases: Phrases, run_app: Callable, tmp_path: Path
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
        return World(f"http://127.0.0.1:{port}", store, document(app), open_standard, phrases, settings, rights)

    yield start
    for stop in stops:
        stop()


@pytest.fixture
def world(begin: Callable[[Store], World], sqlite_store: Store) -> World:
    return begin(sqlite_store)


@pytest.fixture
def world_on_both(begin: Callable[[Store], World], store: Store) -> World:
    return begin(store)
