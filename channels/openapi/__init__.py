"""The whole interface as an OpenAPI document, made of the routes themselves."""

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.describing import describes
from channels.openapi.document import document

blueprint = Blueprint("openapi")


@blueprint.get("/openapi.json")
@describes("anyone", answers={200: dict})
async def openapi(request: Request) -> HTTPResponse:
    """This document."""
    return json(document(request.app), headers={"Cache-Control": "no-cache"})


__all__ = ["blueprint", "document"]
