"""Rasa reads YAML by a reader in Python; the same forms are read here by one in C, in a tenth of the time."""

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


def read(content: str, reader_type: Any = "safe") -> Any:
    """In place of Rasa's `read_yaml`."""
    return yaml.load(content, Reader) or {}


@contextmanager
def checked_quickly() -> Iterator[None]:
    """Within it Rasa checks the form of its files quickly, and only what is wrong once more by its own reader, which
    knows the lines."""
    check, slow = validation.validate_yaml_schema, io.read_yaml

    def check_quickly(*told: Any) -> None:
        io.read_yaml = read
        try:
            check(*told)
        except Exception:
            io.read_yaml = slow
            check(*told)
        finally:
            io.read_yaml = slow

    validation.validate_yaml_schema = check_quickly
    try:
        yield
    finally:
        validation.validate_yaml_schema = check
