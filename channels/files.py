"""Files that a channel serves: read once, packed once, and checked by the browser for changes."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.errors import NotFound
from channels.describing import HTML, describes

KINDS = {
    ".html": HTML,
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class File:
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


def read(file: Path) -> File:
    return packed(_for_pages(file), KINDS[file.suffix])


def packed(content: bytes, kind: str) -> File:
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return File(content, gzip.compress(content, 9, mtime=0), kind, tag)


def _for_pages(file: Path) -> bytes:
    """Comments are for who reads the source: without those that have a line to themselves, a tenth less is loaded."""
    content = file.read_bytes()
    if file.suffix != ".js" or ".min." in file.name:
        return content
    return b"".join(line for line in content.splitlines(keepends=True) if not line.lstrip().startswith(b"//"))


def serve_folder(blueprint: Blueprint, folder: Path, under: str) -> None:
    """Only what lies in the folder at the start can be asked for, so no path leads out of it. One route for all: each
    more would cost every start, and every list of routes, its share."""
    files = {file.relative_to(folder).as_posix(): read(file) for file in sorted(folder.rglob("*")) if file.is_file()}

    @describes("anyone", answers={200: "*/*", 304: None})
    async def handler(request: Request, path: str) -> HTTPResponse:
        """A file of the pages."""
        if path not in files:
            raise NotFound("not_found")
        return files[path].answer(request)

    blueprint.add_route(handler, f"{under}/<path:path>", methods=["GET"], name=_name(under))


def serve_file(blueprint: Blueprint, file: Path, path: str) -> None:
    serve(blueprint, read(file), path)


def serve(blueprint: Blueprint, file: File, path: str) -> None:
    blueprint.add_route(_handler(file), path, methods=["GET"], name=_name(path))


def _handler(file: File) -> Any:
    @describes("anyone", answers={200: file.kind, 304: None})
    async def handler(request: Request) -> HTTPResponse:
        """A file of the pages."""
        return file.answer(request)

    return handler


def _name(path: str) -> str:
    return "file" + "".join(character if character.isalnum() else "_" for character in path)
