"""A process that only serves pages is light: it never brings in what only an assistant needs."""

import json
import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bot.settings import ROOT

# Ends with what it had imported when it was told to end.
PROGRAM = """
import atexit, json, sys
from bot.cli import main
atexit.register(lambda: print("MODULES", json.dumps(sorted({name.partition(".")[0] for name in sys.modules}))))
sys.argv = ["desk", "serve", "--only-web"]
main()
"""
HEAVY = {"tensorflow", "rasa", "keras", "sklearn", "scipy", "numpy", "jieba", "telegram"}
UP = "The pages are up"


def test_the_pages_are_served_without_tensorflow_and_rasa(sqlite_address: str, tmp_path: Path, free: Any) -> None:
    port = free()
    settings = {"DESK_DATABASE_URL": sqlite_address, "DESK_STATE": str(tmp_path), "DESK_PORT": str(port)}
    env = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any(UP in line for line in process.stdout)
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    for path in ("/health", "/", "/console/", "/ready"):
        line.request("GET", path)
        answer = line.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True), path
    process.terminate()
    told = next(line for line in process.stdout if line.startswith("MODULES"))
    assert process.wait(20) == 0
    modules = set(json.loads(told.removeprefix("MODULES")))
    assert "sanic" in modules
    assert modules & HEAVY == set()
