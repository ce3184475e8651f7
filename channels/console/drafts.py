"""A draft is checked against the service standard while it is typed."""

import asyncio
from typing import Any, Literal

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.standard import Finding
from channels.console import answers
from channels.console.asked import Payload, body, plain
from channels.describing import describes

routes = Blueprint("console_drafts", url_prefix="/console/api")


class Draft(Payload):
    """`explain`: the interface's language, in which the findings are explained."""

    text: str = Field(..., max_length=4000)
    explain: Literal["zh", "en"] = "zh"

    class Config:
        # Positions in the findings count from the draft's own first character.
        anystr_strip_whitespace = False


@routes.post("/drafts")
@describes("agent", body=Draft, answers={200: answers.Findings})
async def check(request: Request) -> HTTPResponse:
    draft = body(request, Draft)
    return json({"findings": await findings(request, draft.text, draft.explain)})


async def findings(request: Request, text: str, explain: str) -> list[dict[str, Any]]:
    """[{rule, severity, start, end, text, meaning, fix}], in reading order."""

    def find() -> list[Finding]:
        found: list[Finding] = request.app.ctx.standard.wording.check(text, scope="agent", explain=explain)
        return found

    return [plain(one) for one in await asyncio.to_thread(find)]
