"""The policy on Rasa's own trackers; what calls for a person is tested in test_escalation.py."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.escalation_policy import EscalationPolicy

DOMAIN = Domain.from_dict({"intents": ["greet", "request_human"], "actions": ["action_handoff", "action_other"]})


def said(intent: str) -> UserUttered:
    parsed: Any = {"intent": {"name": intent}, "emotion": {"name": "neutral"}}
    return UserUttered("…", intent={"name": intent}, parse_data=parsed)


def predicted(tmp_path: Any, *events: Event) -> tuple[str, float, bool]:
    policy = EscalationPolicy.create(
        EscalationPolicy.get_default_config(),
        LocalModelStorage(tmp_path),
        Resource("policy"),
        ExecutionContext(GraphSchema({})),
    )
    tracker = DialogueStateTracker.from_events("alice", list(events), domain=DOMAIN)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    name = DOMAIN.action_names_or_texts[prediction.max_confidence_index]
    return name, prediction.max_confidence, prediction.is_no_user_prediction


def test_a_wish_for_a_person_comes_before_an_active_form(tmp_path: Any) -> None:
    assert predicted(tmp_path, ActionExecuted("action_listen"), said("request_human")) == ("action_handoff", 1.0, True)


def test_after_the_handoff_it_listens(tmp_path: Any) -> None:
    events = [ActionExecuted("action_listen"), said("request_human"), ActionExecuted("action_handoff")]
    assert predicted(tmp_path, *events) == ("action_listen", 1.0, True)


def test_what_calls_for_nobody_is_left_to_the_rules(tmp_path: Any) -> None:
    _, confidence, ahead = predicted(tmp_path, ActionExecuted("action_listen"), said("greet"))
    assert (confidence, ahead) == (0.0, False)


def test_only_a_message_decides_not_what_the_assistant_did_upon_it(tmp_path: Any) -> None:
    events = [ActionExecuted("action_listen"), said("request_human"), ActionExecuted("action_other")]
    assert predicted(tmp_path, *events)[1] == 0.0
