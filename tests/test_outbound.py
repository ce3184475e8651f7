"""Where the desk speaks to other machines: to messaging apps, its database, its own processes, and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What can reach another machine, and who may use it for what.
REACHING = (
    "httpx",
    "requests",
    "aiohttp",
    "urllib.request",
    "http.client",
    "socket",
    "websockets",
    "ftplib",
    "smtplib",
)
ALLOWED = {
    "bot/assistant/__main__.py": "the pipe to the web side's process",
    "bot/assistant/link.py": "the pipe to the web side's process",
    "bot/assistant/process.py": "the pipe to an assistant's process",
    "bot/serve.py": "whether the port is free",
    "channels/telegram/line.py": "whose certificates count on the line to Telegram",
    "channels/stream.py": "options of a line that a reader has opened",
}
TELEGRAM = "channels/telegram/line.py"  # the only line to Telegram: its address is the operator's setting
CONNECTORS = "channels/connectors/"  # Rasa's own connectors speak to the apps that credentials.yml names
HISTORY_TABLES = ("ticket_events", "appointment_events", "handoff_events", "messages", "customer_joins")


def modules() -> Iterator[tuple[str, str]]:
    for folder in ("bot", "channels", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def imported(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nobody_else_reaches_another_machine() -> None:
    reaching = {
        name
        for name, text in modules()
        if not name.startswith(CONNECTORS)
        and any(one == known or one.startswith(f"{known}.") for one in imported(text) for known in REACHING)
    }
    assert reaching - set(ALLOWED) == set()
    assert set(ALLOWED) - reaching == set(), "the list names what is no longer so"


def test_one_line_leads_to_telegram() -> None:
    users = [name for name, text in modules() if "telegram.request" in imported(text)]
    assert users == [TELEGRAM]


def test_no_part_of_rasa_listens_or_fetches() -> None:
    """Rasa's HTTP interface, its model server and its remote action server are never started."""
    wrong = re.compile(r"rasa\.server|model_server|rasa\.run|serve_application|rasa\.core\.run")
    assert [name for name, text in modules() if wrong.search(text)] == []


def test_what_happened_is_only_ever_added_to() -> None:
    """Nothing changes or removes history, but for erasing a customer by the operator's command."""
    tables = "|".join(HISTORY_TABLES)
    changing = re.compile(rf"(update|delete)\((tables\.)?({tables})\b|\b({tables})\.(update|delete)\(")
    found = [name for name, text in modules() if changing.search(text) and "migrations" not in name]
    assert [name for name in found if not name.startswith("bot/keeping/")] == []
