"""The real program: `desk serve` in a place of its own, spoken to over HTTP as the widget and the console do."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bot.demo import logins
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
DESK = [sys.executable, "-c", "from bot.cli import main; main()"]
# A bench is one caller who asks more often than a household would.
OPEN_DOORS = {"DESK_LIMITS": "false"}


class Desk:
    """`assistants`: processes that hold the model; 0 leaves every turn owed. The agents' hours are the whole day."""

    def __init__(self, state: Path, assistants: int = 1, database: str = "") -> None:
        port = free_port()
        self.address, self.started_in, self.pages_in = f"http://127.0.0.1:{port}", 0.0, 0.0
        (state / "state").mkdir(parents=True)
        (state / "state/models").symlink_to(ROOT / "var/models")
        (state / "standard.yml").write_text(_always_open(), encoding="utf-8")
        self._assistants = assistants
        self._environment = {
            **os.environ,
            **OPEN_DOORS,
            "DESK_STATE": str(state / "state"),
            "DESK_DATABASE_URL": database or f"sqlite:///{state / 'desk.db'}",
            "DESK_STANDARD": str(state / "standard.yml"),
            "DESK_PORT": str(port),
            "DESK_ASSISTANTS": str(assistants),
            "DESK_LOG_LEVEL": "ERROR",
            "DESK_TELEGRAM_MODE": "off",
        }

    async def __aenter__(self) -> "Desk":
        began = time.monotonic()
        self.process = subprocess.Popen(
            [*DESK, "serve"], cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        try:
            await self._answers(began)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.session.close()
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    async def open(self) -> "Conversation":
        async with self.session.post(f"{self.address}/widget/conversations", json={"language": "zh"}) as response:
            assert response.status == 201, await response.text()
            return Conversation(self, (await response.json())["token"])

    def login(self) -> tuple[str, str]:
        """Name and password of the first demo agent."""
        return logins(Settings(state=Path(self._environment["DESK_STATE"])))[0]

    async def ask(self, conversation: "Conversation", text: str) -> float:
        """Seconds until the assistant's first line is on the customer's event stream."""
        return await conversation.ask(text)

    async def _answers(self, began: float) -> None:
        while time.monotonic() - began < START_SECONDS:
            try:
                conversation = await self.open()
                self.pages_in = self.pages_in or time.monotonic() - began
                if self._assistants:
                    await asyncio.wait_for(conversation.ask("你好"), START_SECONDS)
                self.started_in = time.monotonic() - began
                await conversation.leave()
                return
            except aiohttp.ClientError:
                assert self.process.poll() is None, "desk serve ended"
                await asyncio.sleep(0.1)
        raise AssertionError("the desk did not answer")


def train(state: Path) -> float:
    """Seconds of wall time for a training from nothing."""
    began = time.monotonic()
    environment = {**os.environ, "DESK_STATE": str(state)}
    subprocess.run([*DESK, "train"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Conversation:
    """One customer with the event stream that the widget keeps open."""

    def __init__(self, desk: Desk, token: str) -> None:
        self.authorization = f"Bearer {token}"
        self._desk, self._headers = desk, {"Authorization": self.authorization}
        self._stream: AsyncIterator[dict[str, Any]] | None = None

    async def say(self, text: str) -> int:
        """The number under which it was stored."""
        body = {"client_key": os.urandom(8).hex(), "text": text}
        url = f"{self._desk.address}/widget/messages"
        async with self._desk.session.post(url, json=body, headers=self._headers) as response:
            assert response.status == 201, await response.text()
            return int((await response.json())["message"]["seq"])

    async def ask_for_person(self) -> None:
        """Into the queue."""
        body = {"client_key": os.urandom(8).hex(), "text": "转人工"}
        url = f"{self._desk.address}/widget/human"
        async with self._desk.session.post(url, json=body, headers=self._headers) as response:
            assert response.status == 201, await response.text()

    async def ask(self, text: str) -> float:
        if self._stream is None:
            self._stream = self.follow()
        began = time.perf_counter()
        seq = await self.say(text)
        async for message in self._stream:
            if message["seq"] > seq and message["author"] in ("assistant", "desk"):
                return time.perf_counter() - began
        raise AssertionError("the stream ended")

    async def follow(self) -> AsyncIterator[dict[str, Any]]:
        url, endless = f"{self._desk.address}/widget/stream", aiohttp.ClientTimeout(total=None)
        async with self._desk.session.get(url, headers=self._headers, timeout=endless) as response:
            assert response.status == 200, await response.text()
            async for name, data in events(response):
                if name == "message":
                    yield data

    async def leave(self) -> None:
        if self._stream is not None:
            await self._stream.aclose()  # type: ignore[attr-defined]


async def events(response: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(event, data) of a stream of server-sent events."""
    name = ""
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def _always_open() -> str:
    standard = yaml.safe_load((ROOT / "standard.yml").read_text(encoding="utf-8"))
    weekly = standard["agents_hours"]["weekly"]
    weekly.update(dict.fromkeys(weekly, ["00:00-24:00"]))
    return yaml.safe_dump(standard, allow_unicode=True, sort_keys=False)
