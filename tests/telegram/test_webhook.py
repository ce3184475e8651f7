"""The webhook's door: who brings an update is checked first, and what is acknowledged is kept."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store, open_store
from bot.store.tables import messages, turns, updates
from bot.wakeups import Wakeups
from channels.app import create_app
from channels.telegram.account import WEBHOOK_PATH
from tests.telegram.conftest import SECRET, Scene
from tests.telegram.shapes import ALICE, edited, every_shape, said

HEADER = "X-Telegram-Bot-Api-Secret-Token"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def serve(
    settings: Settings, standard: Standard, phrases: Phrases, run_app: Callable[..., Any]
) -> Iterator[Callable[..., int]]:
    stops = []

    def start(store: Store, **changes: Any) -> int:
        port, stop = run_app(create_app(settings.copy(update=changes), store, standard, phrases))
        stops.append(stop)
        return int(port)

    yield start
    for stop in stops:
        stop()


def bring(port: int, body: Any, secret: str | bytes | None = SECRET) -> tuple[int, dict[str, str]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.putrequest("POST", WEBHOOK_PATH)
        line.putheader("Content-Type", "application/json")
        line.putheader("Content-Length", str(len(content)))
        if secret is not None:
            line.putheader(HEADER, secret)
        line.endheaders(content)
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        line.close()


def kept(store: Store) -> list[Any]:
    with store.reading() as db:
        return list(db.execute(select(updates).order_by(updates.c.id)))


def count(store: Store, table: Any) -> int:
    with store.reading() as db:
        return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def test_an_update_is_kept_as_it_came_and_acknowledged(store: Store, serve: Callable[..., int]) -> None:
    update = {"update_id": 700, **said("您好 😀")}
    status, _ = bring(serve(store), update)
    assert status == 200
    (row,) = kept(store)
    assert (row.channel, row.account, row.update_id, row.sender) == ("telegram", "700000001", "700", str(ALICE))
    assert row.body == update and row.done_at is None


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "x",
        SECRET[:-1],
        SECRET + "x",
        SECRET.upper(),
        "密" * 7,
        b"\xff\xfe\x00\x01"[:2],
        SECRET.encode() + b"\xe9",
    ],
    ids=["missing", "empty", "short", "shorter", "longer", "other case", "Chinese", "no text", "not ASCII"],
)
def test_without_the_secret_nothing_is_read_and_nothing_kept(
    sqlite_store: Store, serve: Callable[..., int], secret: str | bytes | None
) -> None:
    shown = secret.encode() if isinstance(secret, str) else secret
    for body in ({"update_id": 1, **said("hi")}, b"{not json", b"x" * 300_000):
        assert bring(serve(sqlite_store), body, shown)[0] == 403
    assert kept(sqlite_store) == []


@pytest.mark.parametrize("mode", ["off", "polling"])
def test_there_is_no_webhook_unless_it_is_asked_for(sqlite_store: Store, serve: Callable[..., int], mode: str) -> None:
    assert bring(serve(sqlite_store, telegram_mode=mode), {"update_id": 1, **said("hi")})[0] == 404
    assert kept(sqlite_store) == []


def test_what_nobody_can_read_is_kept_too(store: Store, serve: Callable[..., int]) -> None:
    port = serve(store)
    odd = [b"", b"{", b"[]", b"null", b"12", b'"hi"', b"\xff\xfe\0", b'{"update_id": NaN}', b'{"update_id": "7"}']
    odd += [b'{"update_id": -1}', b'{"update_id": 1e3}', b'{"update_id": true}', b'{"update_id": ' + b"9" * 5000 + b"}"]
    odd += [b'{"update_id": 5, "x": ' + b"[" * 3000 + b"]" * 3000 + b"}", b"[" * 30_000]
    for body in odd:
        assert bring(port, body)[0] == bring(port, body)[0] == 200
    assert len(kept(store)) == len(odd)


def test_every_kind_of_update_is_acknowledged(sqlite_store: Store, serve: Callable[..., int]) -> None:
    port, shapes = serve(sqlite_store), every_shape()
    for number, body in enumerate(shapes.values(), 1):
        assert bring(port, {"update_id": number, **body})[0] == 200
    assert len(kept(sqlite_store)) == len(shapes) >= 50


def test_a_body_that_no_update_has_is_refused(sqlite_store: Store, serve: Callable[..., int]) -> None:
    assert bring(serve(sqlite_store), {"update_id": 1, "x": "y" * 1_000_000})[0] == 413
    assert kept(sqlite_store) == []


def test_while_the_store_is_away_telegram_is_asked_to_come_again(serve: Callable[..., int], tmp_path: Path) -> None:
    away = open_store(f"postgresql://nobody@/nothing?host={tmp_path}", Wakeups())
    status, headers = bring(serve(away), {"update_id": 1, **said("hi")})
    assert status == 503 and int(headers["retry-after"]) > 0


def test_each_update_up_to_five_times_shuffled_and_at_once_is_one_message_and_one_turn(
    both: Scene, serve: Callable[..., int]
) -> None:
    port, dice = serve(both.desk.store), random.Random(7)
    originals = [said(f"问题 {number}", chat) for number in range(15) for chat in (ALICE, 4002, 4003, 4004)]
    numbered = [both.telegram.numbered(body) for body in originals]
    brought = [update for update in numbered for _ in range(dice.randint(1, 5))]
    dice.shuffle(brought)
    assert len(brought) > 150
    statuses: list[int] = []

    def courier(mine: list[dict[str, Any]]) -> None:
        statuses.extend(bring(port, update)[0] for update in mine)

    couriers = [threading.Thread(target=courier, args=(brought[start::8],)) for start in range(8)]
    for one in couriers:
        one.start()
    for one in couriers:
        one.join()
    assert statuses == [200] * len(brought)
    both.work()
    assert count(both.desk.store, messages) == count(both.desk.store, turns) == 60
    assert sorted(both.texts()) == sorted(f"问题 {number}" for number in range(15))


def test_one_update_a_hundred_times_at_once_is_one_message(both: Scene, serve: Callable[..., int]) -> None:
    port, update = serve(both.desk.store), both.telegram.numbered(said("你好"))
    statuses: list[int] = []
    couriers = [threading.Thread(target=lambda: statuses.append(bring(port, update)[0])) for _ in range(100)]
    for one in couriers:
        one.start()
    for one in couriers:
        one.join()
    assert statuses == [200] * 100
    assert both.work() == ["said"]
    assert count(both.desk.store, messages) == count(both.desk.store, turns) == 1


def test_workers_at_once_keep_each_senders_order(both: Scene) -> None:
    for number in range(20):
        for chat in (ALICE, 4002):
            first = said(f"{number}", chat)
            both.keep(first)
            if number % 5 == 0:
                both.keep(edited(first, f"{number}!"))

    def work() -> None:
        while both.intake.work():
            pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    both.work()
    expected = [
        text for number in range(20) for text in ([f"{number}", f"{number}!"] if number % 5 == 0 else [f"{number}"])
    ]
    assert both.texts(ALICE) == both.texts(4002) == expected
