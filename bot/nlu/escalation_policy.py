"""Predicts `action_handoff` when the standard calls for a person; above the rules, because it must never wait."""

from functools import lru_cache
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.escalation import HANDOFF, reason
from bot.settings import settings
from bot.standard import Standard, load


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class EscalationPolicy(Policy):
    """Learns nothing: see `bot.nlu.escalation`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 10}

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.ML_AND_RULE_DATA

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        action = _next_action(tracker)
        probabilities = self._default_predictions(domain)
        if action in domain.action_names_or_texts:
            probabilities[domain.index_for_action(action)] = 1.0
        # Claiming that no user input was used is what lets a prediction pass before that of an active form.
        return self._prediction(probabilities, is_no_user_prediction=action is not None)


def _next_action(tracker: DialogueStateTracker) -> str | None:
    if tracker.latest_action_name == HANDOFF:
        return ACTION_LISTEN_NAME
    if tracker.latest_action_name not in (ACTION_LISTEN_NAME, None):
        return None  # only a message of the customer decides, not what the assistant did upon it
    # Not the applied events: of what was said inside a form those hold only the latest.
    events = [event.as_dict() for event in tracker.events]
    return HANDOFF if reason(events, _standard()) else None


@lru_cache(maxsize=1)
def _standard() -> Standard:
    return load(settings().path(settings().standard))
