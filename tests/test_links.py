"""One customer on several channels: joined by proof, never by claim."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from bot import appointments, conversations, customers, links, reception, tickets, transcript
from bot.customers import Visit
from bot.errors import Invalid, NotFound, TooMany
from bot.links import joining
from bot.links.codes import ALPHABET, CODES_OPEN, TRIES, TRIES_IN_ALL, plain
from bot.phrases import Phrases
from bot.store import Store, tables
from bot.wakeups import Wakeup

MINUTE = timedelta(minutes=1)
PHONE = "+8613800138000"


@pytest.fixture
def on_telegram(store: Store, now: datetime) -> Visit:
    """Alice again, an hour later in the app: nothing says yet that it is she."""
    with store.writing() as db:
        return customers.welcome(db, "telegram", "telegram", "4711", "zh", now + 60 * MINUTE)


def code_of(store: Store, visit: Visit, now: datetime) -> str:
    with store.writing() as db:
        return links.issue(db, visit.conversation_id, now)


def shown(store: Store, code: str, visit: Visit, now: datetime) -> links.Joined | None:
    with store.writing() as db:
        return links.redeem(db, code, visit.conversation_id, now)


def owner(store: Store, visit: Visit) -> str:
    with store.reading() as db:
        return customers.conversation(db, visit.conversation_id).customer_id


def rows(store: Store, table: str, customer_id: str) -> int:
    chosen = tables.metadata.tables[table]
    with store.reading() as db:
        return int(
            db.execute(select(func.count()).select_from(chosen).where(chosen.c.customer_id == customer_id)).scalar_one()
        )


def test_a_code_carried_to_another_channel_makes_one_customer(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    joined = shown(store, code_of(store, alice, now), on_telegram, now + MINUTE)
    assert joined is not None
    assert (joined.customer_id, joined.joined_id) == (alice.customer_id, on_telegram.customer_id)
    assert owner(store, on_telegram) == alice.customer_id
    with store.reading() as db:
        join = db.execute(select(tables.customer_joins)).one()
        known = customers.find_by_identity(db, "telegram", "4711")
        assert known and known.customer_id == alice.customer_id
        assert db.execute(select(func.count()).select_from(tables.customers)).scalar_one() == 1
    assert (join.customer_id, join.joined_id, join.proof) == (alice.customer_id, on_telegram.customer_id, "code")


def test_the_older_customer_survives_whoever_shows_the_code(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    joined = shown(store, code_of(store, on_telegram, now), alice, now)
    assert joined is not None and joined.customer_id == alice.customer_id


def test_everything_that_says_whose_it_is_moves_along(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    young = on_telegram.customer_id
    with store.writing() as db:
        tickets.open_ticket(
            db, kind="fault", conversation_id=on_telegram.conversation_id, customer_id=young, title="断网", fields={},
            contact="13800138000", language="zh", department="network", now=now,
        )  # fmt: skip
        db.execute(insert(tables.customer_joins).values(customer_id=young, joined_id="before", proof="code", at=now))
        asked = {"customer_id": young, "conversation_id": on_telegram.conversation_id, "asked_at": now}
        db.execute(insert(tables.surveys).values(asked))
        db.execute(insert(tables.holds).values(customer_id=young, reason="court", set_by="ada", set_at=now))
        db.execute(
            insert(tables.appointments).values(
                number="A1", conversation_id=on_telegram.conversation_id, customer_id=young, service="repair",
                district="donghu", place="湖滨路1号", name="Alice", contact="1", need="", language="zh", created_at=now,
            )
        )  # fmt: skip
    code_of(store, on_telegram, now)
    moved = [column.table.name for column in joining._references()]
    assert {"conversations", "identities", "tickets", "appointments", "link_codes", "customer_joins"} <= set(moved)
    assert all(rows(store, name, young) == 1 for name in moved), "each of them has something to move"
    shown(store, code_of(store, alice, now), on_telegram, now)
    assert [rows(store, name, young) for name in moved] == [0] * len(moved)
    with store.reading() as db:
        assert [one.title for one in tickets.of_conversation(db, on_telegram.conversation_id)] == ["断网"]


def test_name_and_class_are_not_lost(store: Store, alice: Visit, on_telegram: Visit, now: datetime) -> None:
    with store.writing() as db:
        db.execute(
            update(tables.customers).where(tables.customers.c.id == on_telegram.customer_id).values({"class": "senior"})
        )
        customers.introduce(db, on_telegram.customer_id, "李静")
    shown(store, code_of(store, alice, now), on_telegram, now)
    with store.reading() as db:
        kept = db.execute(select(tables.customers)).one()._mapping
    assert (kept["name"], kept["class"]) == ("李静", "senior")


def test_a_code_is_for_one_use_and_ten_minutes(
    store: Store, alice: Visit, dan: Visit, on_telegram: Visit, now: datetime
) -> None:
    late, used = code_of(store, alice, now), code_of(store, alice, now)
    assert shown(store, late, on_telegram, now + 10 * MINUTE) is None
    assert shown(store, used, on_telegram, now + 9 * MINUTE) is not None
    assert shown(store, used, dan, now + 9 * MINUTE) is None
    assert owner(store, dan) == dan.customer_id


def test_showing_a_used_code_again_changes_nothing(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime, phrases: Phrases
) -> None:
    code = code_of(store, alice, now)
    for _ in range(3):
        with store.writing() as db:
            joined = reception.code_shown(db, on_telegram.conversation_id, code, now + MINUTE, phrases=phrases)
    assert joined is not None and joined.joined_id is None
    with store.reading() as db:
        assert len(transcript.after(db, on_telegram.conversation_id, 0)) == 1, "told once"
        assert db.execute(select(func.count()).select_from(tables.customer_joins)).scalar_one() == 1


def test_one_s_own_code_joins_nobody_and_stays_good(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    code = code_of(store, alice, now)
    own = shown(store, code, alice, now)
    assert own is not None and own.joined_id is None
    assert shown(store, code, on_telegram, now) is not None


def test_joins_in_a_chain_end_with_one_customer(
    store: Store, alice: Visit, dan: Visit, on_telegram: Visit, now: datetime
) -> None:
    shown(store, code_of(store, dan, now), on_telegram, now)
    shown(store, code_of(store, on_telegram, now), alice, now)
    assert len({owner(store, one) for one in (alice, dan, on_telegram)}) == 1
    with store.reading() as db:
        history = db.execute(select(tables.customer_joins.c.customer_id).distinct()).scalars().all()
    assert history == [owner(store, alice)]


def test_both_conversations_are_told_and_the_consoles_look_again(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime, phrases: Phrases
) -> None:
    heard: list[Wakeup] = []
    code = code_of(store, alice, now)
    store.wakeups.listen(heard.append)
    with store.writing() as db:
        reception.code_shown(db, on_telegram.conversation_id, code, now, phrases=phrases)
    with store.reading() as db:
        told = [transcript.after(db, one.conversation_id, 0)[-1] for one in (alice, on_telegram)]
    assert {(one.author, one.extras["key"]) for one in told} == {("desk", "utter_desk_joined")}
    expected = {Wakeup("conversation", one.conversation_id) for one in (alice, on_telegram)}
    assert expected | {Wakeup("queue"), Wakeup("work")} <= set(heard)


def test_the_code_is_stored_only_as_a_hash_and_few_are_open(store: Store, alice: Visit, now: datetime) -> None:
    codes = [code_of(store, alice, now + timedelta(seconds=number)) for number in range(CODES_OPEN + 2)]
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    with store.reading() as db:
        kept = [str(row) for row in db.execute(select(tables.link_codes)).all()]
    assert len(kept) == CODES_OPEN
    assert not any(code in row for code in codes for row in kept)


def test_the_oldest_open_code_makes_room(store: Store, alice: Visit, on_telegram: Visit, now: datetime) -> None:
    first, *others = [code_of(store, alice, now + timedelta(seconds=number)) for number in range(CODES_OPEN + 1)]
    assert shown(store, first, on_telegram, now + MINUTE) is None
    assert shown(store, others[0], on_telegram, now + MINUTE) is not None


@pytest.mark.parametrize("written", ["{}-{}", " {} {} ", "{}{}\n"])
def test_a_code_is_read_as_people_write_it(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime, written: str
) -> None:
    code = code_of(store, alice, now).lower()
    assert shown(store, written.format(code[:4], code[4:]), on_telegram, now) is not None


@given(st.text())
def test_reading_a_code_never_fails(text: str) -> None:
    assert set(plain(text)) <= set(ALPHABET)


def test_guessing_is_stopped_for_who_guesses_and_not_for_others(
    store: Store, alice: Visit, dan: Visit, on_telegram: Visit, now: datetime
) -> None:
    code = code_of(store, alice, now)
    assert [shown(store, f"WRNG234{number}", dan, now) for number in range(2, 2 + TRIES)] == [None] * TRIES
    with pytest.raises(TooMany) as refused:
        shown(store, code, dan, now + MINUTE)
    assert refused.value.facts["retry_after"] == 9 * 60 + 1
    assert owner(store, dan) == dan.customer_id
    assert shown(store, code, on_telegram, now + MINUTE) is not None


def test_guessing_has_a_bound_for_all_together(store: Store, alice: Visit, on_telegram: Visit, now: datetime) -> None:
    code = code_of(store, alice, now)
    with store.writing() as db:
        guesses = [{"tried_by": f"guest {number}", "at": now} for number in range(TRIES_IN_ALL)]
        db.execute(insert(tables.link_failures), guesses)
    with pytest.raises(TooMany):
        shown(store, code, on_telegram, now + MINUTE)
    code = code_of(store, alice, now + 11 * MINUTE)
    assert shown(store, code, on_telegram, now + 11 * MINUTE) is not None


def test_a_conversation_that_is_not_there_has_no_code(store: Store, now: datetime) -> None:
    for work in (lambda db: links.issue(db, "nowhere", now), lambda db: links.redeem(db, "X", "nowhere", now)):
        with pytest.raises(NotFound), store.writing() as db:
            work(db)


def test_of_many_who_show_one_code_at_once_one_is_joined(
    store: Store, alice: Visit, welcome: Callable[..., Visit], now: datetime
) -> None:
    code = code_of(store, alice, now)
    guests = [welcome(store, f"guest {number}") for number in range(6)]
    together = threading.Barrier(len(guests))

    def show(guest: Visit) -> bool:
        together.wait()
        return shown(store, code, guest, now) is not None

    with ThreadPoolExecutor(len(guests)) as pool:
        results = list(pool.map(show, guests))
    assert sum(results) == 1
    assert len({owner(store, one) for one in guests}) == len(guests)


def test_customers_who_join_each_other_at_once_end_as_one(
    store: Store, alice: Visit, dan: Visit, on_telegram: Visit, now: datetime
) -> None:
    """Round in a circle, so that every join wants what another one has locked."""
    circle = [alice, dan, on_telegram]
    codes = [code_of(store, one, now) for one in circle]
    together = threading.Barrier(len(circle))

    def show(number: int) -> links.Joined | None:
        together.wait()
        return shown(store, codes[number], circle[(number + 1) % len(circle)], now)

    with ThreadPoolExecutor(len(circle)) as pool:
        assert all(pool.map(show, range(len(circle))))
    assert len({owner(store, one) for one in circle}) == 1
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(tables.customers)).scalar_one() == 1


def test_a_message_said_during_the_join_is_kept(store: Store, alice: Visit, on_telegram: Visit, now: datetime) -> None:
    code = code_of(store, alice, now)
    together = threading.Barrier(2)

    def join() -> None:
        together.wait()
        shown(store, code, on_telegram, now)

    def talk() -> None:
        together.wait()
        for number in range(10):
            with store.writing() as db:
                reception.customer_said(db, alice.conversation_id, f"message {number}", f"key {number}", now)

    with ThreadPoolExecutor(2) as pool:
        for work in (pool.submit(join), pool.submit(talk)):
            work.result()
    with store.reading() as db:
        assert len(transcript.after(db, alice.conversation_id, 0)) == 10


def test_a_number_that_both_have_proved_makes_one_customer(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime, phrases: Phrases
) -> None:
    with store.writing() as db:
        first = reception.phone_proven(db, alice.conversation_id, "13800138000", now, phrases=phrases)
        assert first.joined_id is None and transcript.after(db, alice.conversation_id, 0) == []
    with store.writing() as db:
        # As Telegram writes it.
        second = reception.phone_proven(db, on_telegram.conversation_id, "8613800138000", now, phrases=phrases)
    assert (second.customer_id, second.joined_id) == (alice.customer_id, on_telegram.customer_id)
    with store.reading() as db:
        assert db.execute(select(tables.customer_joins.c.proof)).scalar_one() == "phone"
        assert transcript.after(db, alice.conversation_id, 0)[-1].extras["key"] == "utter_desk_joined"


def test_a_number_proved_long_ago_may_be_another_s_by_now(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    with store.writing() as db:
        links.by_phone(db, alice.conversation_id, PHONE, now)
    with store.writing() as db:
        later = links.by_phone(db, on_telegram.conversation_id, PHONE, now + timedelta(days=90))
    assert later.joined_id is None
    with store.reading() as db:
        held = db.execute(select(tables.identities).where(tables.identities.c.kind == "phone")).one()
    assert (held.customer_id, held.external_id) == (on_telegram.customer_id, PHONE)


def test_a_number_that_was_only_told_joins_nobody(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    with store.writing() as db:
        claim = insert(tables.identities).values(
            customer_id=alice.customer_id, kind="phone", external_id=PHONE, created_at=now, verified_at=None
        )
        db.execute(claim)
    with store.writing() as db:
        assert links.by_phone(db, on_telegram.conversation_id, PHONE, now).joined_id is None
    assert owner(store, alice) != owner(store, on_telegram)


@pytest.mark.parametrize("phone", ["", "12", "my number", "+999 12345678", "1" * 100, "１３"])
def test_what_is_no_number_proves_nothing(store: Store, alice: Visit, now: datetime, phone: str) -> None:
    with pytest.raises(Invalid), store.writing() as db:
        links.by_phone(db, alice.conversation_id, phone, now)


def test_two_who_prove_one_number_at_once_are_one_customer(
    store: Store, alice: Visit, on_telegram: Visit, now: datetime
) -> None:
    together = threading.Barrier(2)

    def prove(visit: Visit) -> None:
        together.wait()
        with store.writing() as db:
            links.by_phone(db, visit.conversation_id, PHONE, now)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(prove, (alice, on_telegram)))
    assert owner(store, alice) == owner(store, on_telegram)


def test_the_agent_sees_one_history(store: Store, alice: Visit, dan: Visit, on_telegram: Visit, now: datetime) -> None:
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "宽带断了", "k1", now)
    shown(store, code_of(store, alice, now), on_telegram, now)
    with store.reading() as db:
        before = conversations.customer(db, on_telegram.conversation_id).earlier
        assert [(one.conversation_id, one.channel, one.text) for one in before] == [
            (alice.conversation_id, "web", "宽带断了")
        ]
        assert conversations.customer(db, dan.conversation_id).earlier == []
        assert appointments.of_conversation(db, alice.conversation_id) == []
