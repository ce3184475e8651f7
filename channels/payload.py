"""What may come in from outside: everything is named, bounded and of JSON's own types; all else is refused."""

import json
import re
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Extra, validator
from pydantic.fields import ModelField
from sanic.request import Request

from bot.errors import Invalid, Malformed

# The greatest whole number that both databases keep.
NUMBER_MAX = 2**31 - 1
DEEPEST = 20  # levels of a JSON body

# What JSON has for each of our types: no number in quotes, no 1 for true, no seconds for a date.
WRITTEN: tuple[tuple[type, tuple[type, ...]], ...] = (
    (bool, (bool,)),
    (int, (int,)),
    (float, (int, float)),
    (str, (str,)),
    (datetime, (str,)),
    (date, (str,)),
)
FORMS = {
    datetime: re.compile(r"(19|20)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.I | re.A),
    date: re.compile(r"(19|20)\d\d-\d\d-\d\d", re.A),
}


class Payload(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @validator("*", pre=True, each_item=True)
    def as_written(cls, value: Any, field: ModelField) -> Any:
        return value if value is None else as_meant(value, field.type_)


class Nothing(Payload):
    """An order that needs no words."""


class Number(ConstrainedInt):
    """A row's or a message's number."""

    ge, le = 1, NUMBER_MAX


class FileId(ConstrainedStr):
    """An attachment's, as its upload was answered."""

    regex = re.compile(r"^[0-9a-f]{32}$")


Form = TypeVar("Form", bound=BaseModel)


def as_meant(value: Any, kind: Any) -> Any:
    """Raises: ValueError."""
    kinds = kind if isinstance(kind, type) else object
    wanted = next((written for own, written in WRITTEN if issubclass(kinds, own)), None)
    if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
        raise ValueError("of another type")
    if kinds in FORMS and not FORMS[kinds].fullmatch(value):
        raise ValueError("not in the form of RFC 3339, with a time zone, between 1900 and 2099")
    if isinstance(value, str) and not storable(value):
        raise ValueError("NUL and lone surrogates cannot be stored")
    return value


def storable(text: str) -> bool:
    return not re.search("[\0\ud800-\udfff]", text)


def from_json(request: Request) -> dict[str, Any]:
    """The body. Raises: Malformed when it is no JSON, Invalid when that is no object.

    A form that another site can post without asking first (text/plain) is refused here."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Malformed("not_json", "the content type must be application/json")
    try:
        given = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed("not_json", "the body cannot be read as JSON") from error
    if _depth(given) > DEEPEST:
        raise Malformed("not_json", f"at most {DEEPEST} levels deep")
    if not isinstance(given, dict):
        # pydantic would take "" and [] for an object without fields.
        raise Invalid("not_an_object", "the body must be a JSON object")
    return given


def from_query(request: Request, form: type[Form]) -> dict[str, Any]:
    """The address's parameters, each once; whole numbers as such. A parameter named twice is one too many."""
    given: dict[str, Any] = {}
    for name, values in request.get_args(keep_blank_values=True).items():
        field = form.__fields__.get(name)
        given[name] = _spoken(values[0], field) if len(values) == 1 else values
    return given


def _spoken(value: str, field: ModelField | None) -> Any:
    kind = field.type_ if field and isinstance(field.type_, type) else str
    if issubclass(kind, int) and re.fullmatch(r"-?[0-9]{1,12}", value):
        return int(value)
    return value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _depth(value: Any) -> int:
    """Counted without recursion: how deep it goes is the sender's choice."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        inner = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list)))
        level = [item for items in inner for item in items]
    return depth
