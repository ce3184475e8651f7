"""The widget's and the demo page's files."""

from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.standard.stated import stated
from channels.describing import HTML, describes
from channels.files import packed, serve_folder
from channels.web import origins

FOLDER = Path(__file__).parent / "static"
PAGES = {"/": ("zh", "demo/zh.html"), "/en": ("en", "demo/en.html")}


def register(blueprint: Blueprint) -> None:
    serve_folder(blueprint, FOLDER, "/widget")
    for path, (language, name) in PAGES.items():
        blueprint.add_route(_page(FOLDER / name, language), path, methods=["GET"], name=f"demo_{language}")
    blueprint.middleware(origins.let_in, "response")


def _page(file: Path, language: str) -> Any:
    text = file.read_text(encoding="utf-8")

    @describes("anyone", answers={200: HTML, 304: None})
    async def handler(request: Request) -> HTTPResponse:
        """A page of the demo; what it promises is what the standard says."""
        known = request.app.ctx.__dict__.setdefault("demo_pages", {})
        if language not in known:
            known[language] = packed(stated(text, request.app.ctx.standard, language).encode(), HTML)
        return known[language].answer(request)

    return handler
