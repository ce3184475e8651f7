"""Updates of apps are kept once, worked off in each sender's order, and put aside when they cannot be."""

import threading
from datetime import datetime, timedelta

from bot import updates
from bot.store import Store


def keep(store: Store, update_id: str, sender: str, now: datetime, body: object = None) -> bool:
    with store.writing() as db:
        return updates.keep(db, "telegram", "7", update_id, sender, body or {"n": update_id}, now)


def take(store: Store, now: datetime) -> updates.Update | None:
    with store.reading() as db:
        return updates.oldest_open(db, "telegram", now)


def test_the_same_update_is_kept_once_however_often_it_comes(store: Store, now: datetime) -> None:
    kept: list[bool] = []
    threads = [threading.Thread(target=lambda: kept.append(keep(store, "100", "a", now))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == [False] * 19 + [True]


def test_anything_that_json_can_say_is_kept_as_it_came(store: Store, now: datetime) -> None:
    body = {"text": "您好 😀", "nothing": None, "nul": "a\0b", "surrogate": "\ud800", "deep": [[[1.5]]]}
    keep(store, "1", "a", now, body)
    one = take(store, now)
    assert one and one.body == body


def test_one_senders_updates_wait_for_each_other_and_for_nobody_else(store: Store, now: datetime) -> None:
    for number, sender in enumerate(["alice", "alice", "dan"]):
        keep(store, str(number), sender, now)
    with store.writing() as db:
        first = updates.oldest_open(db, "telegram", now)
        assert first and (first.sender, first.update_id) == ("alice", "0")
        updates.failed(db, first.id, "oops", now)
    with store.writing() as db:
        second = updates.oldest_open(db, "telegram", now)
        assert second and second.sender == "dan"
        updates.done(db, second.id, "said", now)
    assert take(store, now) is None
    again = take(store, now + timedelta(seconds=3))
    assert again and again.update_id == "0" and again.attempts == 1


def test_updates_of_nobody_do_not_wait_for_each_other(store: Store, now: datetime) -> None:
    keep(store, "0", "", now)
    keep(store, "1", "", now)
    with store.writing() as db:
        first = updates.oldest_open(db, "telegram", now)
        assert first
        updates.failed(db, first.id, "oops", now)
    following = take(store, now)
    assert following and following.update_id == "1"


def test_what_fails_again_and_again_is_put_aside_and_kept(store: Store, now: datetime) -> None:
    keep(store, "0", "a", now)
    keep(store, "1", "a", now)
    for attempt in range(updates.ATTEMPTS):
        later = now + timedelta(hours=attempt)
        with store.writing() as db:
            one = updates.oldest_open(db, "telegram", later)
            assert one and one.update_id == "0"
            assert updates.failed(db, one.id, "it broke", later) is (attempt == updates.ATTEMPTS - 1)
    following = take(store, now)
    assert following and following.update_id == "1"
    with store.reading() as db:
        assert [one.update_id for one in updates.dead(db)] == ["0"]
        assert updates.open_count(db, "telegram") == 1


def test_what_was_worked_off_a_week_ago_is_forgotten_and_what_is_dead_is_not(store: Store, now: datetime) -> None:
    for number, outcome in enumerate(("said", "dead", "")):
        keep(store, str(number), "", now)
        with store.writing() as db:
            one = updates.oldest_open(db, "telegram", now)
            assert one
            if outcome:
                updates.done(db, one.id, outcome, now)
    with store.writing() as db:
        assert updates.forget(db, now + timedelta(days=6)) == 0
        assert updates.forget(db, now + timedelta(days=8)) == 1
        assert [one.update_id for one in updates.dead(db)] == ["1"]
        assert updates.open_count(db, "telegram") == 1
