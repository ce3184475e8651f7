"""/status on Telegram: the customer's own cases, and the buttons below them."""

import pytest
from sqlalchemy import select

from bot import customers, tickets
from bot.store.tables import ticket_events
from tests.telegram.conftest import Scene
from tests.telegram.shapes import DAN, message, pressed, said


def opened(scene: Scene, **more: object) -> str:
    with scene.desk.store.writing() as db:
        here = customers.conversation(db, scene.conversation())
        known = {"conversation_id": here.id, "customer_id": here.customer_id, "language": here.language, **more}
        return tickets.open_ticket(
            db, kind="fault", title="断网", fields={}, contact="13800138000", department="technical_support",
            now=scene.now, **known,
        ).number  # fmt: skip


def kinds(scene: Scene) -> list[str]:
    with scene.desk.store.reading() as db:
        return list(db.execute(select(ticket_events.c.kind).order_by(ticket_events.c.id)).scalars())


def keys(scene: Scene, chat: int = 4001) -> list[str]:
    return [str(one.extras.get("key")) for one in scene.messages(chat) if one.author == "desk"]


@pytest.mark.parametrize("command", ["/status", "/progress", "/进度", "/status@courtesy_desk_bot"])
def test_the_customers_case_is_told(both: Scene, command: str) -> None:
    both.take(said("你好"))
    number = opened(both)
    assert both.take(said(command)) == ["said"]
    told = both.messages()[-1]
    assert told.extras["key"] == "utter_case_shown_hurry"
    for part in (number, "▶受理", "·办结", "技术支持部", "前答复"):
        assert part in told.text
    assert [button["title"] for button in told.extras["buttons"]] == ["催办"]


def test_nobody_sees_anothers(both: Scene) -> None:
    both.take(said("你好"))
    number = opened(both)
    both.take(said("/status", DAN))
    assert keys(both, DAN) == ["utter_case_none"]
    assert not any(number in one.text for one in both.messages(DAN))


def test_the_same_update_twice_is_answered_once(scene: Scene) -> None:
    scene.take(said("你好"))
    opened(scene)
    command = message(text="/status")
    scene.take({"message": command}, {"message": command})
    assert keys(scene) == ["utter_case_shown_hurry"]


def test_the_button_hurries_once(both: Scene) -> None:
    both.take(said("你好"))
    opened(both)
    both.take(said("/status"))
    shown = both.messages()[-1]
    both.take(pressed(f"{shown.seq}:0", 7001), pressed(f"{shown.seq}:0", 7001))
    assert kinds(both).count("hurried") == 1
    assert keys(both)[-1] == "utter_case_hurried"
    both.take(said("/status"))
    assert keys(both)[-1] == "utter_case_shown", "no button while it is too soon to hurry again"


def test_an_old_button_says_when_it_may_be_pressed_again(both: Scene) -> None:
    both.take(said("你好"))
    opened(both)
    both.take(said("/status"), said("/status"))
    first, second = [one.seq for one in both.messages() if one.extras.get("buttons")][-2:]
    both.take(pressed(f"{first}:0", 7001), pressed(f"{second}:0", 7002))
    assert kinds(both).count("hurried") == 1
    assert keys(both)[-1] == "utter_case_hurry_later"
