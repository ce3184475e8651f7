"""/commitment: what is promised, to whoever asks (SYS-37, S2-2.4-d)."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Literal

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, html

from bot.tickets.kept import Kept, kept
from channels.describing import HTML, describes
from channels.payload import Payload
from channels.web.commitment_page import Page
from channels.web.payloads import asked, clock

# A public page must not cost a walk through all tickets whenever somebody asks for it.
FRESH = timedelta(minutes=10)


class Wanted(Payload):
    """None: the browser's own language."""

    lang: Literal["zh", "zh-Hant", "en"] | None = None


def register(blueprint: Blueprint) -> None:
    blueprint.add_route(show, "/commitment", methods=["GET"])


@describes("anyone", query=Wanted, answers={200: HTML})
async def show(request: Request) -> HTTPResponse:
    """What is promised and by when, agents' hours, how to complain, and how often it was kept."""
    desk = request.app.ctx
    language = asked(request, Wanted).lang or preferred(request.headers.get("accept-language", ""))
    figures = await asyncio.to_thread(_kept, desk, clock())
    page = Page(desk.standard, desk.phrases, language, figures).html()
    return html(page, headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"})


def preferred(accepted: str) -> str:
    """zh | zh-Hant | en, by the header's own order; Chinese where it names none of them."""
    for part in accepted.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("zh"):
            return "zh-Hant" if any(word in tag for word in ("hant", "tw", "hk", "mo")) else "zh"
        if tag.startswith("en"):
            return "en"
    return "zh"


def _kept(desk: Any, now: datetime) -> dict[str, Kept]:
    known: tuple[datetime, dict[str, Kept]] | None = getattr(desk, "kept_promises", None)
    if known and now - known[0] < FRESH:
        return known[1]
    told = desk.standard.commitments
    clocks = {promise.clock for group in told.groups for promise in group.promises}
    with desk.store.reading() as db:
        found = kept(db, desk.standard, clocks, now - told.over.length, now)
    desk.kept_promises = (now, found)
    return found
