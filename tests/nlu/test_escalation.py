"""G-01, one trigger at a time: each walks up to its edge, where nothing happens yet, and over it."""

from typing import Any

import pytest

from bot.nlu.escalation import meant, reason
from bot.standard import Standard

Event = dict[str, Any]

HANDOFF = {"event": "action", "name": "action_handoff"}
LISTEN = {"event": "action", "name": "action_listen"}


def said(intent: str = "inform", emotion: str = "neutral", text: str = "…", topic: str | None = None) -> Event:
    parsed = {"intent": {"name": intent}, "emotion": {"name": emotion}, "faq": {"topic": topic} if topic else None}
    return {"event": "user", "text": text, "parse_data": parsed}


def slot(name: str, value: object) -> Event:
    return {"event": "slot", "name": name, "value": value}


def test_nothing_said_calls_for_nobody(standard: Standard) -> None:
    assert reason([], standard) is None
    assert reason([LISTEN, said("greet")], standard) is None


@pytest.mark.parametrize(
    ("intent", "why"), [("request_human", "asked"), ("danger", "danger"), ("not_solved", "not_solved")]
)
def test_some_wishes_call_for_a_person_at_once(standard: Standard, intent: str, why: str) -> None:
    assert reason([said(), said(intent)], standard) == why


@pytest.mark.parametrize("text", ["光猫冒烟了", "我不想活了"])
def test_a_safety_word_calls_for_a_person_whatever_the_model_understood(standard: Standard, text: str) -> None:
    assert reason([said("report_fault", text=text)], standard) == "danger"


@pytest.mark.parametrize("intent", ["danger", "not_solved"])
def test_a_grave_intent_calls_for_a_person_only_when_it_is_sure(standard: Standard, intent: str) -> None:
    doubtful = said(intent, text="橘子")
    doubtful["parse_data"]["intent"]["confidence"] = 0.46
    assert reason([doubtful], standard) is None
    assert reason([doubtful, doubtful], standard) == "not_understood"


def test_another_language_is_meant_by_its_name_or_for_sure() -> None:
    doubtful: Event = {"intent": {"name": "switch_language", "confidence": 0.4}}
    assert meant(doubtful) == "nlu_fallback"
    assert meant({**doubtful, "entities": [{"entity": "language_name", "value": "en"}]}) == "switch_language"


def test_anger_calls_for_a_person_the_first_time(standard: Standard) -> None:
    assert reason([said(emotion="angry")], standard) == "angry"
    assert reason([said(emotion="angry"), said()], standard) is None


def test_dissatisfaction_calls_for_a_person_twice_in_a_row(standard: Standard) -> None:
    cross = said(emotion="dissatisfied")
    assert reason([cross], standard) is None
    assert reason([cross, said(), cross], standard) is None
    assert reason([cross, cross], standard) == "negative_twice"


def test_worry_is_soothed_by_the_assistant(standard: Standard) -> None:
    assert reason([said(emotion="worried")] * 5, standard) is None


def test_two_misses_in_a_row_or_three_in_all_call_for_a_person(standard: Standard) -> None:
    miss, hit = said("nlu_fallback"), said("greet")
    assert reason([miss, hit, miss], standard) is None
    assert reason([miss, miss], standard) == "not_understood"
    assert reason([miss, hit, miss, hit, miss], standard) == "not_understood"
    assert reason([miss, hit, miss, hit, miss, hit], standard) is None


def test_an_answer_to_a_form_is_no_miss(standard: Standard) -> None:
    asked = slot("requested_slot", "fault_what")
    assert reason([asked, said("nlu_fallback"), slot("fault_what", "…"), said("nlu_fallback")], standard) is None


def test_the_third_time_the_same_question_calls_for_a_person(standard: Standard) -> None:
    bill, move = said("faq", topic="bill_pay"), said("faq", topic="broadband_move")
    assert reason([bill, bill, move], standard) is None
    assert reason([bill, move, bill], standard) is None
    assert reason([bill, move, bill, bill], standard) == "same_question"


def test_a_field_refused_three_times_calls_for_a_person(standard: Standard) -> None:
    asked = slot("requested_slot", "contact_phone")
    refused = [said("skip"), slot("contact_phone", None), asked]
    assert reason([asked, *refused, said("skip")], standard) is None
    assert reason([asked, *refused, *refused, said("skip")], standard) == "form_refused"


def test_a_question_in_between_is_no_refusal(standard: Standard) -> None:
    asked, question = slot("requested_slot", "contact_phone"), said("faq", topic="bill_pay")
    assert reason([asked, said("skip"), question, said("skip")], standard) is None
    assert reason([asked, said("skip"), question, said("skip"), said("deny")], standard) == "form_refused"


def test_a_field_that_was_given_ends_the_count(standard: Standard) -> None:
    asked = slot("requested_slot", "contact_phone")
    events = [asked, said("skip"), said("skip"), said("inform"), slot("contact_phone", "+8613800138000")]
    assert reason(events, standard) is None
    assert reason([*events, slot("requested_slot", "customer_name"), said("skip"), said("skip")], standard) is None


def test_only_what_came_after_the_last_handoff_counts(standard: Standard) -> None:
    miss = said("nlu_fallback")
    assert reason([miss, miss, HANDOFF, LISTEN, said("greet")], standard) is None
    assert reason([miss, HANDOFF, miss], standard) is None
    assert reason([miss, HANDOFF, miss, miss], standard) == "not_understood"


def test_danger_outweighs_anger(standard: Standard) -> None:
    assert reason([said("danger", emotion="angry")], standard) == "danger"
