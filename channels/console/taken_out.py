"""The one way in which a file of records leaves the console: recorded, and told of when it is much (S1-1.5-b)."""

from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.reception import guard
from channels.console.asked import agent, change, now

CSV = "text/csv; charset=utf-8"
REPORT = "report"  # for what lists and figures are taken out


async def taken_out(request: Request, file: bytes, subject: str, *, name: str = "", **told: Any) -> HTTPResponse:
    """`file` as CSV, in the audit before it is sent. `subject`: "<noun>:<id>" of what it is about; `name`: of the file,
    for a browser that is sent there; `told`: facts for the audit, without anybody's data."""
    login, rules = agent(request).login, request.app.ctx.standard.guard
    await change(request, lambda db: guard.exported(db, login, subject[:80], REPORT, now(), rules, **told))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else None
    return raw(file, content_type=CSV, headers=headers)
