"""The widget's and the demo page's files: read once, packed once, and checked by the browser for changes."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from channels.web import origins

FOLDER = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
}
PAGES = {"/": "demo/zh.html", "/en": "demo/en.html"}


@dataclass(frozen=True)
class Asset:
    content: bytes
    packed: bytes
    kind: str
    tag: str

    def answer(self, request: Request) -> HTTPResponse:
        headers = {"ETag": self.tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == self.tag:
            return empty(304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(self.packed, content_type=self.kind, headers={**headers, "Content-Encoding": "gzip"})
        return raw(self.content, content_type=self.kind, headers=headers)


def read(file: Path) -> Asset:
    content = file.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return Asset(content, gzip.compress(content, 9, mtime=0), KINDS[file.suffix], tag)


def register(blueprint: Blueprint) -> None:
    """Only what lies in the folder at the start can be asked for, so no path leads out of it."""
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        name = file.relative_to(FOLDER).as_posix()
        blueprint.add_route(_handler(read(file)), f"/widget/{name}", methods=["GET"], name=_name(name))
    for path, name in PAGES.items():
        blueprint.add_route(_handler(read(FOLDER / name)), path, methods=["GET"], name=_name(path))
    blueprint.middleware(origins.let_in, "response")


def _handler(asset: Asset) -> Any:
    async def handler(request: Request) -> HTTPResponse:
        return asset.answer(request)

    return handler


def _name(path: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in path)
