"""The gate: who may speak is checked in the transaction that stores what is said."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import customers, handoff, reception, transcript
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound, TooLarge
from bot.phrases import Phrases
from bot.reception import Choice, Reply
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import turns
from bot.wakeups import Wakeup

MIDNIGHT = timedelta(hours=14)  # after ten in the morning: the desk is closed


@pytest.fixture
def desk(standard: Standard, phrases: Phrases) -> dict[str, Any]:
    return {"standard": standard, "phrases": phrases}


def open_turns(store: Store, conversation_id: str) -> list[int]:
    with store.reading() as db:
        owed = select(turns.c.seq).where(turns.c.conversation_id == conversation_id, turns.c.done_at.is_(None))
        return list(db.execute(owed.order_by(turns.c.seq)).scalars())


def notices(store: Store, conversation_id: str) -> list[str]:
    with store.reading() as db:
        said = transcript.after(db, conversation_id, 0)
        return [message.extras["key"] for message in said if message.author == "desk"]


def handed_to(store: Store, visit: Visit, agent: Agent, now: datetime, desk: dict[str, Any]) -> handoff.Holder:
    with store.writing() as db:
        reception.ask_for_person(db, visit.conversation_id, "asked", {}, now, **desk)
        waiting = handoff.holder(db, visit.conversation_id)
        assert waiting.handoff_id is not None
        return reception.claimed(db, waiting.handoff_id, agent.id, now, phrases=desk["phrases"])


def test_the_assistant_owes_an_answer_to_each_message(store: Store, alice: Visit, now: datetime) -> None:
    heard: list[Wakeup] = []
    store.wakeups.listen(heard.append)
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "  宽带断了\n", "k1", now)
        reception.customer_said(db, alice.conversation_id, "在吗", "k2", now)
    assert open_turns(store, alice.conversation_id) == [1, 2]
    assert Wakeup("turn", alice.conversation_id) in heard
    with store.reading() as db:
        assert transcript.at(db, alice.conversation_id, 1).text == "宽带断了"


def test_a_hundred_parallel_resends_owe_one_answer(store: Store, alice: Visit, now: datetime) -> None:
    def send(_: int) -> int:
        with store.writing() as db:
            return reception.customer_said(db, alice.conversation_id, "hello", "k1", now).id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(100)))) == 1
    assert open_turns(store, alice.conversation_id) == [1]


def test_a_person_who_holds_is_answered_by_nobody_else(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "are you there?", "k1", now)
        assert reception.assistant_said(db, alice.conversation_id, [Reply("a late answer")], now) == []
        reception.agent_said(db, alice.conversation_id, bob.id, held.fence, "I am.", "b1", now)
    assert open_turns(store, alice.conversation_id) == []
    with store.reading() as db:
        authors = [message.author for message in transcript.after(db, alice.conversation_id, 0)]
    assert authors == ["desk", "desk", "customer", "agent"]


def test_a_slow_answer_loses_against_a_claim_at_the_same_moment(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    """The assistant comes while the change of holder is still being stored: it waits for it, and says nothing."""
    said: list[Any] = []

    def answer() -> None:
        with store.writing() as db:
            said.extend(reception.assistant_said(db, alice.conversation_id, [Reply("slow")], now))

    slow = threading.Thread(target=answer)
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
        slow.start()
        slow.join(0.3)
        assert slow.is_alive(), "the answer must wait for the lock"
    slow.join()
    assert said == []


def test_asking_for_a_person_withdraws_the_open_turns(
    store: Store, alice: Visit, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "转人工", "k1", now)
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
    assert open_turns(store, alice.conversation_id) == []


def test_the_customer_is_told_place_wait_and_that_the_record_is_passed_on(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        place = reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
        assert reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk) == place
    assert place == handoff.Place(1, 5)
    assert notices(store, alice.conversation_id) == ["utter_desk_queued"]
    with store.reading() as db:
        text = transcript.at(db, alice.conversation_id, 1).text
    assert "人工客服" in text and "转达" in text and "第1位" in text and "5分钟" in text


def test_with_no_agent_there_the_wait_is_not_invented(
    store: Store, alice: Visit, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        assert reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk) == handoff.Place(1, None)
    with store.reading() as db:
        said = transcript.at(db, alice.conversation_id, 1)
    assert said.extras["key"] == "utter_desk_queued_nobody"
    assert "10:15前" in said.text and "None" not in said.text


def test_outside_hours_nobody_is_queued_and_the_assistant_stays(
    store: Store, dan: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    night = now + MIDNIGHT
    with store.writing() as db:
        reception.customer_said(db, dan.conversation_id, "a person please", "k1", night)
        assert reception.ask_for_person(db, dan.conversation_id, "asked", {}, night, **desk) is None
        assert handoff.holder(db, dan.conversation_id).kind == "assistant"
    assert open_turns(store, dan.conversation_id) == [1]
    with store.reading() as db:
        said = transcript.at(db, dan.conversation_id, 2)
    assert said.extras["key"] == "utter_desk_off_duty" and "08:00" in said.text


def test_notices_are_in_the_conversations_language(store: Store, now: datetime, desk: dict[str, Any]) -> None:
    texts = {}
    for language in ("zh", "zh-Hant", "en"):
        with store.writing() as db:
            visit = customers.welcome(db, "web", "widget", language, language, now)
            said = reception.desk_said(db, visit.conversation_id, "utter_desk_returned", now, phrases=desk["phrases"])
            texts[language] = said.text
    assert "继续" in texts["zh"] and "繼續" in texts["zh-Hant"] and "again" in texts["en"]


def test_the_claim_tells_the_customer_name_and_number_once(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    with store.writing() as db:
        assert held.handoff_id is not None
        assert reception.claimed(db, held.handoff_id, bob.id, now, phrases=desk["phrases"]) == held
    assert notices(store, alice.conversation_id) == ["utter_desk_queued", "utter_desk_claimed"]
    with store.reading() as db:
        text = transcript.at(db, alice.conversation_id, 2).text
    assert "Bob" in text and "1001" in text


def test_the_loser_of_a_claim_says_nothing_and_is_told_who_won(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    assert held.handoff_id is not None
    with pytest.raises(Conflict) as lost, store.writing() as db:
        reception.claimed(db, held.handoff_id, carol.id, now, phrases=desk["phrases"])
    assert lost.value.facts == {"agent_name": "Bob", "agent_no": "1001"}
    assert notices(store, alice.conversation_id).count("utter_desk_claimed") == 1


def test_an_old_fence_opens_nothing(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    assert held.handoff_id is not None
    with store.writing() as db:
        theirs = reception.transferred(db, held.handoff_id, bob.id, held.fence, carol.id, "knows bills", now, **desk)
        back = reception.transferred(db, held.handoff_id, carol.id, theirs.fence, bob.id, "", now, **desk)
    for fence in (held.fence, theirs.fence):
        with pytest.raises(Conflict) as refused, store.writing() as db:
            reception.agent_said(db, alice.conversation_id, bob.id, fence, "hello?", f"b{fence}", now)
        assert refused.value.code == "not_holder"
    with store.writing() as db:
        reception.agent_said(db, alice.conversation_id, bob.id, back.fence, "hello", "b9", now)
        assert transcript.last_seq(db, alice.conversation_id) == 5


def test_a_resend_by_an_agent_who_lost_the_conversation_is_still_the_stored_message(
    store: Store, alice: Visit, bob: Agent, carol: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    assert held.handoff_id is not None
    with store.writing() as db:
        said = reception.agent_said(db, alice.conversation_id, bob.id, held.fence, "One moment.", "b1", now)
        reception.transferred(db, held.handoff_id, bob.id, held.fence, carol.id, "", now, **desk)
        again = reception.agent_said(db, alice.conversation_id, bob.id, held.fence, "One moment.", "b1", now)
    assert again == said


def test_handed_back_the_assistant_answers_again(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    assert held.handoff_id is not None
    with store.writing() as db:
        reception.handed_back(db, held.handoff_id, bob.id, held.fence, now, phrases=desk["phrases"])
        reception.customer_said(db, alice.conversation_id, "thanks", "k1", now)
        assert len(reception.assistant_said(db, alice.conversation_id, [Reply("My pleasure.")], now)) == 1
    assert notices(store, alice.conversation_id)[-1] == "utter_desk_returned"
    assert len(open_turns(store, alice.conversation_id)) == 1


def test_closing_thanks_and_asks_for_a_rating(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    held = handed_to(store, alice, bob, now, desk)
    assert held.handoff_id is not None
    with store.writing() as db:
        reception.closed(db, held.handoff_id, bob.id, held.fence, {"solved": True}, now, **desk)
        last = transcript.after(db, alice.conversation_id, 0)[-1]
    assert (last.extras["key"], last.extras["rating"]) == ("utter_desk_closed", True)


def test_who_waits_no_longer_is_served_by_the_assistant(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
        reception.withdrawn(db, alice.conversation_id, now, phrases=desk["phrases"])
        assert handoff.holder(db, alice.conversation_id).kind == "assistant"
    with pytest.raises(Conflict), store.writing() as db:
        reception.withdrawn(db, alice.conversation_id, now, phrases=desk["phrases"])


def test_who_waits_hears_of_it_every_two_minutes_and_once(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    """One clock walked over its edges (G-03)."""
    told = []
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
    for seconds in (119, 120, 121, 239, 240, 240):
        with store.writing() as db:
            told.append(reception.tell_waiting(db, now + timedelta(seconds=seconds), **desk))
    assert told == [0, 1, 0, 0, 1, 0]
    assert notices(store, alice.conversation_id) == ["utter_desk_queued"] + ["utter_desk_still_waiting"] * 2


def test_two_processes_tell_who_waits_once(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)

    def tell(_: int) -> int:
        with store.writing() as db:
            return reception.tell_waiting(db, now + timedelta(minutes=2), **desk)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(tell, range(4))) == 1


def test_at_the_end_of_the_agents_day_nobody_waits_on_in_vain(
    store: Store, alice: Visit, bob: Agent, now: datetime, desk: dict[str, Any]
) -> None:
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, **desk)
        assert reception.tell_waiting(db, now + MIDNIGHT, **desk) == 1
        assert handoff.holder(db, alice.conversation_id).kind == "assistant"
    assert notices(store, alice.conversation_id)[-1] == "utter_desk_unattended"


def test_a_choice_says_the_buttons_title_and_is_for_one_use(store: Store, alice: Visit, now: datetime) -> None:
    buttons = {"buttons": [{"title": "周二上午"}, {"title": "周三上午"}]}
    with store.writing() as db:
        reception.assistant_said(db, alice.conversation_id, [Reply("几点?", buttons, ["/a", "/b"])], now)
        said = reception.customer_said(db, alice.conversation_id, "", "k1", now, choice=Choice(1, 1))
        again = reception.customer_said(db, alice.conversation_id, "", "k1", now, choice=Choice(1, 1))
    assert again == said
    assert (said.text, said.extras) == ("周三上午", {"choice": {"seq": 1, "option": 1}})
    with pytest.raises(Conflict) as refused, store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "", "k2", now, choice=Choice(1, 0))
    assert refused.value.code == "already_chosen"
    assert open_turns(store, alice.conversation_id) == [2]


def test_a_button_that_was_never_offered_cannot_be_chosen(
    store: Store, alice: Visit, dan: Visit, now: datetime
) -> None:
    buttons = {"buttons": [{"title": "Yes"}]}
    with store.writing() as db:
        reception.assistant_said(db, alice.conversation_id, [Reply("?", buttons, ["/affirm"])], now)
    for visit, choice in ((alice, Choice(1, 1)), (alice, Choice(2, 0)), (dan, Choice(1, 0))):
        with pytest.raises(NotFound), store.writing() as db:
            reception.customer_said(db, visit.conversation_id, "", "k1", now, choice=choice)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", Invalid), (" \n\t", Invalid), ("a\0b", Invalid), ("a\ud800b", Invalid), ("好" * 4001, TooLarge)],
)
def test_text_that_cannot_be_kept_is_refused(
    sqlite_store: Store, welcome: Any, now: datetime, text: str, refusal: type[Exception]
) -> None:
    alice = welcome(sqlite_store, "alice")
    with pytest.raises(refusal), sqlite_store.writing() as db:
        reception.customer_said(db, alice.conversation_id, text, "k1", now)
    with sqlite_store.writing() as db:
        assert reception.customer_said(db, alice.conversation_id, "好" * 4000, "k1", now).seq == 1


@pytest.mark.parametrize("key", ["", "k" * 65, "键", "a\nb"])
def test_a_client_key_is_short_and_printable(sqlite_store: Store, welcome: Any, now: datetime, key: str) -> None:
    alice = welcome(sqlite_store, "alice")
    with pytest.raises(Invalid), sqlite_store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "hello", key, now)


def test_a_command_of_the_assistants_own_is_only_text(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        said = reception.customer_said(db, alice.conversation_id, '/affirm{"x": 1}', "k1", now)
    assert (said.text, said.extras) == ('/affirm{"x": 1}', {})
