"""For whoever runs the desk: is this process alive, may it get requests, what do its figures say."""

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.metrics import CONTENT_TYPE, admit, exposition
from bot.readiness import missing
from channels.clock import clock
from channels.describing import describes

blueprint = Blueprint("operating")

UNCACHED = {"Cache-Control": "no-store"}


@blueprint.get("/health")
@describes("anyone", answers={200: dict})
async def health(request: Request) -> HTTPResponse:
    """Alive: this process answers. Says nothing of the store: restarting a process does not bring a database back."""
    return json({"alive": True}, headers=UNCACHED)


@blueprint.get("/ready")
@describes("anyone", answers={200: dict, 503: dict})
async def ready(request: Request) -> HTTPResponse:
    """Whether requests should be sent here; if not, the reasons by name."""
    reasons = await asyncio.to_thread(missing, request.app.ctx.store, getattr(request.app.ctx, "assistants", None))
    status, headers = (503, {**UNCACHED, "Retry-After": "2"}) if reasons else (200, UNCACHED)
    return json({"ready": not reasons, "reasons": reasons}, status, headers=headers)


@blueprint.get("/metrics")
@describes("anyone", answers={200: CONTENT_TYPE}, refuses=(401, 403))
async def metrics(request: Request) -> HTTPResponse:
    """Figures for Prometheus, for who has DESK_METRICS_TOKEN; without one only for this machine itself."""
    admit(request.app.ctx.settings, request.ip, request.headers)
    figures = await asyncio.to_thread(exposition, request.app.ctx.store, clock())
    return raw(figures, content_type=CONTENT_TYPE, headers=UNCACHED)
