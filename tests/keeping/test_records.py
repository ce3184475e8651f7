"""`desk audit`, `hold`, `retention`, `agent` and `export`, typed as an operator types them."""

import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import update

from bot import audit, cli, second_factor, staff, tickets
from bot.agents import Agent
from bot.audit import Entry
from bot.customers import Visit
from bot.keeping import records
from bot.settings import settings
from bot.store import Store
from bot.store.tables import audit as entries
from tests.test_audit import unseal

from .test_retention import CLOSED, move, opened

Desk = Callable[..., tuple[int, str]]
PHONE = "13800138000"
ADDED = ("agent", "add", "eve", "--name", "Eve", "--number", "7")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Desk]:
    """desk(store, "audit", "verify") is that command on that store: its exit code, and what it printed."""

    for console in (cli.console, records.console, staff.console):
        monkeypatch.setattr(console, "width", 200)

    def typed(store: Store, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("DESK_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
        monkeypatch.setenv("DESK_STATE", str(tmp_path))
        monkeypatch.setattr(sys, "argv", ["desk", *words])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(ended.value.code or 0), said.out + said.err

    yield typed
    settings.cache_clear()


@pytest.fixture
def kept(store: Store, now: datetime) -> Store:
    for minute, number in enumerate(("T1", "T2", "T3")):
        with store.writing() as db:
            audit.record(db, "bob", "ticket.read", f"ticket:{number}", now + timedelta(minutes=minute))
    return store


def last(store: Store, action: str) -> Entry:
    with store.reading() as db:
        return audit.listing(db, action=action)[0]


def test_an_unbroken_chain_is_told_and_its_anchor_is_found_again(desk: Desk, kept: Store) -> None:
    assert desk(kept, "audit", "verify") == (0, "3 entries, an unbroken chain\n")
    code, anchor = desk(kept, "audit", "anchor")
    assert code == 0 and anchor.startswith("3:")
    assert desk(kept, "audit", "verify", "--anchor", anchor.strip())[0] == 0
    foreign = f"3:{'0' * 64}"
    code, said = desk(kept, "audit", "verify", "--anchor", foreign)
    assert code == 1 and "entry 3 is not the one that the anchor names" in said


def test_a_tampered_row_fails_and_is_named(desk: Desk, kept: Store) -> None:
    with kept.writing() as db:
        unseal(db)
        db.execute(update(entries).where(entries.c.id == 2).values(actor="carol"))
    code, said = desk(kept, "audit", "verify")
    assert code == 1
    assert "entry 2 does not fit" in said and "carol ticket.read ticket:T2; the 1 before it hold" in said


def test_the_latest_entries_are_listed_and_narrowed(desk: Desk, kept: Store) -> None:
    code, all_of_them = desk(kept, "audit", "list")
    assert code == 0 and [number in all_of_them for number in ("T1", "T2", "T3")] == [True] * 3
    code, one = desk(kept, "audit", "list", "--subject", "ticket:T2", "--actor", "bob", "--action", "ticket.read")
    assert code == 0 and "T2" in one and "T1" not in one
    assert "T3" in desk(kept, "audit", "list", "--limit", "1")[1]
    assert "bob" not in desk(kept, "audit", "list", "--actor", "carol")[1]


def test_a_hold_is_set_listed_and_lifted(desk: Desk, store: Store, alice: Visit) -> None:
    whose = ("--customer", alice.customer_id)
    assert desk(store, "hold", "set", *whose, "--reason", "court file 17") == (
        0, f"Held: customer {alice.customer_id}.\n",
    )  # fmt: skip
    assert last(store, "hold.set").subject == f"customer:{alice.customer_id}"
    assert "court file 17" in desk(store, "hold", "list")[1]
    code, twice = desk(store, "hold", "set", *whose, "--reason", "again")
    assert code == 1 and "stands for this customer already" in twice
    code, erased = desk(store, "erase", *whose, "--yes")
    assert code == 1 and "legal hold" in erased
    assert desk(store, "hold", "lift", *whose, "--reason", "closed") == (0, f"Lifted: customer {alice.customer_id}.\n")
    assert last(store, "hold.lifted").actor == "desk"
    code, nothing = desk(store, "hold", "lift", *whose, "--reason", "closed")
    assert code == 1 and "no hold" in nothing


def test_what_is_past_its_years_is_told_then_stripped(desk: Desk, store: Store, alice: Visit) -> None:
    with store.writing() as db:
        ticket = opened(db, alice, CLOSED - timedelta(days=3))
        move(db, ticket.id, "closed", CLOSED)
    code, told = desk(store, "retention", "run", "--dry-run")
    assert code == 0 and told.startswith("would strip 1 tickets")
    with store.reading() as db:
        assert getattr(tickets.find(db, ticket.number), "contact", "") == PHONE
    code, done = desk(store, "retention", "run")
    assert code == 0 and done.startswith("stripped 1 tickets")
    with store.reading() as db:
        assert getattr(tickets.find(db, ticket.number), "contact", None) == ""
    assert desk(store, "retention", "run")[1].startswith("stripped 0 tickets")


def test_what_an_agent_can_do_is_set_and_audited(desk: Desk, sqlite_store: Store, employ: Callable[..., Agent]) -> None:
    employ(sqlite_store, "bob", "1001")
    wanted = ("--capacity", "4", "--skill", "bills", "--skill", "fault", "--grade", "junior", "--trained")
    code, said = desk(sqlite_store, "agent", "set", "bob", *wanted)
    assert code == 0 and "capacity 4" in said and "['bills', 'fault']" in said
    kept = last(sqlite_store, "abilities_changed")
    assert (kept.actor, kept.subject, kept.data["grade"]) == ("desk", "agent:bob", "junior")
    assert desk(sqlite_store, "agent", "set", "bob", *wanted) == (0, "bob: nothing changed\n")
    assert "bills fault" in desk(sqlite_store, "agent", "list")[1]
    assert desk(sqlite_store, "agent", "disable", "bob")[0] == 0
    assert last(sqlite_store, "disabled").subject == "agent:bob"


def test_a_lost_second_factor_is_taken_away_and_audited(
    desk: Desk, sqlite_store: Store, employ: Callable[..., Agent], now: datetime
) -> None:
    bob = employ(sqlite_store, "bob", "1001")
    with sqlite_store.writing() as db:
        secret = second_factor.begin(db, bob.id, now)
        second_factor.confirm(db, bob.id, pyotp.TOTP(secret).at(now), now)
    assert desk(sqlite_store, "agent", "set", "bob", "--no-second-factor") == (0, "bob: second_factor removed\n")
    assert (last(sqlite_store, "second_factor.removed").actor, last(sqlite_store, "second_factor.removed").subject) == (
        "desk", "agent:bob",
    )  # fmt: skip
    with sqlite_store.reading() as db:
        assert not second_factor.is_set(db, bob.id)
    assert desk(sqlite_store, "agent", "set", "bob", "--no-second-factor") == (0, "bob: nothing changed\n")


def test_an_agent_is_added_with_a_role_and_audited(desk: Desk, sqlite_store: Store) -> None:
    new = ("agent", "add", "quinn", "--name", "Quinn", "--number", "1006", "--password", "correct horse battery")
    assert desk(sqlite_store, *new, "--role", "quality") == (0, "quinn may sign in.\n")
    assert (last(sqlite_store, "employed").subject, last(sqlite_store, "employed").data) == (
        "agent:quinn", {"role": "quality"},
    )  # fmt: skip
    code, twice = desk(sqlite_store, *new)
    assert code == 1 and "taken" in twice


def test_a_customers_own_export_is_whole_and_audited(desk: Desk, store: Store, alice: Visit, tmp_path: Path) -> None:
    with store.writing() as db:
        opened(db, alice, CLOSED)
    wanted = ("export", "--customer", alice.customer_id, "--to", str(tmp_path))
    code, refused = desk(store, *wanted, "--reason", "  ")
    assert code == 1 and "--reason" in refused
    assert desk(store, *wanted, "--reason", "her letter of 3 May")[0] == 0
    file = tmp_path / f"customer-{alice.customer_id}.zip"
    assert file.stat().st_mode & 0o777 == 0o600
    told = json.loads(zipfile.ZipFile(file).read("customer.json"))
    assert told["tickets"][0]["contact"] == PHONE
    kept = last(store, "exported")
    assert (kept.actor, kept.subject, kept.data) == (
        "desk", f"customer:{alice.customer_id}", {"reason": "her letter of 3 May"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("audit", "verify", "--anchor", "yesterday"), 1, "no anchor"),
        (("audit", "list", "--limit", "0"), 2, "limit"),
        (("audit", "burn"), 2, "No such command"),
        (("hold", "set", "--customer", "nobody", "--reason", "court file 17"), 1, "no customer"),
        (("hold", "set", "--customer", "nobody"), 2, "--reason"),
        (("hold", "lift", "--customer", "nobody", "--reason", "over"), 1, "no customer"),
        (("retention", "run", "--years", "1"), 2, "No such option"),
        (("agent", "set", "nobody", "--capacity", "3"), 1, "nobody"),
        (("agent", "set", "bob", "--capacity", "0"), 1, "1 to 50"),
        (("agent", "set", "bob", "--capacity", "many"), 2, "many"),
        (("agent", "set", "bob", "--skill", "juggling"), 1, "one of"),
        (("agent", "set", "bob", "--grade", "king"), 1, "one of junior"),
        (("agent", "disable", "nobody"), 1, "nobody"),
        ((*ADDED, "--role", "king", "--password", "long enough"), 1, "one of agent"),
        ((*ADDED, "--password", "short"), 1, "at least 8"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_words(
    desk: Desk, sqlite_store: Store, employ: Callable[..., Agent], words: tuple[str, ...], code: int, says: str
) -> None:
    employ(sqlite_store, "bob", "1001")
    ended, said = desk(sqlite_store, *words)
    assert ended == code and says in said, said
    with sqlite_store.reading() as db:
        assert audit.listing(db) == []
