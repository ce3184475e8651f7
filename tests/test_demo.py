"""A fresh desk can be tried: resources and two agents, with passwords of its own."""

import stat
from datetime import datetime
from pathlib import Path

import pytest

from bot import agents, appointments, demo
from bot.errors import NotSignedIn
from bot.settings import Settings
from bot.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "var")


def test_seeding_twice_is_seeding_once(store: Store, settings: Settings, now: datetime) -> None:
    for _ in range(2):
        with store.writing() as db:
            demo.seed(db, settings)
    with store.writing() as db:
        assert [(one.login, one.staff_no, one.role) for one in agents.listing(db)] == [
            ("bob", "1001", "agent"),
            ("carol", "1002", "supervisor"),
        ]
        assert len(appointments.resources_for(db, "hall", "donghu")) == 1
        for login, password in demo.logins(settings):
            assert agents.sign_in(db, login, password, "127.0.0.1", now).agent.login == login


def test_passwords_are_of_this_desk_only_and_for_its_owners_eyes(
    store: Store, settings: Settings, tmp_path: Path, now: datetime
) -> None:
    with store.writing() as db:
        demo.seed(db, settings)
    first = dict(demo.logins(settings))
    assert stat.S_IMODE((tmp_path / "var/demo-logins").stat().st_mode) == 0o600
    assert len(set(first.values())) == 2 and all(len(password) >= 12 for password in first.values())
    with pytest.raises(NotSignedIn), store.writing() as db:
        agents.sign_in(db, "bob", "bob", "127.0.0.1", now)


def test_a_desk_with_agents_of_its_own_gets_no_demo_agents(store: Store, settings: Settings, now: datetime) -> None:
    with store.writing() as db:
        agents.add(db, "erin", "Erin", "2001", "a long password", "supervisor", now)
        demo.seed(db, settings)
        assert [one.login for one in agents.listing(db)] == ["erin"]
    assert demo.logins(settings) == []
