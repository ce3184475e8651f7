"""After the service in messaging apps and in the terminal: buttons or numbers answer callbacks and requests to rate."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from bot import callbacks, reception, surveys, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, NotFound
from bot.reception import Choice
from bot.store import Store
from bot.store.tables import ratings
from bot.talk import Terminal, visit_of
from bot.tickets import Ticket

from .test_surveys import served

DAY = timedelta(days=1)
SKIP = 5


class App:
    """Alice's telephone: she presses what was offered last."""

    def __init__(self, store: Store, visit: Visit, now: datetime, desk: dict[str, Any]) -> None:
        self.store, self.here, self.now, self.desk, self.presses = store, visit.conversation_id, now, desk, 0

    def last(self) -> Any:
        with self.store.reading() as db:
            return transcript.after(db, self.here, 0)[-1]

    def press(self, option: int, key: str = "") -> None:
        self.presses += 1
        with self.store.writing() as db:
            choice, key = Choice(self.last().seq, option), key or f"press-{self.presses}"
            reception.customer_chose(db, self.here, choice, key, self.now, **self.desk)

    def write(self, text: str, key: str = "written-1") -> None:
        with self.store.writing() as db:
            reception.customer_wrote(db, self.here, text, key, self.now, **self.desk)

    def rate(self, score: int) -> None:
        with self.store.writing() as db:
            reception.rated_in_app(db, self.here, score, self.now, **self.desk)

    @property
    def asked(self) -> str:
        return str(self.last().extras.get("key"))

    def given(self) -> tuple[int, dict[str, int], str]:
        with self.store.reading() as db:
            one = surveys.given(db, self.here)
        assert one
        return one.score, one.dimensions, one.comment


@pytest.fixture
def app(store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]) -> App:
    """A person has served Alice, and she was asked to rate."""
    served(store, alice, bob, now, desk)
    return App(store, alice, now, desk)


def test_after_the_score_each_part_and_a_comment_are_asked_for(app: App) -> None:
    app.rate(4)
    names = [one.zh for one in app.desk["standard"].survey.dimensions.values()]
    for score, name in zip((5, 4, 1, 3), names, strict=True):
        assert f"“{name}”" in app.last().text
        titles = [one["title"] for one in app.last().extras["buttons"]]
        assert titles == ["非常不满意", "不满意", "一般", "满意", "非常满意", "跳过"]
        app.press(score - 1)
    assert app.asked == "utter_survey_comment"
    app.write("师傅很耐心，就是等得久了一点")
    assert app.asked == "utter_survey_thanks"
    parts = {"attitude": 5, "speed": 4, "efficiency": 1, "content_quality": 3}
    assert app.given() == (4, parts, "师傅很耐心，就是等得久了一点")


def test_who_skips_a_part_is_asked_for_no_other_and_may_skip_the_comment(app: App) -> None:
    app.rate(2)
    app.press(4)
    app.press(SKIP)
    assert app.asked == "utter_survey_comment"
    app.press(0)
    assert (app.asked, app.given()) == ("utter_survey_thanks", (2, {"attitude": 5}, ""))


@pytest.mark.parametrize(
    "text", ["转人工", "我家的宽带什么时候能修好？", "我想查一下话费", "Can you tell me the price?", "x" * 1001]
)
def test_a_question_or_a_wish_is_no_comment_and_gets_its_answer(app: App, text: str) -> None:
    app.rate(5)
    app.press(SKIP)
    app.write(text)
    assert (app.last().author, app.last().text, app.given()[2]) == ("customer", text, "")


@pytest.mark.parametrize("text", ["人工客服态度很好", "The agent was very patient, thank you", "还可以"])
def test_an_opinion_is_a_comment(app: App, text: str) -> None:
    app.rate(5)
    app.press(SKIP)
    app.write(text)
    assert (app.asked, app.given()[2]) == ("utter_survey_thanks", text)
    app.write("你好", "written-2")
    assert (app.last().text, app.given()[2]) == ("你好", text), "only what follows the request is the comment"


def test_a_press_that_comes_twice_counts_once(app: App) -> None:
    app.rate(4)
    seq = app.last().seq
    app.press(4, "one-key-1")
    with app.store.writing() as db:
        again = reception.customer_chose(db, app.here, Choice(seq, 4), "one-key-1", app.now, **app.desk)
    assert again.extras["choice"] == {"seq": seq, "option": 4}
    assert app.last().extras["key"] == "utter_survey_part" and app.given()[1] == {"attitude": 5}
    with pytest.raises(Conflict), app.store.writing() as db:
        reception.customer_chose(db, app.here, Choice(seq, 0), "other-key", app.now, **app.desk)
    with pytest.raises(Conflict):
        app.rate(1)


def test_what_was_erased_meanwhile_stays_erased(app: App) -> None:
    app.rate(4)
    with app.store.writing() as db:
        db.execute(ratings.delete())
    app.press(4)
    app.press(SKIP)
    app.write("很好")
    assert app.asked == "utter_survey_thanks"
    with app.store.reading() as db:
        assert surveys.given(db, app.here) is None
        with pytest.raises(NotFound):
            surveys.add(db, 1, {}, "很好", app.desk["standard"])


class Rests:
    """The assistant's debts are not what these tests are about."""

    async def work(self) -> bool:
        return False


@pytest.fixture
def terminal(store: Store, now: datetime, desk: dict[str, Any]) -> Callable[..., str]:
    """terminal(visit, "1", "thanks") is what a customer saw who typed these lines."""

    def sit_down(visit: Visit, *lines: str) -> str:
        typed, seen = iter([*lines, ""]), StringIO()
        console = Console(file=seen, width=200)
        console.input = lambda *prompt, **more: next(typed)  # type: ignore[method-assign, assignment]
        one = Terminal(store, Rests(), desk["standard"], desk["phrases"], visit, console, lambda: now + DAY)
        asyncio.run(one.converse())
        return seen.getvalue()

    return sit_down


def test_in_the_terminal_a_callback_is_answered_by_number_and_the_service_rated(
    store: Store,
    opened: Callable[..., Ticket],
    reach: Callable[..., None],
    terminal: Callable[..., str],
    now: datetime,
    desk: dict[str, Any],
) -> None:
    visit = visit_of(store, "alice", "zh")
    assert visit_of(store, "alice", "en") == visit, "who comes back is the same customer"
    ticket = opened(store, visit)
    reach(store, ticket, "repaired", now - timedelta(hours=23))
    with store.writing() as db:
        at = desk["standard"].contact_hours.next_opening(now)
        assert reception.call_back(db, ticket.number, at, **desk) == 1
    seen = terminal(visit, "1", "4", "6", "很好")
    for line in ("已解决", "★★★★", "跳过", "感谢您的宝贵意见"):
        assert line in seen
    with store.reading() as db:
        given = surveys.given(db, visit.conversation_id)
        assert [(one.way, one.outcome) for one in callbacks.of_ticket(db, ticket.id)] == [("assistant", "solved")]
    assert given and (given.score, given.dimensions, given.comment) == (4, {}, "很好")


def test_in_the_terminal_a_number_that_answers_nothing_is_said(store: Store, terminal: Callable[..., str]) -> None:
    visit = visit_of(store, "dan", "en")
    terminal(visit, "7", "hello")
    with store.reading() as db:
        assert [one.text for one in transcript.after(db, visit.conversation_id, 0)] == ["7", "hello"]
