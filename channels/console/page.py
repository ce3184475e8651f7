"""The console's one page, and the files it loads."""

from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, file

STATIC = Path(__file__).parent / "static"
VENDOR = Path(__file__).parent.parent / "static" / "vendor"

routes = Blueprint("console_page", url_prefix="/console")
routes.static("/static", str(STATIC), name="console_static")
routes.static("/vendor", str(VENDOR), name="console_vendor")


@routes.get("/")
async def page(request: Request) -> HTTPResponse:
    return await file(STATIC / "index.html")


@routes.middleware("response")
async def revalidate(request: Request, response: HTTPResponse) -> None:
    # The files have no version in their names: a browser asks each time whether they changed.
    response.headers["Cache-Control"] = "no-cache"
