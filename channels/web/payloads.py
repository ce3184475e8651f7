"""What a page may send. Everything is bounded, and what is not named is refused."""

import re
from datetime import datetime, timezone
from typing import Any, Literal, TypeVar

from pydantic import ConstrainedInt, ConstrainedStr, Field, ValidationError, root_validator
from sanic.request import Request

from bot.errors import Invalid, TooLarge
from channels.payload import NUMBER_MAX, FileId, Number, Payload, from_json, from_query

BODY_BYTES = 64 * 1024
TEXT_BOUND = 20_000  # far above what is accepted, so that the desk itself can say what is too long
IDENTITY_BOUND = 4096
CLIENT_KEY = r"^[A-Za-z0-9_-]{8,64}$"

Language = Literal["zh", "zh-Hant", "en"]


class Opening(Payload):
    language: Language


class Entering(Opening):
    """`identity`: what the site's own server says of its user, signed."""

    identity: str | None = Field(None, min_length=1, max_length=IDENTITY_BOUND)


class Code(Payload):
    """As the other conversation shows it; small letters, blanks and dashes do not matter."""

    code: str = Field(..., min_length=1, max_length=40)


class Picked(Payload):
    """Button `option` (from 0) of message `seq`."""

    seq: Number
    option: int = Field(..., ge=0, le=100)


class Before(Payload):
    """Messages before this one; none: the latest."""

    before: Number | None = None


class After(Payload):
    """Messages after this one; `Last-Event-ID` goes before it."""

    after: int = Field(0, ge=0, le=NUMBER_MAX)


class Said(Payload):
    """Words, or a button in their place; with files (each once) the words may be left out."""

    class Config:
        schema_extra = {"oneOf": [{"required": ["text"]}, {"required": ["choice"]}, {"required": ["attachments"]}]}

    client_key: str = Field(..., regex=CLIENT_KEY)
    text: str | None = Field(None, max_length=TEXT_BOUND)
    choice: Picked | None = None
    attachments: list[FileId] = Field([], max_items=10)

    @root_validator
    def one_of_both(cls, values: dict[str, Any]) -> dict[str, Any]:
        wordy = values.get("text") is not None or bool(values.get("attachments"))
        if wordy == (values.get("choice") is not None):
            raise ValueError("either text and attachments, or choice")
        return values


class PersonWanted(Payload):
    """`text`: what the button said, so that the transcript shows what the customer did."""

    client_key: str = Field(..., regex=CLIENT_KEY)
    text: str = Field(..., min_length=1, max_length=80)


class Score(ConstrainedInt):
    ge, le, strict = 1, 5, True


class Dimension(ConstrainedStr):
    regex = re.compile(r"^[a-z_]{1,32}$")


class Rating(Payload):
    """`dimensions`: the score of each that was rated, by its name in the message that asked; `solved`: whether the
    customer's problem is."""

    score: Score
    comment: str = Field("", max_length=1000)
    dimensions: dict[Dimension, Score] = {}
    solved: bool | None = None


Form = TypeVar("Form", bound=Payload)


def read(request: Request, form: type[Form]) -> Form:
    """Raises: TooLarge; Malformed when it is not JSON; Invalid with the first field that does not fit."""
    if len(request.body) > BODY_BYTES:
        raise TooLarge("too_large", f"at most {BODY_BYTES} bytes", limit=BODY_BYTES)
    return _checked(form, from_json(request))


def asked(request: Request, form: type[Form]) -> Form:
    """What stands in the address after the question mark. Raises: Invalid."""
    return _checked(form, from_query(request, form))


def _checked(form: type[Form], given: Any) -> Form:
    try:
        return form.parse_obj(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid("invalid", first["msg"], field=".".join(str(part) for part in first["loc"])) from error


def clock() -> datetime:
    """The edge's `now`."""
    return datetime.now(timezone.utc)
