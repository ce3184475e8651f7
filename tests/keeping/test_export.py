"""A customer gets all that is kept about them, nothing of others, and no key that would let somebody in."""

import io
import json
import zipfile
from datetime import datetime

import pytest

from bot import reception
from bot.agents import Agent
from bot.customers import Visit
from bot.errors import NotFound
from bot.keeping import export
from bot.keeping.export import LEFT_OUT
from bot.store import Store
from tests.keeping.whole import fill, theirs


def test_it_holds_every_table_of_theirs_and_nothing_of_others(
    store: Store, alice: Visit, dan: Visit, bob: Agent, now: datetime
) -> None:
    with store.writing() as db:
        fill(db, alice, bob, "金丝雀 & canary", now)
        reception.customer_said(db, dan.conversation_id, "nobody else's business", "key-1", now)
    with store.reading() as db:
        packed = export(db, alice.customer_id, now)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        told = json.loads(archive.read("customer.json"))
        transcript = archive.read("transcript.txt").decode()
        files = {name: archive.read(name) for name in archive.namelist() if name.startswith("attachments/")}
    assert {table.name for table in theirs() if table not in LEFT_OUT} <= {name for name in told if told[name]}
    assert "nobody else's business" not in json.dumps(told) + transcript
    assert dan.customer_id not in json.dumps(told)
    assert list(files.values()) == ["金丝雀 & canary".encode()]
    assert "金丝雀 & canary" in transcript


def test_no_key_is_in_it(store: Store, alice: Visit, now: datetime) -> None:
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "hello", "the-client-key", now)
    with store.reading() as db, zipfile.ZipFile(io.BytesIO(export(db, alice.customer_id, now))) as archive:
        told = archive.read("customer.json").decode()
    assert "the-client-key" not in told
    assert '"external_id"' not in told


def test_who_is_unknown_gets_nothing(store: Store, now: datetime) -> None:
    with store.reading() as db, pytest.raises(NotFound):
        export(db, "nobody", now)
