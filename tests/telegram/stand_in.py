"""A stand-in for Telegram's Bot API on a loopback port: it keeps what it is sent, enforces Telegram's own limits, and
answers with the faults that a test asks for. With `DESK_TELEGRAM_API=<address>` the whole desk talks to it."""

import asyncio
import itertools
import json
import threading
import time
from collections import deque
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tests.telegram.calls import Call, Fault, our_bot, read
from tests.telegram.limits import Refusal, check

TOKEN = "700000001:AAstandinstandinstandinstandinstand"
START_SECONDS = 10
LONGEST_POLL_SECONDS = 50
BATCH = 100  # updates in one answer
WEBHOOK_SECONDS = 15


class StandIn:
    """`with StandIn() as telegram:` serves it; every method may be called from any thread."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token, self.me = token, int(token.partition(":")[0])
        self.calls: list[Call] = []
        self.webhook: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self.secret = ""
        self.files: dict[str, tuple[str, bytes]] = {}  # file_id → path, content
        self.blocked: set[int] = set()  # by the customer
        self.gone: set[int] = set()  # deleted chats
        self.left: set[int] = set()  # groups that the bot left
        self.chat_seconds: float | None = None  # answer 429 to messages of one chat that follow closer than this
        self.port = 0
        self._faults: list[Fault] = []
        self._waiting: deque[dict[str, Any]] = deque()
        self._update_ids, self._message_ids = itertools.count(1_000_001), itertools.count(5001)
        self._open_queries: set[str] = set()
        self._latest: dict[str, float] = {}  # chat → when it got its last message
        self._lock = threading.RLock()
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> "StandIn":
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(START_SECONDS), "the stand-in did not start"
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        runner = web.AppRunner(app)
        self._loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", self.port, shutdown_timeout=0)
        self._loop.run_until_complete(site.start())
        self.port = runner.addresses[0][1]
        ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._leave(runner))
        self._loop.close()

    async def _leave(self, runner: web.AppRunner) -> None:
        await runner.cleanup()
        polls = asyncio.all_tasks() - {asyncio.current_task()}
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)

    def fail(self, status: int, description: str = "", **of: Any) -> Fault:
        """Answer the next matching request so: fail(429, method="sendMessage", times=3, retry_after=1)."""
        fault = Fault(status, description or {429: "Too Many Requests", 403: "Forbidden"}.get(status, "Oops"), **of)
        with self._lock:
            self._faults.append(fault)
        return fault

    def mend(self) -> None:
        with self._lock:
            self._faults.clear()

    def sent(self, chat_id: int | None = None, method: str = "") -> list[Call]:
        """What was accepted of the messages to a chat, in order."""
        with self._lock:
            return [
                call
                for call in self.calls
                if call.status == 200
                and (call.method == method if method else call.method.startswith("send"))
                and call.method != "sendChatAction"
                and (chat_id is None or str(call.params.get("chat_id")) == str(chat_id))
            ]

    def texts(self, chat_id: int | None = None) -> list[str]:
        return [str(call.params.get("text") or call.params.get("caption") or "") for call in self.sent(chat_id)]

    def called(self, method: str) -> list[Call]:
        """Every request of one method, whatever it was answered."""
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def wait_for(self, method: str, count: int = 1, seconds: float = 10) -> list[Call]:
        """Until so many requests of this method were accepted."""
        deadline = time.monotonic() + seconds
        while len(found := [call for call in self.called(method) if call.status == 200]) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} {method}: {[c.method for c in self.calls]}"
            time.sleep(0.02)
        return found

    def add_file(self, file_id: str, content: bytes, path: str = "documents/file_1.pdf") -> None:
        with self._lock:
            self.files[file_id] = (path, content)

    def numbered(self, body: dict[str, Any]) -> dict[str, Any]:
        """An update with the next number, unless it has one."""
        return body if "update_id" in body else {"update_id": next(self._update_ids), **body}

    def queue(self, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
        """Updates for whoever polls."""
        updates = [self.numbered(body) for body in bodies]
        with self._lock:
            self._waiting.extend(updates)
            self._note_queries(updates)
        return updates

    def deliver(self, body: dict[str, Any], secret: str | None = None) -> int:
        """To the webhook, once; returns the status of the answer. Telegram repeats whatever is not 2xx."""
        update = self.numbered(body)
        with self._lock:
            self._note_queries([update])
            url, secret = urlsplit(self.webhook["url"]), self.secret if secret is None else secret
        line = HTTPConnection(url.hostname or "", url.port or 80, timeout=WEBHOOK_SECONDS)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
        try:
            line.request("POST", url.path, json.dumps(update).encode(), headers)
            return line.getresponse().status
        finally:
            line.close()

    @property
    def unconfirmed(self) -> list[int]:
        """Numbers of the updates that no poll has confirmed yet."""
        with self._lock:
            return [update["update_id"] for update in self._waiting]

    def _note_queries(self, updates: list[dict[str, Any]]) -> None:
        queries = [one.get("callback_query") for one in updates]
        self._open_queries.update(str(query["id"]) for query in queries if query)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = NAMES.get(request.match_info["method"].lower(), request.match_info["method"])
        params, files = await read(request)
        if request.match_info["token"] != self.token:
            return self._refused(method, params, Refusal(401, "Unauthorized"))
        fault = self._fault(method, params)
        if fault and not fault.cut:
            return self._refused(method, params, Refusal(fault.status, fault.description, fault.retry_after))
        try:
            result = await self._do(method, params, files)
        except Refusal as refusal:
            return self._refused(method, params, refusal)
        with self._lock:
            self.calls.append(Call(method, params, 200, time.monotonic(), files, result))
        if fault and request.transport:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    def _refused(self, method: str, params: dict[str, Any], refusal: Refusal) -> web.Response:
        with self._lock:
            self.calls.append(Call(method, params, refusal.status, time.monotonic()))
        return web.json_response(refusal.body, status=refusal.status)

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.meets(method, params):
                    fault.times -= 1
                    return fault
        return None

    async def _do(self, method: str, params: dict[str, Any], files: dict[str, bytes]) -> Any:
        check(method, params, files)
        with self._lock:
            self._check_chat(method, params)
        own = getattr(self, f"_do_{method}", None)
        if own:
            return await own(params)
        if method.startswith(("send", "edit")):
            return self._message(method, params)
        if method in ("answerInlineQuery", "setMyCommands", "deleteMyCommands", "deleteMessage", "sendChatAction"):
            return True
        raise Refusal(404, "Not Found")

    def _check_chat(self, method: str, params: dict[str, Any]) -> None:
        chat = str(params.get("chat_id", ""))
        if chat in {str(one) for one in self.blocked}:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if chat in {str(one) for one in self.gone}:
            raise Refusal(400, "Bad Request: chat not found")
        if chat in {str(one) for one in self.left}:
            raise Refusal(403, "Forbidden: bot is not a member of the group chat")
        if method.startswith("send") and method != "sendChatAction" and self.chat_seconds is not None:
            now, before = time.monotonic(), self._latest.get(chat)
            if before is not None and now - before < self.chat_seconds:
                raise Refusal(429, "Too Many Requests: retry after 1", 1)
            self._latest[chat] = now

    def _message(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        chat_id = int(params["chat_id"])
        number = int(params["message_id"]) if method.startswith("edit") else next(self._message_ids)
        chat = {"id": chat_id, "type": "private", "first_name": "Alice"}
        message = {"message_id": number, "from": our_bot(self.me), "chat": chat, "date": int(time.time())}
        if "text" in params:
            message["text"] = params["text"]
        if method == "sendDocument":
            message["document"] = {"file_id": f"sent-{number}", "file_unique_id": f"u{number}"}
        if method == "sendPhoto":
            message["photo"] = [{"file_id": f"sent-{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}]
        return message

    async def _do_getMe(self, params: dict[str, Any]) -> dict[str, Any]:
        return {**our_bot(self.me), "can_join_groups": False, "can_read_all_group_messages": False}

    async def _do_setWebhook(self, params: dict[str, Any]) -> bool:
        with self._lock:
            self.secret = str(params.get("secret_token", ""))
            self.webhook = {**self.webhook, "url": params["url"], "allowed_updates": params.get("allowed_updates")}
        return True

    async def _do_deleteWebhook(self, params: dict[str, Any]) -> bool:
        with self._lock:
            self.webhook, self.secret = {**self.webhook, "url": ""}, ""
        return True

    async def _do_getWebhookInfo(self, params: dict[str, Any]) -> dict[str, Any]:
        return {**self.webhook, "pending_update_count": len(self.unconfirmed)}

    async def _do_getUpdates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook["url"]:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        deadline = time.monotonic() + min(int(params.get("timeout", 0)), LONGEST_POLL_SECONDS)
        self._confirm(int(params.get("offset", 0)))
        while True:
            with self._lock:
                found = list(self._waiting)[: int(params.get("limit", BATCH))]
            if found or time.monotonic() >= deadline:
                return found
            await asyncio.sleep(0.02)

    def _confirm(self, offset: int) -> None:
        with self._lock:
            self._waiting = deque(one for one in self._waiting if one["update_id"] >= offset)

    async def _do_answerCallbackQuery(self, params: dict[str, Any]) -> bool:
        with self._lock:
            if str(params.get("callback_query_id")) not in self._open_queries:
                raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
            self._open_queries.discard(str(params["callback_query_id"]))
        return True

    async def _do_leaveChat(self, params: dict[str, Any]) -> bool:
        with self._lock:
            self.left.add(int(params["chat_id"]))
        return True

    async def _do_getFile(self, params: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            if params.get("file_id") not in self.files:
                raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
            path, content = self.files[params["file_id"]]
        if len(content) > 20 * 1024 * 1024:
            raise Refusal(400, "Bad Request: file is too big")
        unique = f"u{abs(hash(path))}"
        return {"file_id": params["file_id"], "file_unique_id": unique, "file_size": len(content), "file_path": path}

    async def _download(self, request: web.Request) -> web.Response:
        fault = self._fault("file", {})
        if fault or request.match_info["token"] != self.token:
            return web.Response(status=fault.status if fault else 401)
        for path, content in list(self.files.values()):
            if path == request.match_info["path"]:
                return web.Response(body=content)
        return web.Response(status=404)


# Telegram does not care how a method's name is written.
NAMES = {name[4:].lower(): name[4:] for name in vars(StandIn) if name.startswith("_do_")}
