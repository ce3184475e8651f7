"""What customers do on Telegram, as the transcript tells it."""

import pytest
from sqlalchemy import select

from bot import attachments, customers, deliveries, handoff, reception, updates
from bot.store.tables import conversations, turns
from bot.store.tables import updates as kept
from tests.telegram.conftest import Scene
from tests.telegram.shapes import (
    ALICE,
    CONTENTS,
    DAN,
    GROUP,
    SERVICE,
    edited,
    every_shape,
    group,
    membership,
    message,
    others,
    said,
    sent,
)


def turns_of(scene: Scene, chat_id: int = ALICE) -> list[int]:
    with scene.desk.store.reading() as db:
        here = turns.c.conversation_id == scene.conversation(chat_id)
        return [row.seq for row in db.execute(select(turns.c.seq).where(here).order_by(turns.c.seq))]


def handed_over(scene: Scene) -> None:
    with scene.desk.store.writing() as db:
        handoff.ask(db, scene.conversation(), "asked", {}, scene.now)


def test_a_text_is_a_message_that_is_owed_an_answer(both: Scene) -> None:
    assert both.take(said("宽带断了")) == ["said"]
    assert both.texts() == ["宽带断了"]
    assert turns_of(both) == [1]
    with both.desk.store.reading() as db:
        at = deliveries.position(db, both.conversation())
    assert at and (at.channel, at.address, at.seq) == ("telegram", str(ALICE), 0)


def test_each_chat_is_a_conversation_of_its_own_and_goes_on(scene: Scene) -> None:
    scene.take(said("一"), said("one", DAN, "en"), said("二"))
    assert (scene.texts(), scene.texts(DAN)) == (["一", "二"], ["one"])


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-hans", "zh"), ("zh-hant", "zh-Hant"), ("zh-TW", "zh-Hant"), ("en-GB", "en"), ("de", "en"), (None, "zh")],
)
def test_a_first_contact_is_spoken_to_in_the_language_of_the_app(scene: Scene, tag: str | None, language: str) -> None:
    scene.take(said("42", ALICE, tag))
    with scene.desk.store.reading() as db:
        assert customers.conversation(db, scene.conversation()).language == language


def test_the_longest_text_of_telegram_is_kept_whole(scene: Scene) -> None:
    scene.take(said("断" * 4096))
    assert scene.texts() == ["断" * 4096]


def test_the_same_message_under_another_updates_number_is_the_same_message(scene: Scene) -> None:
    update = said("你好")
    assert scene.take(update, dict(update)) == ["said", "ignored"]
    assert (scene.texts(), turns_of(scene)) == (["你好"], [1])


def test_an_edit_is_shown_in_the_old_ones_place_and_is_no_question(scene: Scene) -> None:
    first = said("断网了")
    scene.take(first, edited(first, "断网了，红灯"), edited(first, "断网了，绿灯", later=61))
    assert [one.extras for one in scene.messages()] == [{}, {"edits": 1}, {"edits": 1}]
    assert scene.texts()[-1] == "断网了，绿灯"
    assert turns_of(scene) == [1]


def test_an_edit_that_changes_nothing_is_passed_by(scene: Scene) -> None:
    first = said("断网了")
    assert scene.take(first, edited(first, "断网了"), edited(first, "好"), edited(first, "好", later=70)) == [
        "said",
        "ignored",
        "said",
        "ignored",
    ]


def test_an_edit_that_overtakes_its_message_is_heard_once(scene: Scene) -> None:
    first = said("断王了")
    assert scene.take(edited(first, "断网了"), first) == ["said", "ignored"]
    assert (scene.texts(), turns_of(scene)) == (["断网了"], [1])


def test_a_caption_is_the_text_of_its_file(scene: Scene) -> None:
    scene.take(sent(**CONTENTS["photo"]))
    (one,) = scene.messages()
    assert one.text == "路由器红灯"
    assert [(file["kind"], file["size"], file["state"]) for file in one.extras["attachments"]] == [
        ("image", 90_000, "awaited")
    ]


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("document", "document"),
        ("nameless document", "document"),
        ("voice", "audio"),
        ("audio", "audio"),
        ("video", "video"),
        ("video note", "video"),
        ("animation", "video"),
        ("sticker", "image"),
        ("location", "location"),
        ("venue", "location"),
    ],
)
def test_what_is_no_text_is_an_attachment(scene: Scene, shape: str, kind: str) -> None:
    assert scene.take(sent(**CONTENTS[shape])) == ["said"]
    (one,) = scene.messages()
    assert [file["kind"] for file in one.extras["attachments"]] == [kind]
    assert one.text and turns_of(scene) == [1]


def test_a_place_is_kept_at_once_with_its_coordinates(scene: Scene) -> None:
    scene.take(sent(**CONTENTS["venue"]))
    (file,) = scene.messages()[0].extras["attachments"]
    assert (file["state"], file["latitude"], file["longitude"]) == ("stored", 30.5728, 114.2785)
    assert scene.texts() == ["营业厅, 湖滨路1号"]


def test_a_file_that_is_too_large_is_told_of_and_not_awaited(scene: Scene) -> None:
    scene.take(sent(video={**CONTENTS["video"]["video"], "file_size": 200 * 1024 * 1024}))
    assert scene.messages()[0].extras["attachments"][0]["state"] == "refused"


@pytest.mark.parametrize(
    ("shape", "text"), [("contact", "Bob +8613800138000"), ("dice", "🎲"), ("animated sticker", "👍")]
)
def test_what_can_be_said_in_words_is(scene: Scene, shape: str, text: str) -> None:
    scene.take(sent(**CONTENTS[shape]))
    assert scene.texts() == [text]


def test_only_ones_own_contact_proves_a_number(scene: Scene) -> None:
    other = {"phone_number": "+8613800138000", "first_name": "Bob", "user_id": DAN}
    scene.take(sent(contact=other))
    with scene.desk.store.reading() as db:
        assert customers.find_by_identity(db, "phone", "+8613800138000") is None
    scene.take(sent(contact={**other, "user_id": ALICE}))
    with scene.desk.store.reading() as db:
        found = customers.find_by_identity(db, "phone", "+8613800138000")
    assert found is None or found.conversation_id == scene.conversation()


@pytest.mark.parametrize("shape", ["poll", "game", "story"])
def test_what_cannot_be_kept_is_answered_politely(scene: Scene, shape: str) -> None:
    scene.take(sent(**CONTENTS[shape]))
    assert [one.extras["key"] for one in scene.messages()] == ["utter_telegram_not_taken"]


def test_what_the_app_itself_tells_is_passed_by(scene: Scene) -> None:
    assert set(scene.take(*(sent(**content) for content in SERVICE.values()))) == {"ignored"}


def test_a_group_is_told_once_and_left(scene: Scene) -> None:
    talk = {"message": {**message(text="hello"), "chat": group()}}
    assert (
        scene.take(membership("member", chat=group()), talk, {"message": {**message(text="?"), "chat": group()}})
        == ["declined"] * 3
    )
    assert len(scene.telegram.texts(GROUP)) == 1
    assert scene.telegram.called("leaveChat")


def test_a_channel_is_left_without_a_word(scene: Scene) -> None:
    scene.take(others()["made admin of a channel"])
    assert [call.method for call in scene.telegram.calls] == ["leaveChat"]


def test_other_bots_are_not_talked_to(scene: Scene) -> None:
    assert scene.take(others()["a bot"]) == ["ignored"]


def test_who_blocks_us_is_out_of_reach_until_they_let_us_in_again(both: Scene) -> None:
    both.take(said("你好"), membership("kicked"))
    with both.desk.store.writing() as db:
        assert deliveries.stopped(db, both.conversation()) == 0
        reception.desk_said(db, both.conversation(), "utter_telegram_help", both.now, phrases=both.desk.phrases)
        assert deliveries.due(db, "telegram", both.now, 10) == []
    both.take(membership("member"))
    with both.desk.store.reading() as db:
        assert deliveries.due(db, "telegram", both.now, 10) == [both.conversation()]


def test_a_person_who_holds_the_conversation_reads_what_is_written(scene: Scene) -> None:
    scene.take(said("你好"))
    handed_over(scene)
    scene.take(said("在吗"))
    assert scene.texts() == ["你好", "在吗"]
    assert turns_of(scene) == [1]


def test_no_kind_of_update_stays_undone(both: Scene) -> None:
    shapes = every_shape()
    assert len(shapes) >= 50
    for body in shapes.values():
        both.keep(body)
    # Two of them are Alice's and no updates at all: the second waits until the first is put aside.
    for _ in range(2 * updates.ATTEMPTS):
        both.work()
        both.later(hours=1)
    with both.desk.store.reading() as db:
        rows = db.execute(select(kept.c.outcome, kept.c.error)).all()
        assert updates.open_count(db, "telegram") == 0
    assert len(rows) == len(shapes)
    assert sum(row.outcome == "dead" for row in rows) == 4, "what is no update at all, and nothing else"


def test_a_poison_update_is_put_aside_and_its_sender_goes_on(both: Scene) -> None:
    poison, following = (
        both.keep({"message": {"message_id": 1, "chat": {"id": ALICE, "type": "private"}}}),
        said("在吗"),
    )
    both.take(following)
    with both.desk.store.reading() as db:
        assert updates.open_count(db, "telegram") == 2, "the sender's next update waits"
    for _ in range(updates.ATTEMPTS):
        both.later(minutes=5)
        both.work()
    assert both.texts() == ["在吗"]
    with both.desk.store.reading() as db:
        assert [one.update_id for one in updates.dead(db)] == [str(poison["update_id"])]


def test_what_can_never_be_stored_is_put_aside_at_once(scene: Scene) -> None:
    scene.take(said("a\0b"), said("在吗"))
    assert scene.texts() == ["在吗"]
    with scene.desk.store.reading() as db:
        assert len(updates.dead(db)) == 1


def test_an_update_is_worked_off_wholly_or_not_at_all(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(updates, "done", lambda *_: 1 / 0)
        scene.take(said("你好"))
    with scene.desk.store.reading() as db:
        assert db.execute(select(conversations)).all() == []
    scene.later(seconds=5)
    scene.work()
    assert scene.texts() == ["你好"]


def test_a_files_own_number_stays_with_the_desk(scene: Scene) -> None:
    scene.take(sent(**CONTENTS["voice"]))
    assert "file_id" not in str(scene.messages()[0].extras)
    with scene.desk.store.reading() as db:
        assert [one.facts["file_id"] for one in attachments.awaited(db)] == ["voice"]


def test_updates_are_not_kept_for_ever(scene: Scene) -> None:
    scene.take(said("你好"))
    scene.intake.forget()
    scene.later(days=8)
    scene.intake.forget()
    with scene.desk.store.reading() as db:
        assert db.execute(select(kept)).all() == []
    assert scene.texts() == ["你好"]
