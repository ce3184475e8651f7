"""What makes a fresh desk ready to try: the operator's resources, and two agents with passwords of their own."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy.engine import Connection

from bot import agents, appointments
from bot.operator import Operator
from bot.settings import Settings

PASSWORD_BYTES = 9
AGENTS = (("bob", "Bob", "1001", "agent"), ("carol", "Carol", "1002", "supervisor"))


def seed(db: Connection, settings: Settings) -> None:
    """Resources always become what data/operator.yml says; the agents are made only while there are none."""
    operator = Operator.load(settings.path(settings.operator))
    appointments.put_resources(db, operator.resources)
    if agents.listing(db):
        return
    passwords = {login: secrets.token_urlsafe(PASSWORD_BYTES) for login, *_ in AGENTS}
    now = datetime.now(timezone.utc)
    for login, name, staff_no, role in AGENTS:
        agents.add(db, login, name, staff_no, passwords[login], role, now)
    _keep(settings, passwords)


@contextmanager
def new_passwords(settings: Settings) -> Iterator[Callable[[str], str]]:
    """Makes up a password for each login that it is asked for; kept beside those that are known, if all goes well."""
    made: dict[str, str] = {}

    def password(login: str) -> str:
        return made.setdefault(login, secrets.token_urlsafe(PASSWORD_BYTES))

    yield password
    _keep(settings, {**dict(logins(settings)), **made})


def logins(settings: Settings) -> list[tuple[str, str]]:
    """(login, password) of the demo agents, to be shown at each start; none once the file is removed."""
    file = _file(settings)
    return list(json.loads(file.read_text()).items()) if file.exists() else []


def _keep(settings: Settings, passwords: dict[str, str]) -> None:
    file = _file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(passwords))


def _file(settings: Settings) -> Path:
    return settings.path(settings.state) / "demo-logins"
