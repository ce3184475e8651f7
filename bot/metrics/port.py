"""For a process that serves no pages, a port of its own: GET /health, /ready, /metrics, and nothing else."""

import json
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.errors import NotFound, Refused, Unavailable
from bot.metrics.door import CONTENT_TYPE, admit
from bot.metrics.exposition import exposition
from bot.settings import Settings
from bot.store import Store


def open_port(settings: Settings, store: Store, missing: Callable[[], list[str]]) -> None:
    """In a thread, until the process ends; nothing when `DESK_METRICS_PORT` is 0. `missing`: why it is not ready.

    Raises: Unavailable when the port is taken."""
    if not settings.metrics_port:
        return
    handler = partial(Handler, settings, store, missing)
    try:
        server = ThreadingHTTPServer((settings.host, settings.metrics_port), handler)
    except OSError as error:
        raise Unavailable("no_port", f"{settings.host}:{settings.metrics_port}: {error.strerror}") from error
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    timeout = 5  # seconds, for a caller that says nothing

    def __init__(self, settings: Settings, store: Store, missing: Callable[[], list[str]], *line: Any) -> None:
        self._settings, self._store, self._missing = settings, store, missing
        super().__init__(*line)

    def do_GET(self) -> None:
        try:
            self._answer(*self._asked())
        except Refused as refused:
            self._answer(refused.status, {"error": refused.code, "detail": refused.detail})

    def _asked(self) -> tuple[int, dict[str, Any] | bytes]:
        if self.path == "/health":
            return 200, {"alive": True}
        if self.path == "/ready":
            reasons = self._missing()
            return 503 if reasons else 200, {"ready": not reasons, "reasons": reasons}
        if self.path != "/metrics":
            raise NotFound("not_found")
        headers = {name.lower(): value for name, value in self.headers.items()}
        admit(self._settings, self.client_address[0], headers)
        return 200, exposition(self._store, datetime.now(timezone.utc))

    def _answer(self, status: int, body: dict[str, Any] | bytes) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE if isinstance(body, bytes) else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, form: str, *arguments: Any) -> None:
        """What stands in an address is a stranger's."""
