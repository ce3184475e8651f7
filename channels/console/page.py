"""The console's one page, and the files it loads."""

from pathlib import Path

from sanic import Blueprint

from channels.files import serve_file, serve_folder

STATIC = Path(__file__).parent / "static"
VENDOR = Path(__file__).parent.parent / "static" / "vendor"

routes = Blueprint("console_page", url_prefix="/console")
serve_file(routes, STATIC / "index.html", "/")
serve_folder(routes, STATIC, "/static")
serve_folder(routes, VENDOR, "/vendor")
