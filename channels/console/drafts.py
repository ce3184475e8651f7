"""A draft is checked against the service standard while it is typed; what breaks it goes out only with a reason."""

import asyncio
from typing import Any, Literal, Optional

from pydantic import Field
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.errors import Invalid
from bot.reception import Override
from bot.standard import Finding, Standard
from channels.console import answers
from channels.console.asked import Payload, body, plain
from channels.describing import describes

routes = Blueprint("console_drafts", url_prefix="/console/api")

OTHER = "other"  # the reason that needs words
PERSONAL = "LX-PII"


class Draft(Payload):
    """`explain`: the interface's language, in which the findings are explained."""

    text: str = Field(..., max_length=4000)
    explain: Literal["zh", "en"] = "zh"

    class Config:
        # Positions in the findings count from the draft's own first character.
        anystr_strip_whitespace = False


@routes.post("/drafts")
@describes("agent", right="serve", body=Draft, answers={200: answers.Findings})
async def check(request: Request) -> HTTPResponse:
    draft = body(request, Draft)
    return json({"findings": await findings(request, draft.text, draft.explain)})


async def findings(request: Request, text: str, explain: str) -> list[dict[str, Any]]:
    """[{rule, severity, start, end, text, meaning, fix}], in reading order."""

    def find() -> list[Finding]:
        found: list[Finding] = request.app.ctx.standard.wording.check(text, scope="agent", explain=explain)
        return found

    return [plain(one) for one in await asyncio.to_thread(find)]


class Reason(Payload):
    """Why words go out that the standard refuses: a key of its `wording.reasons`; `other` needs a note. The note is
    kept in the audit, so it must hold no personal data."""

    reason: Optional[str] = Field(None, max_length=40)  # noqa: UP045  (pydantic 1 reads it)
    reason_note: str = Field("", max_length=200)
    explain: Literal["zh", "en"] = "zh"


async def override(request: Request, text: str, given: Reason) -> Override | None:
    """None where no rule of severity error is broken: warnings only advise.

    Raises: Invalid "reason_needed" with the findings; Invalid "invalid" for a note with personal data."""
    found = await findings(request, text, given.explain) if text else []
    broken = sorted({one["rule"] for one in found if one["severity"] == "error"})
    if not broken:
        return None
    standard: Standard = request.app.ctx.standard
    if given.reason not in standard.wording.reasons or (given.reason == OTHER and not given.reason_note):
        raise Invalid("reason_needed", "the draft goes against the service standard: say why", findings=found)
    if any(one.rule == PERSONAL for one in standard.wording.check(given.reason_note, scope="agent")):
        raise Invalid("invalid", "reason_note: no personal data", fields={"reason_note": "no personal data"})
    return Override(tuple(broken), str(given.reason), given.reason_note)
