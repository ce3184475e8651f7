"""The widget's and the demo page's files."""

from pathlib import Path

from sanic import Blueprint

from channels.files import serve_file, serve_folder
from channels.web import origins

FOLDER = Path(__file__).parent / "static"
PAGES = {"/": "demo/zh.html", "/en": "demo/en.html"}


def register(blueprint: Blueprint) -> None:
    serve_folder(blueprint, FOLDER, "/widget")
    for path, name in PAGES.items():
        serve_file(blueprint, FOLDER / name, path)
    blueprint.middleware(origins.let_in, "response")
