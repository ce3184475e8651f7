"""What came to the stand-in, and what it was told to answer wrongly."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Call:
    """One request as it came. `status`: what it was answered; `files`: name → content of what was uploaded."""

    method: str
    params: dict[str, Any]
    status: int
    at: float  # monotonic seconds
    files: dict[str, bytes] = field(default_factory=dict)
    result: Any = None


@dataclass
class Fault:
    """`method`: "" is any; `chat_id`: None is any; `times`: how often, -1 is until `mend`."""

    status: int
    description: str
    method: str = ""
    chat_id: int | None = None
    times: int = 1
    retry_after: int | None = None
    cut: bool = False  # the request is carried out, and its answer never arrives

    def meets(self, method: str, params: dict[str, Any]) -> bool:
        right_chat = self.chat_id is None or str(self.chat_id) == str(params.get("chat_id"))
        return self.times != 0 and right_chat and self.method.lower() in ("", method.lower())


async def read(request: web.Request) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A form or JSON; a value that is JSON in a form, as python-telegram-bot sends it, is read as such."""
    if request.content_type == "application/json":
        return dict(await request.json()), {}
    params: dict[str, Any] = dict(request.query)
    files: dict[str, bytes] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[value.filename] = value.file.read()
            params[name] = value.filename
        else:
            params[name] = _plain(name, str(value))
    return params, files


def _plain(name: str, value: str) -> Any:
    if name in ("reply_markup", "allowed_updates", "entities", "media", "reply_parameters", "commands"):
        return json.loads(value)
    return value


def our_bot(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": True, "first_name": "Desk", "username": "courtesy_desk_bot"}
