"""Written replies (SYS-17, FORM-WRITTEN-REPLY): whole or not sent, kept byte for byte, and the clock stops."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot import audit, deliveries, letters, reception, tickets, transcript
from bot.agents import Agent
from bot.errors import Conflict, Forbidden, Invalid, NotFound
from bot.letters import Letter
from bot.standard import Standard
from bot.store import Store
from bot.store import tables as t
from bot.tickets import Ticket

from .conftest import PARTS

Send = Callable[..., Letter]
Walk = Callable[..., Ticket]
HOUR = timedelta(hours=1)


def read(store: Store, letter: Letter) -> bytes:
    with store.reading() as db:
        return letters.content(db, letter)


def ticket(store: Store, number: str) -> Ticket:
    with store.reading() as db:
        found = tickets.find(db, number)
    assert found
    return found


def test_the_form_of_the_specification_is_whole(standard: Standard) -> None:
    assert set(standard.letters.parts) == set(PARTS)
    assert not any(part.optional for part in standard.letters.parts.values())


@pytest.mark.parametrize("part", PARTS)
def test_a_reply_without_one_of_its_parts_is_not_sent(store: Store, answered: str, send: Send, part: str) -> None:
    for empty in ("", "   "):
        with pytest.raises(Invalid) as refused:
            send(answered, **{part: empty})
        assert refused.value.status == 422
        assert refused.value.code == "parts_missing"
        assert list(refused.value.facts["fields"]) == [part]  # type: ignore[call-overload]
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(t.letters)).scalar() == 0
        assert db.execute(select(func.count()).select_from(t.messages)).scalar() == 0
    assert ticket(store, answered).state == "solution_proposed"


def test_no_date_and_no_other_part_is_taken(answered: str, send: Send) -> None:
    with pytest.raises(Invalid) as refused:
        send(answered, expected_finish="下周", gossip="x")
    assert refused.value.facts["fields"] == {"expected_finish": "not_right", "gossip": "not_known"}


def test_wording_errors_block_it(store: Store, answered: str, send: Send) -> None:
    with pytest.raises(Invalid) as refused:
        send(answered, result="这是你自己的问题，随便你。")
    assert refused.value.code == "wording"
    assert refused.value.facts["findings"]
    assert ticket(store, answered).state == "solution_proposed"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_itself_keeps_every_wording_rule(standard: Standard, language: str) -> None:
    for name, words in standard.letters.template:
        said = words.name(language).format(title="x", ticket_no="T1", department="y")
        assert standard.wording.check(said, language, scope="agent") == [], name


def test_what_was_sent_is_kept_byte_for_byte(store: Store, answered: str, send: Send) -> None:
    sent = send(answered)
    content = read(store, sent)
    assert hashlib.sha256(content).hexdigest() == sent.sha256
    with store.reading() as db:
        event = ticket(store, answered).events[-1]
        assert event.data["sha256"] == sent.sha256
        logged = next(one for one in audit.listing(db) if one.action == "ticket_replied_in_writing")
    assert logged.data["sha256"] == sent.sha256
    # However much happens to the ticket afterwards, the bytes stay.
    with store.writing() as db:
        db.execute(update(t.tickets).values(title="other", department="training"))
    assert read(store, sent) == content


def test_it_holds_all_that_it_must(store: Store, answered: str, send: Send, standard: Standard) -> None:
    sent = send(answered)
    page = read(store, sent).decode()
    assert sent.number == f"{answered}-1"
    for needed in (sent.number, answered, "2026年11月23日", "2026年11月27日", "投诉处理部"):
        assert needed in page
    for name, part in standard.letters.parts.items():
        assert f"<h2>{part.zh}</h2>" in page
        assert PARTS[name].splitlines()[0] in page or name == "expected_finish"
    assert "多收费&lt;b&gt;" in page, "what customers and agents write is text"
    assert "<b>" not in page


def test_in_english_for_who_has_an_english_ticket(
    store: Store, opened: Callable[..., str], walk: Walk, carol: Agent, send: Send
) -> None:
    number = opened(language="en")
    with store.writing() as db:
        walk(db, number, "solution_proposed", carol)
    page = read(store, send(number, result="We have refunded 30 yuan.")).decode()
    assert '<html lang="en">' in page
    assert "<h2>Expected finish</h2><p>27 November 2026</p>" in page


def test_in_traditional_characters_the_desks_own_words_are_too(
    store: Store, opened: Callable[..., str], walk: Walk, carol: Agent, send: Send
) -> None:
    number = opened(language="zh-Hant")
    with store.writing() as db:
        walk(db, number, "solution_proposed", carol)
    page = read(store, send(number)).decode()
    assert "<h2>處理結果</h2>" in page
    assert "書面答覆" in page


def test_a_damaged_letter_is_noticed(store: Store, answered: str, send: Send) -> None:
    sent = send(answered)
    with store.writing() as db:
        db.execute(update(t.letters).values(content=b"other"))
    with pytest.raises(NotFound) as refused:
        read(store, sent)
    assert refused.value.code == "letter_damaged"


def test_sending_takes_the_step_and_stops_the_clock(
    store: Store, answered: str, send: Send, now: datetime, standard: Standard
) -> None:
    def clock() -> tickets.ClockState:
        states = tickets.clocks(ticket(store, answered), standard, now + 2 * HOUR)
        return next(one for one in states if one.id == "SLA-COMPLAINT-WRITTEN")

    assert clock().stopped is None
    send(answered, at=now + HOUR)
    assert clock().stopped == now + HOUR
    assert clock().state == "met"
    assert ticket(store, answered).state == "replied_in_writing"


def test_the_step_cannot_be_taken_without_a_letter(
    store: Store, answered: str, send: Send, carol: Agent, now: datetime, standard: Standard
) -> None:
    def move(reply: str) -> None:
        with store.writing() as db:
            data = {"reply": reply}
            reception.ticket_moved(db, answered, "replied_in_writing", carol.id, now, "", data, standard=standard)

    for made_up in ("", "2026-1", f"{answered}-1"):
        with pytest.raises(Invalid) as refused:
            move(made_up)
        assert refused.value.code == "evidence_missing"
    sent = send(answered)
    with pytest.raises(Conflict):
        move(sent.number)  # the ticket is there already


def test_not_before_there_is_a_solution(opened: Callable[..., str], send: Send) -> None:
    with pytest.raises(Conflict) as refused:
        send(opened())
    assert refused.value.code == "wrong_step"


def test_other_tickets_may_be_answered_in_writing_at_any_time(
    store: Store, opened: Callable[..., str], send: Send
) -> None:
    number = opened("fault")
    send(number)
    assert ticket(store, number).state == "accepted"
    assert "replied_in_writing" in dict(ticket(store, number).happened)
    assert "told" in dict(ticket(store, number).happened), "that is an answer"


def test_a_correction_is_a_further_letter(store: Store, answered: str, send: Send) -> None:
    first = send(answered)
    before = read(store, first)
    second = send(answered, key="letter-0002", result="更正：退回35元")
    assert second.number == f"{answered}-2"
    assert read(store, first) == before
    assert ticket(store, answered).state == "replied_in_writing"


def test_sent_twice_with_one_key_it_is_one_letter(store: Store, answered: str, send: Send) -> None:
    assert send(answered).id == send(answered).id
    with pytest.raises(Conflict) as refused:
        send(answered, result="别的内容")
    assert refused.value.code == "other_letter"
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(t.letters)).scalar() == 1


def test_the_customer_has_it_in_the_conversation(store: Store, answered: str, send: Send) -> None:
    sent = send(answered)
    with store.reading() as db:
        said = transcript.at(db, str(sent.conversation_id), int(sent.seq or 0))
    assert sent.number in said.text
    assert said.extras["file"] == {"kind": "letter", "number": sent.number}
    assert said.extras["link"]["url"] == f"https://desk.example/status#{answered}"
    assert (sent.channel, sent.delivery) == ("web", "shown")


def test_in_an_app_it_is_delivered_when_the_app_took_it(store: Store, answered: str, send: Send, now: datetime) -> None:
    here = ticket(store, answered).conversation_id or ""
    with store.writing() as db:
        deliveries.begin(db, here, "telegram", "4711")
    sent = send(answered)
    assert (sent.channel, sent.delivery) == ("telegram", "pending")
    with store.writing() as db:
        at = deliveries.position(db, here)
        assert at
        deliveries.sent(db, at, int(sent.seq or 0), 0, "99", True, now)
    with store.reading() as db:
        assert letters.find(db, answered, 1).delivery == "delivered"


def test_nobody_answers_a_complaint_about_themselves(
    store: Store,
    answered: str,
    send: Send,
    carol: Agent,
    now: datetime,
    standard: Standard,
    employ: Callable[..., Agent],
) -> None:
    ivy = employ(store, "ivy", "1009", "investigator")
    with store.writing() as db:
        tickets.state_accused(db, answered, [carol.id], ivy.id, now, standard=standard)
    with pytest.raises(Conflict) as refused:
        send(answered)
    assert refused.value.code == "complained_about"
    assert send(answered, by=ivy).place == 1


def test_who_may_not_work_on_tickets_sends_none(
    store: Store, answered: str, send: Send, employ: Callable[..., Agent]
) -> None:
    with pytest.raises(Forbidden):
        send(answered, by=employ(store, "quinn", "1010", "quality"))
