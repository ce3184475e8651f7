"""YAML that remembers on which line each value stood, so that a mistake can be named by file and line."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Key = tuple[Any, ...]


class Unreadable(ValueError):
    """The file is no YAML; `line` counts from 1."""

    def __init__(self, file: Path, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.file, self.line, self.text = file, line, text


@dataclass
class Marked:
    """`value` as plain lists, dicts and scalars. A path is the tuple of keys and indices that leads to a value."""

    file: Path
    value: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    blocks: set[Key] = field(default_factory=set)
    repeated: list[Key] = field(default_factory=list)

    def line(self, path: Key) -> int:
        """Line of the value, or of the nearest thing around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def line_within(self, path: Key, index: int) -> int:
        """Line of the index-th line of a text; a `|` block starts below its key."""
        return self.line(path) + index + (1 if path in self.blocks else 0)


def read(file: Path) -> Marked:
    """Raises Unreadable for text that is no YAML."""
    try:
        return parse(file.read_text(encoding="utf-8"), file)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(file, line, error.problem or "not readable as YAML") from error


def parse(text: str, file: Path) -> Marked:
    loader = _Loader(text)
    try:
        marked = Marked(file)
        node = loader.get_single_node()
        if node is not None:
            marked.value = _value(loader, node, (), marked)
        return marked
    finally:
        loader.dispose()


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 scalars, as Rasa reads them: `yes`, `no`, `22:00` and dates are plain words."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]*$"), list("-+0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


def _value(loader: _Loader, node: yaml.Node, path: Key, marked: Marked) -> Any:
    marked.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, marked)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*path, index), marked) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        marked.blocks.add(path)
    return loader.construct_object(node)


def _mapping(loader: _Loader, node: yaml.MappingNode, path: Key, marked: Marked) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node)
        inner = (*path, key)
        if key in result:
            marked.repeated.append(inner)
        # The line of the key, not of the value: a nested value starts below it.
        marked.lines[inner] = key_node.start_mark.line + 1
        result[key] = _value(loader, value_node, inner, marked)
    return result
