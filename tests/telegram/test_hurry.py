"""Who writes on Telegram faster than anybody can answer is slowed down, and loses nothing."""

from collections.abc import Callable

import pytest

from bot.settings import Settings
from bot.store import Store
from tests.telegram.conftest import Scene
from tests.telegram.shapes import DAN, said


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.copy(update={"limits": True, "limit_messages": "1/s burst 3"})


def test_a_flood_is_heard_in_its_order_a_little_later(stage: Callable[[Store], Scene], store: Store) -> None:
    scene = stage(store)
    words = [f"第{number}句" for number in range(6)]
    assert scene.take(*map(said, words)) == ["said"] * 3 + ["later"]
    assert scene.texts() == words[:3]
    assert scene.work() == [], "nothing is due yet"
    for heard in range(4, 7):
        scene.later(seconds=1)
        scene.work()
        assert scene.texts() == words[:heard]


def test_others_on_telegram_do_not_wait(scene: Scene) -> None:
    scene.take(*(said(f"第{number}句") for number in range(20)))
    assert scene.take(said("hello", DAN, "en")) == ["said"]
    assert scene.texts(DAN) == ["hello"]
