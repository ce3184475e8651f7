"""Products, services, districts and names of languages from the lists in data/nlu/lookups.yml."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.entities import Found, report
from bot.nlu.folding import fold

FILE = "terms.json"

Terms = dict[str, dict[str, str]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class Gazetteer(GraphComponent):
    """`lookup:` says of which entity a term is, `synonym:` to which value it comes down."""

    def __init__(self, storage: ModelStorage, resource: Resource, terms: Terms) -> None:
        self._storage = storage
        self._resource = resource
        self._terms = terms
        self._pattern = _any_of(terms)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Gazetteer":
        return cls(model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "Gazetteer":
        with model_storage.read_from(resource) as folder:
            terms = json.loads((Path(folder) / FILE).read_text(encoding="utf-8"))
        return cls(model_storage, resource, terms)

    def train(self, training_data: TrainingData) -> Resource:
        terms = read_terms(training_data.lookup_tables, training_data.entity_synonyms)
        with self._storage.write_to(self._resource) as folder:
            (Path(folder) / FILE).write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            report(message, self._find(message.get(TEXT) or ""), type(self).__name__)
        return messages

    def _find(self, text: str) -> Iterator[Found]:
        folded = fold(text)
        for match in self._pattern.finditer(folded.text):
            term = self._terms[" ".join(match.group().split())]
            yield Found(term["entity"], *folded.span(*match.span()), term["value"])


def read_terms(lookups: list[dict[str, Any]], synonyms: dict[str, str]) -> Terms:
    """By the folded spelling. A term without a synonym is its own value."""
    values = {fold(term).text: value for term, value in synonyms.items()}
    return {
        fold(term).text: {"entity": lookup["name"], "value": values.get(fold(term).text, term)}
        for lookup in lookups
        for term in lookup["elements"]
    }


def _any_of(terms: Terms) -> "re.Pattern[str]":
    """The longest first; a term in Latin letters is a whole word."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile("|".join(map(_term, longest_first)) or r"(?!)")


def _term(term: str) -> str:
    pattern = r"\s+".join(map(re.escape, term.split()))
    return rf"(?<![a-z0-9]){pattern}(?![a-z0-9])" if term.isascii() else pattern
