"""What Bob finds when he takes over from the assistant."""

from bot.brief import brief
from bot.store import Store
from bot.store.tables import trackers


def heard(text: str, intent: str, emotion: str = "neutral", topic: "str | None" = None) -> dict:
    parse = {"intent": {"name": intent, "confidence": 0.91234}, "emotion": {"name": emotion}, "entities": []}
    return {"event": "user", "text": text, "parse_data": {**parse, "faq": {"topic": topic}}}


def remember(store: Store, conversation: str, events: list) -> dict:
    with store.writing() as db:
        db.execute(trackers.insert().values(conversation_id=conversation, version=1, events=events))
    with store.reading() as db:
        return brief(db, conversation)


def test_the_brief_tells_what_was_said_understood_and_felt(store, alice) -> None:
    events = [
        heard("宽带断了三天", "report_fault", "dissatisfied"),
        {"event": "active_loop", "name": "fault_form"},
        {"event": "slot", "name": "fault_district", "value": "donghu"},
        {"event": "slot", "name": "requested_slot", "value": "fault_time"},
        {"event": "slot", "name": "fault_name", "value": None},
        heard("转人工！", "request_human", "angry"),
    ]
    known = remember(store, alice.conversation_id, events)
    assert known["topic"] == "report_fault" and known["intent"] == "request_human" and known["emotion"] == "angry"
    assert known["form"] == "fault_form" and known["slots"] == {"fault_district": "donghu"}
    assert [(said["text"], said["emotion"]) for said in known["heard"]] == [
        ("宽带断了三天", "dissatisfied"),
        ("转人工！", "angry"),
    ]
    assert known["heard"][0]["confidence"] == 0.912


def test_a_question_of_the_faq_is_a_topic_and_a_bare_answer_is_none(store, alice) -> None:
    events = [heard("怎么开发票", "faq", topic="bill_invoice"), heard("没有", "deny")]
    assert remember(store, alice.conversation_id, events)["topic"] == "bill_invoice"


def test_before_the_first_answer_there_is_an_empty_brief(store, alice) -> None:
    with store.reading() as db:
        known = brief(db, alice.conversation_id)
    assert known["heard"] == [] and known["slots"] == {} and known["emotion"] == "neutral"
