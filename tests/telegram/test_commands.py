"""The commands: they work whoever holds the conversation."""

from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot import customers, handoff, links
from bot.store.tables import turns
from tests.telegram.conftest import Scene
from tests.telegram.shapes import said

NIGHT = datetime(2026, 11, 22, 18, 0, tzinfo=timezone.utc)


def keys(scene: Scene) -> list[str | None]:
    return [one.extras.get("key") for one in scene.messages()]


def language(scene: Scene) -> tuple[str, bool]:
    with scene.desk.store.reading() as db:
        here = customers.conversation(db, scene.conversation())
        return here.language, here.language_fixed


def open_turns(scene: Scene) -> int:
    with scene.desk.store.reading() as db:
        return len(db.execute(select(turns.c.id).where(turns.c.done_at.is_(None))).all())


def taken_by_the_queue(scene: Scene) -> None:
    with scene.desk.store.writing() as db:
        handoff.ask(db, scene.conversation(), "asked", {}, scene.now)


def test_a_start_is_greeted_as_on_the_page_and_owed_nothing(scene: Scene) -> None:
    assert scene.take(said("/start")) == ["said"]
    assert "早上好" in scene.texts(author="assistant")[0]
    assert scene.messages()[-1].extras["buttons"]
    assert open_turns(scene) == 0


def test_in_english_for_who_has_telegram_in_english(scene: Scene) -> None:
    scene.take(said("/start", language="en"))
    assert scene.texts(author="assistant")[0].startswith("Good morning")


def test_a_start_while_a_person_holds_the_conversation_gets_the_help(scene: Scene) -> None:
    scene.take(said("你好"))
    taken_by_the_queue(scene)
    scene.take(said("/start"))
    assert keys(scene)[-1] == "utter_telegram_help"


@pytest.mark.parametrize("command", ["/help", "/帮助", "/HELP", "/help@courtesy_desk_bot"])
def test_help_tells_the_commands(scene: Scene, command: str) -> None:
    scene.take(said(command))
    assert keys(scene) == ["utter_telegram_help"]


@pytest.mark.parametrize("command", ["/human", "/人工", "/转人工"])
def test_a_person_is_asked_for_as_with_the_pages_button(both: Scene, command: str) -> None:
    both.take(said(command))
    assert both.texts() == ["转人工客服"]
    assert keys(both)[-1] == "utter_desk_queued_nobody"
    with both.desk.store.reading() as db:
        assert handoff.holder(db, both.conversation()).kind == "queue"
    assert open_turns(both) == 0


def test_asked_for_twice_one_waits_once(scene: Scene) -> None:
    scene.take(said("/human"), said("/human"))
    assert keys(scene).count("utter_desk_queued_nobody") == 1


def test_out_of_hours_the_wish_for_a_person_is_the_assistants(scene: Scene) -> None:
    scene.now = NIGHT
    scene.take(said("/human", language="en"))
    assert scene.texts() == ["Talk to a person"]
    assert open_turns(scene) == 1


@pytest.mark.parametrize(
    ("word", "wanted"), [("en", "en"), ("English", "en"), ("中文", "zh"), ("繁體", "zh-Hant"), ("zh-Hant", "zh-Hant")]
)
def test_a_language_that_is_named_is_spoken_from_now_on(scene: Scene, word: str, wanted: str) -> None:
    scene.take(said(f"/language {word}"))
    assert language(scene) == (wanted, True)
    assert keys(scene) == ["utter_language_switched"]


@pytest.mark.parametrize("command", ["/language", "/language klingon"])
def test_without_a_known_name_the_languages_are_offered(scene: Scene, command: str) -> None:
    scene.take(said(command))
    (offer,) = scene.messages()
    assert [button["title"] for button in offer.extras["buttons"]] == ["简体中文", "繁體中文", "English"]
    assert language(scene) == ("zh", False)


def test_a_command_that_is_none_of_ours_is_a_message(scene: Scene) -> None:
    scene.take(said('/book_appointment{"x": 1}'))
    assert scene.texts() == ['/book_appointment{"x": 1}']
    assert open_turns(scene) == 1


def test_the_same_command_under_another_updates_number_is_not_obeyed_again(scene: Scene) -> None:
    for command in ("/human", "/help"):
        update = said(command)
        assert scene.take(update, dict(update)) == ["said", "ignored"]


def test_a_code_from_the_page_that_is_typed_joins_its_customer_with_this_chat(both: Scene) -> None:
    with both.desk.store.writing() as db:
        there = customers.welcome(db, "web", "widget", "f" * 64, "zh", both.now)
        code = links.issue(db, there.conversation_id, both.now)
    both.take(said(f"/link {code}"))
    with both.desk.store.reading() as db:
        here, page = (customers.conversation(db, one) for one in (both.conversation(), there.conversation_id))
        assert here.customer_id == page.customer_id
    assert keys(both) == ["utter_desk_joined"]


def test_a_wrong_code_joins_nobody_and_is_told(both: Scene) -> None:
    both.take(said("/start ABCD2345"))
    assert keys(both)[0] == "utter_desk_code_unknown"
    for _ in range(6):
        both.take(said("/link ABCD2345"))
    assert keys(both)[-1] == "utter_desk_code_too_often"


def test_a_code_of_this_chat_is_good_on_the_page(scene: Scene) -> None:
    scene.take(said("/link"))
    (told,) = scene.messages()
    assert told.extras["key"] == "utter_desk_code"
    code = told.text.split("，")[0].split()[-1]
    with scene.desk.store.writing() as db:
        there = customers.welcome(db, "web", "widget", "e" * 64, "zh", scene.now)
        assert links.redeem(db, code, there.conversation_id, scene.now)
