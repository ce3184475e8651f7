"""How the customer feels: neutral, worried, dissatisfied or angry, learned from `metadata: {emotion: …}`."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import METADATA, METADATA_EXAMPLE, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.features import emphatic, meaning
from bot.nlu.linear_model import LinearModel

NEUTRAL = "neutral"
ANGRY = "angry"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmotionClassifier(GraphComponent):
    """Sets `emotion`: {"name": …, "confidence": 0…1}."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Being taken for angry hands the conversation over at once, so it takes more than being taken for worried.
        return {"strength": 10.0, "emphasis": 5.0, "least": {"worried": 0.4, "dissatisfied": 0.4, "angry": 0.5}}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LinearModel | None = None
    ) -> None:
        self._least: dict[str, float] = config["least"]
        self._strength: float = config["strength"]
        self._emphasis: float = config["emphasis"]
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
    ) -> "EmotionClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EmotionClassifier":
        with model_storage.read_from(resource) as folder:
            # Without emotions in the training data nothing was stored, and everybody is neutral.
            trained = (Path(folder) / "names.json").exists()
            return cls(config, model_storage, resource, LinearModel.load(Path(folder)) if trained else None)

    def train(self, training_data: TrainingData) -> Resource:
        examples = _told_by_words([example for example in training_data.intent_examples if example.get(TEXT)])
        labels = [marked_emotion(example) for example in examples]
        with self._storage.write_to(self._resource) as folder:
            if len(set(labels)) > 2:
                self._model = LinearModel.fit([meaning(e.get(TEXT)) for e in examples], labels, self._strength)
                self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            name, confidence = self._feel(message.get(TEXT) or "")
            message.set("emotion", {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

    def _feel(self, text: str) -> tuple[str, float]:
        """The strongest emotion that reaches its threshold."""
        if self._model is None or not text.strip():
            return NEUTRAL, 1.0
        evidence = dict(zip(self._model.labels, self._model.evidence(meaning(text)).tolist(), strict=True))
        if emphatic(text) and ANGRY in evidence:
            evidence[ANGRY] *= self._emphasis
        shares = {label: value / sum(evidence.values()) for label, value in evidence.items()}
        felt = [(share, name) for name, share in shares.items() if share >= self._least.get(name, 0.0)]
        share, name = max(felt, default=(1.0, NEUTRAL))
        return name, round(share, 4)


def _told_by_words(examples: list[Message]) -> list[Message]:
    """Without those whose words are also said calmly, such as "NO!!!": only the emphasis tells them apart."""
    calm = {str(meaning(example.get(TEXT))) for example in examples if marked_emotion(example) == NEUTRAL}
    return [one for one in examples if marked_emotion(one) == NEUTRAL or str(meaning(one.get(TEXT))) not in calm]


def marked_emotion(example: Message) -> str:
    """The mark on the example itself, or else on its block; no mark is neutral."""
    metadata = example.get(METADATA) or {}
    for level in (METADATA_EXAMPLE, METADATA_INTENT):
        mark = metadata.get(level)
        if isinstance(mark, dict) and "emotion" in mark:
            return str(mark["emotion"])
    return NEUTRAL
