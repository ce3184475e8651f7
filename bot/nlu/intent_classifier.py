"""What the customer wants: one classifier over all intents and all topics of the FAQ."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.features import meaning
from bot.nlu.linear_model import LinearModel

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
FAQ = "faq"

Ranking = list[tuple[str, float]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentTopicClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking` (`faq` for all topics together) and `faq` (the topics)."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 20.0, "least_evidence": 0.08, "least_lead": 0.02, "ranking_length": 6, "topics": 4}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearModel | None = None
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "IntentTopicClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "IntentTopicClassifier":
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearModel.load(Path(folder)))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [meaning(example.get(TEXT)) for example in examples]
        labels = [example.get_full_intent() for example in examples]
        self._model = LinearModel.fit(texts, labels, self._config["strength"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        labels, evidence = self._ranking(message.get(TEXT) or "")
        intents, topics = _by_intent(labels), _by_topic(labels)
        if self._rejected(labels, evidence):
            intents = [(FALLBACK, 1.0), *intents]
        length = self._config["ranking_length"]
        ranking = [{"name": name, "confidence": share} for name, share in intents[:length]]
        shown = [{"topic": topic, "confidence": share} for topic, share in topics[: self._config["topics"]]]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("faq", {**shown[0], "ranking": shown} if shown else None, add_to_output=True)

    def _ranking(self, text: str) -> tuple[Ranking, float]:
        """All labels with shares that sum to 1, best first; the evidence for the best."""
        features = meaning(text)
        if self._model is None or not features:
            return [], 0.0
        evidence = self._model.evidence(features)
        shares = evidence / evidence.sum()
        order = evidence.argsort(kind="stable")[::-1]
        return [(self._model.labels[i], round(float(shares[i]), 4)) for i in order], float(evidence[order[0]])

    def _rejected(self, labels: Ranking, evidence: float) -> bool:
        """Nothing fits, out of scope fits best, or two intents fit equally well."""
        if evidence < self._config["least_evidence"] or labels[0][0] == OUT_OF_SCOPE:
            return True
        (first, share), (second, next_share) = labels[:2]
        return _intent(first) != _intent(second) and share - next_share < self._config["least_lead"]


def _intent(label: str) -> str:
    return label.partition("/")[0]


def _by_intent(labels: Ranking) -> Ranking:
    """The intent of the best label leads, whatever the sum of the others."""
    sums: dict[str, float] = {}
    for label, share in labels:
        sums[_intent(label)] = sums.get(_intent(label), 0.0) + share
    first, *rest = sums or {FALLBACK: 1.0}
    return [(first, round(sums.get(first, 1.0), 4)), *sorted(((n, round(sums[n], 4)) for n in rest), key=_falling)]


def _by_topic(labels: Ranking) -> Ranking:
    return [(label.partition("/")[2], share) for label, share in labels if _intent(label) == FAQ]


def _falling(item: tuple[str, float]) -> float:
    return -item[1]
