"""The whole road through Slack: events in, the assistant's and an agent's words out."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from bot import callbacks, deliveries, handoff, reception, surveys, tickets
from bot.reception import Reply
from bot.store import Store
from bot.store.tables import turns, updates
from tests.connectors.conftest import Scene, eventually
from tests.connectors.stand_ins import Slack, slack_pressed, slack_said, slack_signed


def test_a_word_from_slack_is_heard_and_the_assistants_answer_arrives(
    stage: Callable[..., Scene], store: Store, slack: Slack
) -> None:
    scene = stage(store)
    assert scene.slack(slack_said("How do I pay &lt;my&gt; bill &amp; when?")) == 200
    scene.heard("slack", "How do I pay <my> bill & when?")
    scene.answer("slack", Reply("In the app & at <any> hall.\n\nUntil the 20th."))
    scene.delivered("slack")
    assert slack.texts == ["In the app &amp; at &lt;any&gt; hall.", "Until the 20th."]
    assert {post["channel"] for post in slack.posts} == {"DALICE"}
    here = scene.conversation("slack")
    with store.reading() as db:
        assert deliveries.said_as(db, here, "1790000000.000002") == 2
        assert db.execute(select(func.count()).select_from(turns)).scalar_one() == 1


def test_an_event_that_slack_brings_again_is_one_message(scene: Scene) -> None:
    event = slack_said("你好")
    assert [scene.slack(event) for _ in range(3)] == [200] * 3
    # Rasa would throw this one away unread: perhaps it never came the first time.
    again = {"X_Slack_Retry_Num": "1", "X_Slack_Retry_Reason": "http_timeout"}
    assert scene.slack(slack_said("在吗", ts="1790000001.000101"), **again) == 200
    mention = slack_said("<@UDESK> 在吗", ts="1790000001.000101", type="app_mention")
    assert scene.slack(mention) == 200
    scene.heard("slack", "你好", "在吗")


def test_who_does_not_know_the_secret_is_refused_and_nothing_is_kept(scene: Scene, sqlite_store: Store) -> None:
    content, at = slack_said("Hello"), int(time.time())
    for headers in (
        slack_signed(content, at, "another secret"),
        slack_signed(content, at - 600),
        {"Content-Type": "application/json"},
    ):
        assert scene.bring("/webhooks/slack/webhook", content, headers)[0] == 400
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(updates)).scalar_one() == 0


def test_a_button_is_an_opaque_token_and_for_one_use(scene: Scene, slack: Slack) -> None:
    scene.slack(slack_said("broadband"))
    scene.heard("slack", "broadband")
    titles = {"buttons": [{"title": "Report a fault"}, {"title": "Prices"}]}
    scene.answer("slack", Reply("What about it?", titles, ["/report_fault", "/ask_prices"]))
    scene.delivered("slack")
    assert [button["text"]["text"] for button in slack.buttons] == ["Report a fault", "Prices"]
    assert "report_fault" not in str(slack.posts)
    token = slack.buttons[0]["value"]
    assert scene.slack(slack_pressed(token)) == 200
    assert scene.slack(slack_pressed(token, at="1790000002.000999")) == 200
    scene.heard("slack", "broadband", "Report a fault")
    scene.delivered("slack")
    (chosen,) = [one for one in scene.messages("slack") if one.extras.get("choice")]
    assert chosen.extras["choice"] == {"seq": 2, "option": 0}
    assert slack.texts[-1].startswith("These options have been used")


def test_an_intent_that_a_customer_types_is_only_text(scene: Scene) -> None:
    typed = '/switch_language{"language_name": "zh"}'
    scene.slack(slack_said(typed))
    scene.heard("slack", typed)
    assert "choice" not in scene.messages("slack")[0].extras


def test_an_agent_answers_from_the_console_and_hands_back(
    scene: Scene, sqlite_store: Store, slack: Slack, bob_of: Callable[[Store], Any]
) -> None:
    scene.slack(slack_said("a person please"))
    scene.heard("slack", "a person please")
    bob = bob_of(sqlite_store)
    say = scene.hand_over("slack", bob.id)
    say("Good morning, what may I do for you?")
    scene.delivered("slack")
    assert slack.texts[-1] == "Bob · 1001\nGood morning, what may I do for you?"
    scene.slack(slack_said("My bill is wrong", ts="1790000003.000300"))
    scene.heard("slack", "a person please", "My bill is wrong")
    here = scene.conversation("slack")
    with sqlite_store.writing() as db:
        waiting = handoff.current(db, here)
        assert waiting and waiting.agent_id == bob.id
        fence = handoff.holder(db, here).fence
        reception.handed_back(db, waiting.handoff_id, bob.id, fence, scene.now, phrases=scene.desk.phrases)
    scene.answer("slack", Reply("I am here again."))
    scene.delivered("slack")
    assert slack.texts[-1] == "I am here again."


def test_the_customer_rates_with_a_button(
    scene: Scene, sqlite_store: Store, slack: Slack, bob_of: Callable[[Store], Any]
) -> None:
    scene.slack(slack_said("a person please"))
    scene.heard("slack", "a person please")
    bob, here = bob_of(sqlite_store), scene.conversation("slack")
    scene.hand_over("slack", bob.id)
    with sqlite_store.writing() as db:
        waiting = handoff.current(db, here)
        assert waiting
        fence, wrap_up = handoff.holder(db, here).fence, {"outcome": "resolved", "note": ""}
        told = {"standard": scene.desk.standard, "phrases": scene.desk.phrases}
        reception.closed(db, waiting.handoff_id, bob.id, fence, wrap_up, scene.now, **told)
    scene.delivered("slack")
    assert len(slack.buttons) == 5
    scene.slack(slack_pressed(slack.buttons[3]["value"]))

    def given() -> int | None:
        with sqlite_store.reading() as db:
            rating = surveys.given(db, here)
            return rating.score if rating else None

    assert eventually(given) == 4
    scene.delivered("slack")
    assert "“attitude”" in slack.texts[-2], "six are more than Slack has room for: they are numbered"
    assert slack.texts[-1].endswith("6. Skip")
    scene.slack(slack_said("5", ts="1790000003.000300"))
    scene.heard("slack", "a person please", "very satisfied")
    with sqlite_store.reading() as db:
        rating = surveys.given(db, here)
    assert rating and rating.dimensions == {"attitude": 5}


def test_a_callback_is_answered_with_a_button(
    scene: Scene, sqlite_store: Store, slack: Slack, repaired: Callable[..., str]
) -> None:
    scene.slack(slack_said("hello"))
    scene.heard("slack", "hello")
    number = repaired(scene, "slack")
    scene.delivered("slack")
    assert [one["text"]["text"] for one in slack.buttons] == ["Solved", "Not solved", "Talk to a person"]
    scene.slack(slack_pressed(slack.buttons[0]["value"]))
    scene.heard("slack", "hello", "Solved")
    scene.delivered("slack")
    with sqlite_store.reading() as db:
        found = tickets.find(db, number)
        assert found
        assert [one.outcome for one in callbacks.of_ticket(db, found.id)] == ["solved"]
    assert len(slack.buttons) == 5, "and the service can be rated"


def test_while_slack_is_down_nothing_is_lost_and_the_order_is_kept(scene: Scene, slack: Slack) -> None:
    scene.slack(slack_said("Hello"))
    scene.heard("slack", "Hello")
    slack.go()
    scene.answer("slack", Reply("one"), Reply("two"))

    def tried() -> bool:
        with scene.desk.store.reading() as db:
            at = deliveries.position(db, scene.conversation("slack"))
        return at is not None and at.attempts > 0

    eventually(tried)
    scene.answer("slack", Reply("three"))
    slack.come()
    scene.delivered("slack")
    assert slack.texts == ["one", "two", "three"]


def test_slacks_refusals_are_told_apart(scene: Scene, slack: Slack) -> None:
    scene.slack(slack_said("Hello"))
    scene.heard("slack", "Hello")
    slack.refuse("ratelimited", 429, **{"Retry-After": "1"})
    slack.refuse("internal_error", 500)
    slack.refuse("msg_too_long")
    scene.answer("slack", Reply("refused for good"), Reply("taken"))
    scene.delivered("slack")
    assert slack.texts == ["taken"]
    with scene.desk.store.reading() as db:
        (letter,) = deliveries.of_conversation(db, scene.conversation("slack"))
    assert (letter.seq, letter.reason, letter.detail) == (2, "refused", "msg_too_long")
