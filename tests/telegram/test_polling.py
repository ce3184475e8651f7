"""Polling, for a desk that Telegram cannot reach: nothing is confirmed before it is kept."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from bot import leases
from bot.store.tables import updates
from channels.delivery.lead import Lead
from channels.telegram import polling
from channels.telegram.polling import Polling
from tests.telegram.conftest import Scene
from tests.telegram.shapes import every_shape, said

SECONDS = 20


@pytest.fixture(autouse=True)
def short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "POLL_SECONDS", 1)
    monkeypatch.setattr(polling, "WAIT_SECONDS", 0.2)


def kept(scene: Scene) -> list[int]:
    with scene.desk.store.reading() as db:
        return [int(row.update_id) for row in db.execute(select(updates.c.update_id).order_by(updates.c.id))]


def poll_until(scene: Scene, enough: Callable[[], bool], workers: int = 1) -> None:
    """Runs the real worker, or several, until `enough`."""

    async def run() -> None:
        tasks = [asyncio.create_task(Polling(scene.desk).run()) for _ in range(workers)]
        try:
            await asyncio.wait_for(_until(enough, tasks), SECONDS)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


async def _until(enough: Callable[[], bool], tasks: list["asyncio.Task[None]"]) -> None:
    while not await asyncio.to_thread(enough):
        assert not any(task.done() for task in tasks), [task.exception() for task in tasks if task.done()]
        await asyncio.sleep(0.05)


def test_what_telegram_has_is_kept_and_then_confirmed(both: Scene) -> None:
    waiting = [update["update_id"] for update in both.telegram.queue(*(said(f"{n}") for n in range(5)))]
    poll_until(both, lambda: both.telegram.unconfirmed == [])
    assert kept(both) == waiting
    assert both.work() == ["said"] * 5
    assert both.texts() == [f"{n}" for n in range(5)]


def test_every_kind_of_update_can_be_polled(scene: Scene) -> None:
    scene.telegram.queue(*every_shape().values())
    poll_until(scene, lambda: scene.telegram.unconfirmed == [])
    assert len(kept(scene)) == len(every_shape())


def test_what_cannot_be_kept_is_not_confirmed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    (update,) = scene.telegram.queue(said("你好"))
    with monkeypatch.context() as broken:
        broken.setattr(polling, "keep", lambda *_: 1 / 0)
        with contextlib.suppress(asyncio.TimeoutError):
            poll_until(scene, lambda: len(scene.telegram.called("getUpdates")) >= 2)
    assert scene.telegram.unconfirmed == [update["update_id"]]
    poll_until(scene, lambda: scene.telegram.unconfirmed == [])
    assert kept(scene) == [update["update_id"]]


def test_numbers_that_begin_anew_after_a_quiet_week_are_kept(scene: Scene) -> None:
    scene.telegram.queue({"update_id": 900_000_000, **said("一")})
    poll_until(scene, lambda: scene.telegram.unconfirmed == [])
    scene.telegram.queue({"update_id": 12, **said("二")})
    poll_until(scene, lambda: scene.telegram.unconfirmed == [])
    assert kept(scene) == [900_000_000, 12]


def test_telegrams_troubles_pass(scene: Scene) -> None:
    scene.telegram.fail(502, method="getUpdates")
    scene.telegram.fail(429, method="getUpdates", retry_after=1)
    scene.telegram.fail(0, method="getUpdates", cut=True)
    scene.telegram.queue(said("你好"))
    poll_until(scene, lambda: scene.telegram.unconfirmed == [])
    assert len(kept(scene)) == 1


def test_a_webhook_that_is_still_set_is_told_to_the_operator(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.telegram.webhook["url"] = "https://desk.example/telegram/webhook"
    poll_until(scene, lambda: "delete-webhook" in caplog.text)
    assert scene.desk.settings.telegram_token.get_secret_value() not in caplog.text


def test_one_process_of_several_polls(both: Scene) -> None:
    both.telegram.queue(*(said(f"{n}") for n in range(3)))
    other = Lead(both.desk.store, Polling.name, holder="another machine/1/2/3")

    async def meanwhile() -> bool:
        return await other.hold()

    assert asyncio.run(_now(meanwhile))
    with contextlib.suppress(asyncio.TimeoutError):
        asyncio.run(asyncio.wait_for(Polling(both.desk).run(), 1))
    assert both.telegram.called("getUpdates") == []
    asyncio.run(_now(other.give_up))
    poll_until(both, lambda: both.telegram.unconfirmed == [], workers=2)
    assert len(kept(both)) == 3
    assert leases.this_process()


async def _now(do: Callable[[], Awaitable[object]]) -> object:
    return await do()
