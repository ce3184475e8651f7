"""When the assistant calls a person (G-01), derived from what happened since the last handoff. Knows no Rasa."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.standard import Standard

HANDOFF = "action_handoff"

Event = Mapping[str, Any]

_MISSES = ("nlu_fallback", "out_of_scope")
# What a customer may say while a field is asked for without refusing it.
_ASIDES = ("faq", "greet", "thank", "who_are_you", "what_can_you_do", "switch_language", "praise", "send_attachment")


# What would interrupt everything is not believed by halves: a rare word by itself can look like any of these.
_SURE = {"danger": 0.55, "switch_language": 0.6, "not_solved": 0.5}
_NOT_UNDERSTOOD = "nlu_fallback"


def meant(understood: Mapping[str, Any]) -> str:
    """The intent of parse data; not understood when it is a grave one and not sure. Safety words are seen apart."""
    intent = understood.get("intent") or {}
    name = str(intent.get("name") or "")
    if name == "switch_language" and _names_language(understood):
        return name
    return name if float(intent.get("confidence", 1.0)) >= _SURE.get(name, 0.0) else _NOT_UNDERSTOOD


def _names_language(understood: Mapping[str, Any]) -> bool:
    return any(entity.get("entity") == "language_name" for entity in understood.get("entities") or [])


def reason(events: Iterable[Event], standard: Standard) -> str | None:
    """Why the latest message calls for a person, the gravest reason first; `events` as dicts, oldest first."""
    recent = since_handoff(events)
    messages = [_Said(event) for event in recent if event.get("event") == "user"]
    if not messages:
        return None
    rules, last = standard.handoff, messages[-1]
    if last.intent == "danger" or rules.is_dangerous(last.text):
        return "danger"
    if last.intent == "request_human":
        return "asked"
    negative = [rules.is_negative(message.emotion) for message in messages]
    angry = [message.emotion == "angry" for message in messages]
    if angry[-1] and sum(angry) >= rules.angry:
        return "angry"
    if _run(negative) >= rules.negative_in_a_row:
        return "negative_twice"
    # Asked by a form (“did it help?”), a no is an answer: the form knows what comes next.
    if last.intent == "not_solved" and not _asked_for(recent):
        return "not_solved"
    if _asked_again(messages) >= rules.same_question:
        return "same_question"
    if refusals(recent) >= rules.refusals_of_a_field:
        return "form_refused"
    misses = _misses(recent)
    if _run(misses) >= rules.misses_in_a_row or (misses[-1] and sum(misses) >= rules.misses_in_conversation):
        return "not_understood"
    return None


def since_handoff(events: Iterable[Event]) -> list[Event]:
    """A field that was asked for before the handoff is asked for no longer."""
    recent: list[Event] = []
    for event in events:
        if event.get("event") == "action" and event.get("name") == HANDOFF:
            recent.clear()
        else:
            recent.append(event)
    return recent


class _Said:
    """A message of the customer as the model understood it."""

    def __init__(self, event: Event) -> None:
        understood = event.get("parse_data") or {}
        self.text = str(event.get("text") or "")
        self.intent = meant(understood)
        self.emotion = _name(understood, "emotion")
        self.topic = (understood.get("faq") or {}).get("topic") if self.intent == "faq" else None


def _name(understood: Mapping[str, Any], key: str) -> str:
    return str((understood.get(key) or {}).get("name") or "")


def _asked_for(events: list[Event]) -> str | None:
    """The field that a form asks for at present."""
    asked = [event for event in events if event.get("event") == "slot" and event.get("name") == "requested_slot"]
    return asked[-1].get("value") if asked else None


def _run(flags: list[bool]) -> int:
    """How many are true at the end, without a gap."""
    length = 0
    for flag in reversed(flags):
        if not flag:
            break
        length += 1
    return length


def _asked_again(messages: list[_Said]) -> int:
    """How often the topic of the latest question was asked, this time included."""
    topic = messages[-1].topic
    return sum(message.topic == topic for message in messages) if topic else 0


def _misses(events: list[Event]) -> list[bool]:
    """For each message whether it was not understood. An answer to a question of a form is for the form to judge."""
    asked_for: str | None = None
    misses: list[bool] = []
    for event in events:
        if event.get("event") == "slot" and event.get("name") == "requested_slot":
            asked_for = event.get("value")
        elif event.get("event") == "user":
            misses.append(asked_for is None and _Said(event).intent in _MISSES)
    return misses


def refusals(events: list[Event]) -> int:
    """How often in a row the field that is asked for was not given; asides neither count nor clear."""
    asked_for: str | None = None
    values: dict[str, Any] = {}
    count, open_answer = 0, False
    for event in events:
        kind, name = event.get("event"), event.get("name")
        if kind == "slot" and name == "requested_slot":
            if event.get("value") != asked_for:
                asked_for, count, open_answer = event.get("value"), 0, False
        elif kind == "slot" and name:
            values[name] = event.get("value")
        elif kind == "user" and asked_for:
            count += open_answer and values.get(asked_for) is None
            open_answer = _Said(event).intent not in _ASIDES
    given = asked_for is not None and values.get(asked_for) is not None
    return 0 if given else count + open_answer
