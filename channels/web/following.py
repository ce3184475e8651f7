"""The status page: a case for who knows its number and the last four characters of its contact. A wrong pair gets the
answer of a number that does not exist, and who guesses has to wait (SYS-18, C-23)."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.engine import Connection

from bot import customers, letters, reception
from bot.errors import Invalid, NotFound, NotSignedIn
from bot.letters import Letter
from bot.reception import Case
from bot.tickets import Ticket
from channels.describing import HTML, describes
from channels.document import shown
from channels.files import serve_file
from channels.limits import address
from channels.payload import Payload, storable
from channels.plain import plain
from channels.web import origins, visitors
from channels.web.payloads import CLIENT_KEY, Language, clock, read

PAGE = Path(__file__).parent / "static" / "status" / "index.html"
FORM = "application/x-www-form-urlencoded"
LONGEST = 64  # characters of a form's field

T = TypeVar("T")


class Pair(Payload):
    """However they are written; `last4` counts letters as well."""

    number: str = Field(..., min_length=1, max_length=24)
    last4: str = Field(..., min_length=1, max_length=24)
    language: Language = "zh"


class Hurried(Pair):
    client_key: str = Field(..., regex=CLIENT_KEY)


class NotSolved(Hurried):
    words: str = Field("", max_length=1000)


def register(blueprint: Blueprint) -> None:
    serve_file(blueprint, PAGE, "/status")
    blueprint.add_route(show, "/status/case", methods=["POST"])
    blueprint.add_route(hurry, "/status/hurry", methods=["POST"])
    blueprint.add_route(not_solved, "/status/not-solved", methods=["POST"])
    blueprint.add_route(letter, "/status/letters/<letter_no>", methods=["POST"])


async def slow_down(request: Request) -> None:
    """Raises: TooMany. Each number has a limit of its own besides, which stands in the store."""
    if request.method == "POST":
        where = address(request)
        request.app.ctx.limits.admit(("desk", ""), ("address", where), ("sign_ins", f"status {where}"))


async def refuse_strangers(request: Request) -> None:
    """Raises: Forbidden. A form's own proof is all that opens a letter, and browsers send it without an origin."""
    if not request.path.startswith("/status/letters/"):
        await origins.refuse_strangers(request)


@describes("anyone", body=Pair, answers={200: Case}, refuses=(403, 404, 429, 503))
async def show(request: Request) -> HTTPResponse:
    """Raises: NotFound, the same for a wrong pair; TooMany after too many of them."""
    given = read(request, Pair)
    return await _answered(request, given, lambda db, ticket: ticket)


@describes("anyone", body=Hurried, answers={200: Case}, refuses=(403, 404, 409, 429, 503))
async def hurry(request: Request) -> HTTPResponse:
    """Raises: as /status/case; Conflict "hurried_lately" with `again_at`, "hurried_enough", "case_over", "merged"."""
    given, ctx = read(request, Hurried), request.app.ctx

    def press(db: Connection, ticket: Ticket) -> Ticket:
        return reception.hurried(db, ticket, given.client_key, clock(), standard=ctx.standard, phrases=ctx.phrases)

    return await _answered(request, given, press)


@describes("anyone", body=NotSolved, answers={200: Case}, refuses=(403, 404, 409, 429, 503))
async def not_solved(request: Request) -> HTTPResponse:
    """Raises: as /status/case; Conflict "not_over", "too_late", "merged"."""
    given, ctx = read(request, NotSolved), request.app.ctx

    def press(db: Connection, ticket: Ticket) -> Ticket:
        told = {"standard": ctx.standard, "phrases": ctx.phrases, "words": given.words}
        return reception.not_solved(db, ticket, given.client_key, clock(), **told)

    return await _answered(request, given, press)


@describes("anyone", takes=FORM, answers={200: HTML}, refuses=(401, 403, 404, 429, 503))
async def letter(request: Request, letter_no: str) -> HTTPResponse:
    """The document as it was sent, to read and to print: for the ticket's pair (`last4`), or its customer's `token`.

    A form, and no address, brings the proof: it must not stand in any history or log."""
    last4, token = _field(request, "last4"), _field(request, "token")
    if not last4 and not token:
        raise Invalid("invalid", "last4 or token is needed")

    def open_(db: Connection) -> bytes | None:
        found = _letter(db, request, letter_no, last4, token)
        return letters.content(db, found) if found else None

    content = await _writing(request, open_)
    if content is None:
        raise NotFound("no_such_letter")
    return shown(content)


def _letter(db: Connection, request: Request, letter_no: str, last4: str, token: str) -> Letter | None:
    """None where nothing is proven. Raises: NotSignedIn; NotFound; TooMany."""
    named = letters.read_number(letter_no)
    number = named[0] if named else letter_no[:LONGEST]
    if token:
        visit = customers.find_by_identity(db, visitors.KIND, visitors.fingerprint(token))
        if visit is None:
            raise NotSignedIn("unknown_visitor", "this token belongs to no conversation")
        ticket: Ticket | None = reception.own_case(db, visit.conversation_id, number)
    else:
        ticket = reception.proven(db, number, last4, clock(), standard=request.app.ctx.standard)
    return letters.find(db, ticket.number, named[1]) if ticket and named else None


async def _answered(request: Request, given: Pair, act: Callable[[Connection, Ticket], Ticket]) -> HTTPResponse:
    ctx = request.app.ctx

    def answer(db: Connection) -> dict[str, Any] | None:
        ticket = reception.proven(db, given.number, given.last4, clock(), standard=ctx.standard)
        if ticket is None:
            return None
        told = {"standard": ctx.standard, "phrases": ctx.phrases}
        seen: dict[str, Any] = plain(reception.case(db, act(db, ticket), given.language, clock(), **told))
        return seen

    seen = await _writing(request, answer)
    if seen is None:
        raise NotFound("no_such_ticket")
    return json(seen, headers={"Cache-Control": "no-store"})


async def _writing(request: Request, work: Callable[[Connection], T]) -> T:
    """What is counted of a wrong pair is kept, so it is refused only after the transaction."""

    def made() -> T:
        with request.app.ctx.store.writing() as db:
            return work(db)

    return await asyncio.to_thread(made)


def _field(request: Request, name: str) -> str:
    """Of the posted form; "" where it is not there. Raises: Invalid."""
    value = str((request.form or {}).get(name) or "")
    if len(value) > LONGEST or not storable(value):
        raise Invalid("invalid", f"{name}: at most {LONGEST} characters", field=name)
    return value
