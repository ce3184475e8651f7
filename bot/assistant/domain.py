"""The domain within a trained model. It was checked when it was trained, and Rasa checks and reads it three times over:
loading takes 1.4 s with it read once and quickly, and 2.0 s with it read once by Rasa's reader."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.shared.utils import io, validation

from bot.assistant.reading import read


@contextmanager
def domain_read_once() -> Iterator[None]:
    """Within it models load quickly."""
    check, slow = validation.validate_yaml_schema, io.read_yaml
    known: dict[str, Any] = {}

    def read_once(content: str, reader_type: Any = "safe") -> Any:
        if content not in known:
            known[content] = read(content)
        return copy.deepcopy(known[content])

    validation.validate_yaml_schema, io.read_yaml = lambda *arguments: None, read_once
    try:
        yield
    finally:
        validation.validate_yaml_schema, io.read_yaml = check, slow
