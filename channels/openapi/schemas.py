"""What comes in (pydantic models) and what goes out (data classes) as JSON Schema: the document's components."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import ModelField
from pydantic.schema import field_schema, get_flat_models_from_models

PREFIX = "#/components/schemas/"

PLAIN: dict[Any, dict[str, Any]] = {
    Any: {},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    dict: {"type": "object"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}


class Schemas:
    """All that the interface speaks of, each under a name of its own."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        self._names = _named({inner for kind in kinds for inner in _within(kind)})

    def components(self) -> dict[str, Any]:
        return {name: self._component(kind) for kind, name in sorted(self._names.items(), key=lambda one: one[1])}

    def properties(self, model: type[BaseModel]) -> dict[str, Any]:
        """Each field of a pydantic model, for where the model itself has no place: an address's parameters."""
        return {field.alias: self._taken(field) for field in model.__fields__.values()}

    def of(self, kind: Any) -> dict[str, Any]:
        """What stands in the place of a type."""
        if kind in self._names:
            return {"$ref": PREFIX + self._names[kind]}
        origin, inner = get_origin(kind), get_args(kind)
        if origin in (Union, UnionType):
            return {"anyOf": [self.of(one) for one in inner]}
        if origin is Literal:
            return {"enum": list(inner)}
        if origin in (list, tuple):
            return {"type": "array", "items": self.of(inner[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        return PLAIN[kind]

    def _component(self, kind: Any) -> dict[str, Any]:
        if is_dataclass(kind):
            shown = {name: self.of(hint) for name, hint in _hints(kind).items()}
            required = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
            closed = True
        else:
            shown = {name: self._null(field) for name, field in kind.__fields__.items()}
            required = [name for name, field in kind.__fields__.items() if field.required]
            closed = kind.__config__.extra == "forbid"
        schema = {"type": "object", "properties": shown, "required": required, "additionalProperties": not closed}
        return {name: value for name, value in schema.items() if value != []}

    def _null(self, field: ModelField) -> dict[str, Any]:
        """pydantic 1 knows no null in its schemas."""
        taken = self._taken(field)
        return {"anyOf": [taken, {"type": "null"}]} if field.allow_none else taken

    def _taken(self, field: ModelField) -> dict[str, Any]:
        shown, _, _ = field_schema(field, model_name_map=self._names, ref_prefix=PREFIX)
        shown.pop("title", None)  # it only repeats the name
        return shown


def _named(kinds: set[Any]) -> dict[Any, str]:
    """The only one of a name keeps it; two of a name are called by their modules as well."""
    often = Counter(kind.__name__ for kind in kinds)
    return {
        kind: kind.__name__ if often[kind.__name__] == 1 else f"{kind.__module__.partition('.')[2]}.{kind.__name__}"
        for kind in kinds
    }


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _within(kind: Any) -> Iterator[Any]:
    """The models and data classes that a type speaks of."""
    if is_dataclass(kind):
        yield kind
        for hint in _hints(kind).values():
            yield from _within(hint)
    elif isinstance(kind, type) and not get_args(kind) and issubclass(kind, BaseModel):
        yield from get_flat_models_from_models([kind])
    else:
        for inner in get_args(kind):
            yield from _within(inner)
