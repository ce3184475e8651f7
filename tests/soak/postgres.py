"""A PostgreSQL server of its own, with its ordinary care for what was committed, to be restarted without warning."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

START_SECONDS = "60"


class Server:
    """`address` is for DESK_DATABASE_URL. Started at once; `stop` throws it away."""

    def __init__(self) -> None:
        self._owner = pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None  # it refuses to run as root
        self._folder = Path(tempfile.mkdtemp(prefix="desk-soak-pg-"))
        if self._owner:
            shutil.chown(self._folder, self._owner)
        self.address = f"postgresql://postgres@/postgres?host={self._folder}"
        encoding = ("-E", "UTF8", "--locale=C")
        self._run("initdb", "-A", "trust", "-U", "postgres", *encoding, "-D", str(self._folder / "data"))
        self.start()

    def start(self) -> None:
        log, options = str(self._folder / "log"), f"-k {self._folder} -c listen_addresses="
        self._control("start", "-w", "-t", START_SECONDS, "-l", log, "-o", options)

    def crash(self) -> None:
        """As when the machine's power is cut: no checkpoint, no farewell."""
        self._control("stop", "-m", "immediate")

    def stop(self) -> None:
        self._control("stop", "-m", "fast", check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, *words: str, check: bool = True) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), *words, check=check)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        command = [str(_binaries() / program), *words]
        subprocess.run(command, check=check, user=self._owner, cwd=self._folder, stdout=subprocess.DEVNULL)


def _binaries() -> Path:
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
