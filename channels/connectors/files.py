"""Files for apps that only take addresses: a signed link, good for a while, to one file of one conversation."""

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot import appointments, attachments, customers
from bot.calendar_file import ics
from bot.errors import NotFound
from bot.numbers import read_number
from bot.store import Store
from channels import uploads
from channels.clock import clock
from channels.connectors.connector import Connector
from channels.connectors.webhook import PREFIX
from channels.describing import describes

GOOD_FOR = timedelta(days=30)
ALGORITHM = "HS256"
CALENDAR = "calendar"


def link(connector: Connector, conversation_id: str, name: str, kind: str, now: datetime) -> str:
    """`name`: of the attachment, or the appointment's number; `kind`: file | calendar. Empty without an address."""
    if not connector.settings.public_url:
        return ""
    claims = {"in": conversation_id, "name": name, "kind": kind, "exp": int((now + GOOD_FOR).timestamp())}
    token = jwt.encode(claims, connector.key(), ALGORITHM)
    return f"{connector.settings.public_url.rstrip('/')}{PREFIX}/{connector.name}/files/{token}"


def blueprint_of(connector: Connector) -> Blueprint:
    blueprint = Blueprint(f"{connector.name}_files", f"{PREFIX}/{connector.name}/files")

    @blueprint.get("/<token:str>")
    @describes("anyone", answers={200: "*/*"}, refuses=(404,))
    async def fetch(request: Request, token: str) -> HTTPResponse:
        """A file that was sent in a chat. A wrong link and one that is too old look the same."""
        claims = _read(connector, token, clock())
        return await asyncio.to_thread(_found, request.app.ctx.store, claims)

    return blueprint


def _read(connector: Connector, token: str, now: datetime) -> dict[str, Any]:
    """Raises: NotFound."""
    try:
        options: Any = {"verify_exp": False, "require": ["exp", "in", "name", "kind"]}
        claims: dict[str, Any] = jwt.decode(token, connector.key(), [ALGORITHM], options=options)
    except (jwt.PyJWTError, ValueError) as error:
        raise NotFound("no_such_file") from error
    if datetime.fromtimestamp(claims["exp"], timezone.utc) < now:
        raise NotFound("no_such_file")
    return claims


def _found(store: Store, claims: dict[str, Any]) -> HTTPResponse:
    with store.reading() as db:
        here, name = claims["in"], claims["name"]
        if claims["kind"] == CALENDAR:
            return _calendar(db, here, name)
        file = attachments.seen_by(db, "customer", here, name)
        return uploads.told(file, attachments.content(db, here, name))


def _calendar(db: Any, conversation_id: str, number: str) -> HTTPResponse:
    for booked in appointments.of_conversation(db, conversation_id):
        if read_number(booked.number) == read_number(number):
            headers = {**uploads.SAFE, "Content-Disposition": uploads.disposition("attachment", f"{number}.ics")}
            language = customers.conversation(db, conversation_id).language
            return raw(ics(booked, language), content_type="text/calendar; charset=utf-8", headers=headers)
    raise NotFound("no_such_file")
