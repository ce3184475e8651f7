"""Stand-ins for the apps' own servers on loopback ports: they keep what they are sent, and answer as the apps do."""

import base64
import hashlib
import hmac
import itertools
import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
SLACK_SECRET, TWILIO_TOKEN, TWILIO_SID = "slack-secret-of-the-tests", "twilio-token-of-the-tests", "AC" + "0" * 32


class App:
    """`with App() as app:` serves it. `go` and `come` take its server down and bring it up at the same port."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.troubles: deque[tuple[int, Any, dict[str, str]]] = deque()
        self.numbers = itertools.count(1)
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Any:
        self.come()
        return self

    def __exit__(self, *error: object) -> None:
        self.go()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def come(self) -> None:
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                status, body, headers = app.answer(self.path, content, self.headers)
                told = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": JSON, "Content-Length": str(len(told)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *told: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def go(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, path: str, content: bytes, headers: Any) -> tuple[int, Any, dict[str, str]]:
        post = self.read(path, content, headers)
        if self.troubles:
            return self.troubles.popleft()
        self.posts.append(post)
        return self.done(post)

    def read(self, path: str, content: bytes, headers: Any) -> dict[str, Any]:
        return {"path": path, **json.loads(content)}

    def done(self, post: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        return 200, {"id": f"m{next(self.numbers)}"}, {}

    @property
    def texts(self) -> list[str]:
        return [post["text"] for post in self.posts]


class Slack(App):
    """Its Web API; and its events as it signs them."""

    def read(self, path: str, content: bytes, headers: Any) -> dict[str, Any]:
        assert path == "/api/chat.postMessage" and headers["Authorization"] == "Bearer xoxb-of-the-tests"
        if headers["Content-Type"].startswith(JSON):
            return dict(json.loads(content))
        told: dict[str, Any] = dict(parse_qsl(content.decode()))
        return {**told, "blocks": json.loads(told["blocks"])} if "blocks" in told else told

    def done(self, post: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        return 200, {"ok": True, "channel": post["channel"], "ts": f"1790000000.{next(self.numbers):06}"}, {}

    def refuse(self, error: str, status: int = 200, **headers: str) -> None:
        self.troubles.append((status, {"ok": False, "error": error}, headers))

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """Of the last message that has some."""
        shown = [block for post in self.posts for block in post.get("blocks") or [] if block["type"] == "actions"]
        return list(shown[-1]["elements"])


def slack_said(text: str, ts: str = "1790000001.000100", user: str = "UALICE", **event: Any) -> bytes:
    told = {"type": "message", "channel_type": "im", "channel": "DALICE", "user": user, "text": text, "ts": ts, **event}
    body = {"type": "event_callback", "event_id": f"Ev{ts}", "event": told, "authorizations": [{"user_id": "UDESK"}]}
    return json.dumps(body).encode()


def slack_pressed(value: str, at: str = "1790000002.000200", user: str = "UALICE") -> bytes:
    action = {"type": "button", "value": value, "action_ts": at}
    payload = {"type": "block_actions", "user": {"id": user}, "channel": {"id": "DALICE"}, "actions": [action]}
    return urlencode({"payload": json.dumps(payload)}).encode()


def slack_signed(content: bytes, at: int, secret: str = SLACK_SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + content, hashlib.sha256).hexdigest()
    kind = FORM if content.startswith(b"payload=") else JSON
    return {"Content-Type": kind, "X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


class Twilio(App):
    """Its REST API; and its webhooks as it signs them."""

    def read(self, path: str, content: bytes, headers: Any) -> dict[str, Any]:
        login = base64.b64encode(f"{TWILIO_SID}:{TWILIO_TOKEN}".encode()).decode()
        assert (
            path == f"/2010-04-01/Accounts/{TWILIO_SID}/Messages.json" and headers["Authorization"] == f"Basic {login}"
        )
        told = dict(parse_qsl(content.decode()))
        return {**told, "text": told["Body"]}

    def done(self, post: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        return 201, {"sid": f"SM{next(self.numbers):032}", "to": post["To"], "body": post["text"]}, {}

    def refuse(self, code: int, status: int = 400, **headers: str) -> None:
        self.troubles.append((status, {"code": code, "message": "refused", "status": status}, headers))


def twilio_said(text: str, number: str = "SM1", sender: str = "whatsapp:+8613800138000", **more: str) -> dict[str, str]:
    return {"MessageSid": number, "From": sender, "To": "whatsapp:+14155238886", "Body": text, "NumMedia": "0", **more}


def twilio_signed(address: str, form: dict[str, str], token: str = TWILIO_TOKEN) -> dict[str, str]:
    """As https://www.twilio.com/docs/usage/security#validating-requests tells it, made without Twilio's library."""
    signed = address + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()
    return {"Content-Type": FORM, "X-Twilio-Signature": base64.b64encode(digest).decode()}
