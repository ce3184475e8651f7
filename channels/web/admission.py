"""Who asks too often is told to slow down, before the store is asked anything."""

from collections.abc import Iterator

from sanic import Blueprint
from sanic.request import Request

from channels.limits import Asked, address
from channels.web import visitors

# What counts for more than a request: by method and route.
KINDS = {
    ("POST", "widget/messages"): "messages",
    ("POST", "widget/human"): "messages",
    ("POST", "widget/link"): "messages",
    ("POST", "widget/link/redeem"): "messages",
    ("POST", "widget/attachments"): "uploads",
}
BEGIN = ("POST", "widget/conversations")


def guard(blueprint: Blueprint) -> None:
    blueprint.middleware(slow_down, "request")


async def slow_down(request: Request) -> None:
    """Raises: TooMany."""
    if request.method != "OPTIONS":
        request.app.ctx.limits.admit(*_asked(request))


def _asked(request: Request) -> Iterator[Asked]:
    where, who = address(request), visitors.fingerprint_of(request)
    what = (request.method, request.route.path.strip("/"))
    yield from (("desk", ""), ("address", where))
    if what == BEGIN:
        yield "conversations", where
    if who:
        yield "requests", who
    if who and what in KINDS:
        yield KINDS[what], who
