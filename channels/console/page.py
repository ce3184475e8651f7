"""The console's one page, and the files it loads: its own are joined."""

from pathlib import Path

from sanic import Blueprint

from channels.console import joining
from channels.files import KINDS, packed, serve, serve_file, serve_folder

STATIC = Path(__file__).parent / "static"
VENDOR = Path(__file__).parent.parent / "static" / "vendor"

routes = Blueprint("console_page", url_prefix="/console")
serve_file(routes, STATIC / "index.html", "/")
serve(routes, packed(joining.script(STATIC / "console.js").encode(), KINDS[".js"]), "/console.js")
serve(routes, packed(joining.sheet(STATIC / "console.css").encode(), KINDS[".css"]), "/console.css")
serve_folder(routes, STATIC, "/static")
serve_folder(routes, VENDOR, "/vendor")
