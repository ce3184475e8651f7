"""What a page may send. Everything is bounded, and what is not named is refused."""

import json
import re
from datetime import datetime, timezone
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConstrainedInt, Extra, Field, ValidationError, root_validator, validator
from sanic.request import Request

from bot.errors import Invalid, Malformed, TooLarge

BODY_BYTES = 64 * 1024
TEXT_BOUND = 20_000  # far above what is accepted, so that the desk itself can say what is too long
CLIENT_KEY = r"^[A-Za-z0-9_-]{8,64}$"
SEQ_MAX = 2**31 - 1

Language = Literal["zh", "zh-Hant", "en"]


class Payload(BaseModel):
    class Config:
        extra = Extra.forbid
        allow_mutation = False

    @validator("*")
    def storable(cls, value: Any) -> Any:
        if isinstance(value, str) and re.search("[\0\ud800-\udfff]", value):
            raise ValueError("NUL and lone surrogates cannot be stored")
        return value


class Nothing(Payload):
    """An order that needs no words."""


class Opening(Payload):
    language: Language


class Seq(ConstrainedInt):
    strict, ge, le = True, 1, SEQ_MAX


class Option(ConstrainedInt):
    strict, ge, le = True, 0, 100


class Score(ConstrainedInt):
    strict, ge, le = True, 1, 5


class Picked(Payload):
    """Button `option` (from 0) of message `seq`."""

    seq: Seq
    option: Option


class Said(Payload):
    """Words, or a button in their place."""

    client_key: str = Field(..., regex=CLIENT_KEY)
    text: str | None = Field(None, max_length=TEXT_BOUND)
    choice: Picked | None = None

    @root_validator
    def one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("text") is None) == (values.get("choice") is None):
            raise ValueError("either text or choice")
        return values


class PersonWanted(Payload):
    """`text`: what the button said, so that the transcript shows what the customer did."""

    client_key: str = Field(..., regex=CLIENT_KEY)
    text: str = Field(..., min_length=1, max_length=80)


class Rating(Payload):
    score: Score
    comment: str = Field("", max_length=1000)


Form = TypeVar("Form", bound=Payload)


def read(request: Request, form: type[Form]) -> Form:
    """Raises: TooLarge; Malformed when it is not JSON; Invalid with the first field that does not fit."""
    if len(request.body) > BODY_BYTES:
        raise TooLarge("too_large", f"at most {BODY_BYTES} bytes", limit=BODY_BYTES)
    try:
        return form.parse_obj(_json(request))
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid("invalid", first["msg"], field=".".join(str(part) for part in first["loc"])) from error


def number(request: Request, name: str) -> int | None:
    """A whole number from the query, such as ?before=12. Raises: Invalid."""
    value = request.args.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or int(value[:12]) > SEQ_MAX:
        raise Invalid("invalid", "a whole number", field=name)
    return int(value[:12])


def clock() -> datetime:
    """The edge's `now`."""
    return datetime.now(timezone.utc)


def _json(request: Request) -> Any:
    """A form that another site can post without asking first (text/plain) is refused here."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Malformed("not_json", "the content type must be application/json")
    try:
        return json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed("not_json", "the body cannot be read as JSON") from error
