"""A desk that is started beside its database waits for it, and says so."""

import logging
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, inspect

from bot.errors import Unavailable
from bot.store.migrate import migrate
from bot.store.waiting import once_there
from tests.soak.postgres import Server


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def test_a_start_during_the_database_s_own_waits_for_it(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.crash()
    threading.Timer(1.0, server.start).start()
    with caplog.at_level(logging.WARNING):
        once_there(lambda: migrate(server.address))
    assert [record.levelname for record in caplog.records if "is awaited" in record.message] == ["WARNING"]
    assert "tickets" in inspect(create_engine(server.address)).get_table_names()


def test_who_waited_long_enough_hears_why(server: Server) -> None:
    server.crash()
    with pytest.raises(Unavailable, match="socket"):
        once_there(lambda: migrate(server.address), seconds=0.1)
