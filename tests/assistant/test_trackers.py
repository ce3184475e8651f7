"""What Rasa remembers of a conversation is bounded and loses neither slots nor the form it is in."""

from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet, UserUttered

from bot.assistant.trackers import KEPT_MESSAGES, MOST_MESSAGES, condensed


def talk(messages: int) -> list:
    events = [ActionExecuted("action_session_start"), ActionExecuted("action_listen")]
    for number in range(messages):
        events += [UserUttered(f"message {number}"), SlotSet("fault_product", number), ActionExecuted("action_listen")]
    return events


def said(events: list) -> list:
    return [event.text for event in events if isinstance(event, UserUttered)]


def test_a_short_conversation_is_kept_as_it_was() -> None:
    events = talk(MOST_MESSAGES)
    assert condensed(events) == events


def test_a_long_one_keeps_its_latest_messages_and_all_slots() -> None:
    events = [*talk(2), SlotSet("fault_contact", "138"), ActiveLoop("fault_form"), *talk(MOST_MESSAGES)]
    kept = condensed(events)
    assert said(kept) == said(events)[-KEPT_MESSAGES:]
    assert SlotSet("fault_contact", "138") in kept
    assert [event.name for event in kept if isinstance(event, ActiveLoop)] == ["fault_form"]


def test_condensing_again_and_again_stays_within_the_bound() -> None:
    events = talk(1)
    for number in range(300):
        events = condensed([*events, UserUttered(f"later {number}"), ActionExecuted("action_listen")])
        assert len(said(events)) <= MOST_MESSAGES
    assert len(events) < 150
