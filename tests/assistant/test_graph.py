"""Our way through the model's graph gives what Rasa's own gives, and so does a past that is worked out once."""

import asyncio
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.domain import domain_read_once
from bot.assistant.graph import InOrder
from bot.assistant.model import train
from bot.assistant.trackers import Tracker
from bot.settings import settings

TEXTS = ("我家宽带断了三天了，没人管！", "How do I get an invoice?", "明天下午三点", "")
NOW = "2026-11-23T02:00:00+00:00"
LISTEN, ASKED = ActionExecuted("action_listen"), {"intent": {"name": "request_human", "confidence": 1.0}}


@pytest.fixture(scope="module")
def processor() -> MessageProcessor:
    with domain_read_once():
        found = Agent.load(str(train(settings()))).processor
    assert found is not None
    return found


def understood(processor: MessageProcessor, text: str) -> dict[str, Any]:
    found: dict[str, Any] = asyncio.run(processor.parse_message(UserMessage(text, metadata={"now": NOW})))
    return found


def predicted(processor: MessageProcessor) -> PolicyPrediction:
    tracker = DialogueStateTracker.from_events("one", [LISTEN, UserUttered("转人工", ASKED["intent"])])
    return processor._predict_next_with_tracker(tracker)


def test_what_is_understood_and_predicted_is_the_same(processor: MessageProcessor) -> None:
    theirs = [understood(processor, text) for text in TEXTS], predicted(processor)
    processor.graph_runner = InOrder(processor.graph_runner)  # type: ignore[assignment, arg-type]
    ours = [understood(processor, text) for text in TEXTS], predicted(processor)
    for one in (*theirs[0], *ours[0]):
        one.pop("message_id", None)
    assert ours[0] == theirs[0]
    assert ours[1].probabilities == theirs[1].probabilities


def test_the_past_is_worked_out_once_and_anew_when_something_is_added(processor: MessageProcessor) -> None:
    domain = processor.domain
    ours, theirs = Tracker("one", domain.slots), DialogueStateTracker("one", domain.slots)
    for event in (LISTEN, UserUttered("你好", ASKED["intent"]), SlotSet("language", "en"), LISTEN):
        for tracker in (ours, theirs):
            tracker.update(event, domain)
        for _ in range(2):
            states = ours.past_states(domain, omit_unset_slots=True)
            assert states == theirs.past_states(domain, omit_unset_slots=True)
            states[-1].clear()  # as policies may
    assert ours.past_states(domain) == theirs.past_states(domain)
