"""The trained model's file: named by what it was trained from, so that nothing is trained twice."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import Unavailable
from bot.settings import ROOT, Settings

# What a model is made of. The standard counts too: the escalation policy reads it when it is loaded, not trained.
SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/stories", "data/responses", "bot/nlu")


def model_file(settings: Settings) -> Path:
    return settings.models / f"desk-{fingerprint()}.tar.gz"


def trained_model(settings: Settings) -> Path:
    """Raises: Unavailable when the model for the present data and configuration was not trained yet."""
    file = model_file(settings)
    if not file.exists():
        raise Unavailable("no_model", "the data changed since the last training: run `desk train`")
    return file


def fingerprint() -> str:
    """Of every file that the model is made of, and of the Rasa release."""
    digest = hashlib.sha256(b"rasa-3.6.21")
    for file in _sources():
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    for name in SOURCES:
        source = ROOT / name
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        yield from (file for file in files if file.suffix in (".yml", ".py"))


def train(settings: Settings) -> Path:
    """Train if something changed since the last time; Rasa shows its progress. Returns the model's file.

    Raises: Unavailable when Rasa refuses the data; what it said stands on the screen."""
    file = model_file(settings)
    if file.exists():
        return file
    settings.models.mkdir(parents=True, exist_ok=True)
    name = f"new-{os.getpid()}"
    command = [sys.executable, "-m", "bot.assistant.training", str(settings.models), name]
    done = subprocess.run(command, cwd=ROOT, check=False)
    fresh = settings.models / f"{name}.tar.gz"
    if done.returncode != 0 or not fresh.exists():
        raise Unavailable("not_trained", "Rasa could not train the model; see its message above")
    fresh.replace(file)
    _forget_all_but(file)
    return file


def _forget_all_but(file: Path) -> None:
    for old in file.parent.glob("desk-*.tar.gz"):
        if old != file:
            old.unlink()
