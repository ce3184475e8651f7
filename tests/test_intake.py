"""What an app told us is worked off one at a time: in a sender's order, nothing half done, nobody in the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import updates
from bot.errors import Invalid
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import Standard
from bot.store import Store
from bot.updates import Update
from channels.intake import Intake
from channels.work import Desk

CHANNEL = "pager"


class Scene:
    def __init__(self, store: Store, standard: Standard, phrases: Phrases, now: datetime, **settings: Any) -> None:
        self.now, self.store, self.heard = now, store, list[str]()
        self.faults: list[Exception] = []
        told = Settings(_env_file=None, **{"limits": False, **settings})
        desk = Desk(told, store, standard, phrases, Operator.load(ROOT / "data/operator.yml"))
        self.intake = Intake(desk, CHANNEL, self.hear, lambda: self.now)

    def hear(self, db: Connection, update: Update, now: datetime) -> str:
        if self.faults and update.sender == "alice":
            raise self.faults.pop(0)
        self.heard.append(update.body)
        return "said"

    def tell(self, number: str, sender: str = "alice") -> None:
        with self.store.writing() as db:
            updates.keep(db, CHANNEL, "", number, sender, f"{sender} {number}", self.now)

    def work(self) -> None:
        while self.intake.work():
            pass

    def outcomes(self) -> list[str | None]:
        with self.store.reading() as db:
            return [row.outcome for row in db.execute(select(updates.updates).order_by(updates.updates.c.id))]


@pytest.fixture
def scene(store: Store, standard: Standard, phrases: Phrases, now: datetime) -> Scene:
    return Scene(store, standard, phrases, now)


def test_a_senders_updates_are_taken_in_their_order_and_once(scene: Scene) -> None:
    for number in ("1", "2", "2", "3"):
        scene.tell(number)
    scene.work()
    assert scene.heard == ["alice 1", "alice 2", "alice 3"]
    assert scene.outcomes() == ["said"] * 3


def test_what_fails_in_passing_holds_up_its_sender_only_and_is_tried_again(scene: Scene) -> None:
    scene.faults = [RuntimeError("for once")]
    scene.tell("1")
    scene.tell("2")
    scene.tell("9", "dan")
    scene.work()
    assert scene.heard == ["dan 9"]
    scene.now += timedelta(minutes=1)
    scene.work()
    assert scene.heard == ["dan 9", "alice 1", "alice 2"]


def test_what_the_desk_refuses_is_put_aside_and_what_follows_is_heard(scene: Scene) -> None:
    scene.faults = [Invalid("text_characters")]
    scene.tell("1")
    scene.tell("2")
    scene.work()
    assert (scene.heard, scene.outcomes()) == (["alice 2"], ["dead", "said"])


def test_who_hurries_is_heard_later_with_every_word(
    store: Store, standard: Standard, phrases: Phrases, now: datetime
) -> None:
    scene = Scene(store, standard, phrases, now, limits=True, limit_messages="1/s burst 2")
    for number in ("1", "2", "3"):
        scene.tell(number)
    scene.work()
    assert scene.heard == ["alice 1", "alice 2"]
    scene.now += timedelta(seconds=2)
    scene.work()
    assert scene.heard == ["alice 1", "alice 2", "alice 3"]


def test_what_was_worked_off_is_forgotten_after_a_week(scene: Scene) -> None:
    scene.tell("1")
    scene.work()
    scene.intake.forget()
    assert scene.outcomes() == ["said"]
    scene.now += timedelta(days=8)
    scene.intake.forget()
    assert scene.outcomes() == []
