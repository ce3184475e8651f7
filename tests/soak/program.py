"""The desk itself, started as an operator starts it, in a folder of its own, and killed as no operator would."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from bot.settings import ROOT
from tests.hours import ALL_DAY, with_hours
from tests.soak.chats import SECRET
from tests.telegram.stand_in import TOKEN, StandIn

END_SECONDS = 20


class Program:
    """`desk serve` with all its children in one process group."""

    def __init__(
        self,
        folder: Path,
        database: str,
        *,
        assistants: int = 1,
        command: tuple[str, ...] = (),
        more: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.database = folder, database or f"sqlite:///{folder / 'desk.db'}"
        self._command = command or (str(Path(sys.executable).with_name("desk")), "serve")
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = {
            "DESK_STATE": str(folder),
            "DESK_DATABASE_URL": self.database,
            "DESK_PORT": str(self.port),
            "DESK_ASSISTANTS": str(assistants),
            "DESK_STANDARD": str(with_hours(folder, ALL_DAY)),
            "DESK_LOG_LEVEL": "WARNING",
            "DESK_LIMITS": "false",  # all clients come from one address, and in a hurry
            **(more or {}),
        }

    def start(self) -> None:
        environment = {**os.environ, **self._settings, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"}
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """All of it, at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_assistant(self) -> bool:
        """Only the processes that hold the model. Returns whether there was one."""
        assert self._process is not None
        found = [pid for pid in _children(self._process.pid) if "bot.assistant" in _words(pid)]
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(found)

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """As an operator does; raises TimeoutExpired when it does not end."""
        if self._process is not None and not self.ended():
            self._process.terminate()
            self._process.wait(END_SECONDS)
        self.kill()


def in_app(telegram: StandIn) -> dict[str, str]:
    """The settings with which the desk is also in Telegram, or what stands in for it."""
    return {
        "DESK_TELEGRAM_MODE": "webhook",
        "DESK_TELEGRAM_TOKEN": TOKEN,
        "DESK_TELEGRAM_SECRET": SECRET,
        "DESK_TELEGRAM_API": telegram.address,
    }


def bring_model(folder: Path) -> None:
    """The model trained already, if there is one; else the desk trains it at its first start, in half a minute."""
    (folder / "models").mkdir(parents=True, exist_ok=True)
    for model in (ROOT / "var" / "models").glob("desk-*.tar.gz"):
        shutil.copy(model, folder / "models")


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
