"""The domain within a trained model. It was checked when it was trained, and Rasa checks and reads it three times over:
loading takes 1.4 s with it read once and quickly, and 2.0 s with it read once by Rasa's reader."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import yaml
from rasa.shared.utils import io, validation

# What a plain scalar of YAML 1.2 is, by its first letter; everything else is a text.
PLAIN = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?(0|[1-9][0-9_]*)", "-+0123456789"),
    "float": (r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+", "-+.0123456789"),
}


class Reader(yaml.CSafeLoader):
    """As Rasa's own, to which `on` and `12:30` are texts; but that one tries all forms of all versions on each word."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}


for tag, (form, first) in PLAIN.items():
    Reader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{form})$"), first)


@contextmanager
def domain_read_once() -> Iterator[None]:
    """Within it models load quickly."""
    check, read = validation.validate_yaml_schema, io.read_yaml
    known: dict[str, Any] = {}

    def read_once(content: str, reader_type: Any = "safe") -> Any:
        if content not in known:
            known[content] = yaml.load(content, Reader)
        return copy.deepcopy(known[content])

    validation.validate_yaml_schema, io.read_yaml = lambda *arguments: None, read_once
    try:
        yield
    finally:
        validation.validate_yaml_schema, io.read_yaml = check, read
