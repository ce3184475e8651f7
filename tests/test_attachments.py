"""Files by what they are, not by what they are called; kept once, within limits, and only where they belong."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from bot import attachments, customers, handoff, reception, transcript
from bot.agents import Agent
from bot.attachments import Limits
from bot.attachments.kinds import recognise
from bot.attachments.names import NAME_LIMIT, clean_name, told_name
from bot.customers import Visit
from bot.errors import Conflict, Invalid, NotFound, TooLarge, TooMany
from bot.phrases import Phrases
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import attachment_contents, turns
from bot.wakeups import Wakeup
from bot.watch import Watch

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(16)
PDF = b"%PDF-1.7\n%%EOF\n"
DAY = timedelta(days=1)


def office(*names: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return buffer.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")

TAKEN = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/gif": b"GIF89a" + bytes(8),
    "image/webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "application/pdf": PDF,
    "audio/ogg": b"OggS\0\x02" + bytes(8),
    "audio/mpeg": b"ID3\x04" + bytes(8),
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\0\0",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "text/plain": "账单有误，见 3 月。<3".encode(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCX,
}

REFUSED = {
    "a page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a page after spaces": b"\xef\xbb\xbf \n\t<HTML><body onload=alert(1)>",
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a drawing with a declaration": b'<?xml version="1.0"?><svg/>',
    "any element": b"<img src=x onerror=alert(1)>",
    "a Windows program": b"MZ\x90\0" + bytes(60),
    "a Linux program": b"\x7fELF\x02\x01" + bytes(60),
    "a Mac program": b"\xcf\xfa\xed\xfe" + bytes(60),
    "a shell script": b"#!/bin/sh\nrm -rf ~\n",
    "a picture that is a page": b"GIF89a/*<script>alert(1)</script>*/",
    "a photograph that is a page": JPEG + b"<html><script>alert(1)</script>",
    "a picture that is an archive": PNG + office("payload.js"),
    "a document that is an archive": PDF + office("payload.js"),
    "an archive": office("setup.exe"),
    "an archive of programs that says it is a document": office("[Content_Types].xml", "setup.exe"),
    "a document with macros": office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "a broken archive": b"PK\x03\x04" + bytes(40),
    "noise": bytes(range(256)),
    "an ICO": b"\0\0\x01\0\x01\0",
    "a picture that begins one byte late": b" " + PNG,
}


@pytest.mark.parametrize("media_type", TAKEN)
def test_a_file_is_known_by_its_contents(media_type: str) -> None:
    found = recognise(TAKEN[media_type])
    assert found is not None and found.media_type == media_type


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_browser_or_a_system_would_run_is_not_taken(what: str) -> None:
    assert recognise(REFUSED[what]) is None


def test_text_of_a_chinese_windows_is_text() -> None:
    found = recognise("三月账单有误".encode("gb18030"))
    assert found is not None and found.media_type == "text/plain"


def test_an_archive_with_an_endless_directory_is_not_read() -> None:
    assert recognise(DOCX + b"PK\x01\x02" * 5000) is None


@pytest.mark.parametrize(
    ("given", "content", "kept"),
    [
        ("photo.png", PNG, "photo.png"),
        ("photo.JPEG", JPEG, "photo.JPEG"),
        ("photo.jpg", PNG, "photo.png"),
        ("invoice.exe", PDF, "invoice.pdf"),
        ("发票 三月.pdf", PDF, "发票 三月.pdf"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\Users\\Alice\\报告.pdf", PDF, "报告.pdf"),
        ("photo\u202egnp.exe", PNG, "photognp.png"),
        ("a\r\nSet-Cookie: x.png", PNG, "aSet-Cookie_ x.png"),
        ('"quoted".png', PNG, "_quoted_.png"),
        ("\0\u200b", PNG, "image.png"),
        ("", PDF, "document.pdf"),
        ("...", PNG, "image.png"),
        (".htaccess", PNG, "htaccess.png"),
        ("v1.2 of the plan", PDF, "v1.2 of the plan.pdf"),
        ("e\u0301te.pdf", PDF, "éte.pdf"),
        ("长" * 300 + ".pdf", PDF, "长" * (NAME_LIMIT - 4) + ".pdf"),
    ],
)
def test_a_name_has_no_path_nothing_hidden_and_a_true_ending(given: str, content: bytes, kept: str) -> None:
    kind = recognise(content)
    assert kind is not None and clean_name(given, kind) == kept


def test_a_name_that_an_app_tells_is_cleaned_before_the_file_is_here() -> None:
    assert told_name("a/b\\\u202evoice\n.ogg") == "voice.ogg"


def put(store: Store, visit: Visit, now: datetime, name: str = "a.png", content: bytes = PNG, **more: Any) -> str:
    with store.writing() as db:
        author = more.pop("author", "customer")
        return attachments.put(db, visit.conversation_id, author, name, content, now, **more).id


def test_what_is_put_can_be_read_again(store: Store, alice: Visit, now: datetime) -> None:
    kept = put(store, alice, now, "路由器.png")
    with store.reading() as db:
        found = attachments.of(db, alice.conversation_id, kept)
        assert (found.kind, found.name, found.media_type, found.size) == ("image", "路由器.png", "image/png", len(PNG))
        assert (found.state, found.seq, found.created_at) == ("stored", None, now)
        assert attachments.content(db, alice.conversation_id, kept) == PNG


def test_an_upload_repeated_after_a_lost_answer_is_the_same(store: Store, alice: Visit, now: datetime) -> None:
    assert put(store, alice, now) == put(store, alice, now)
    assert put(store, alice, now) != put(store, alice, now, author="agent")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.txt", b"", "attachment_empty"),
        ("photo.jpg", REFUSED["a page"], "attachment_kind"),
        ("run.bat", b"del /q *.*", "attachment_kind"),
        ("page.html", b"plain words", "attachment_kind"),
    ],
)
def test_what_is_not_taken_is_refused_with_what_is(
    sqlite_store: Store, welcome: Callable[..., Visit], now: datetime, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        put(sqlite_store, welcome(sqlite_store, "alice"), now, name, content)
    assert refused.value.code == code
    assert code != "attachment_kind" or "pdf" in refused.value.facts["kinds"]  # type: ignore[operator]


def test_one_file_has_a_largest_size(store: Store, alice: Visit, now: datetime) -> None:
    limits = Limits(file_bytes=len(PNG))
    put(store, alice, now, limits=limits)
    with pytest.raises(TooLarge) as refused:
        put(store, alice, now, content=PNG + b"\0", limits=limits)
    assert refused.value.facts["limit"] == len(PNG)


def test_a_day_has_a_number_of_files_for_each_side(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    limits = Limits(day_files=2)
    for index in range(2):
        put(store, alice, now, content=PNG + bytes([index]), limits=limits)
    with pytest.raises(TooMany) as refused:
        put(store, alice, now + timedelta(hours=23), limits=limits)
    assert 3600 <= refused.value.facts["retry_after"] <= 3601  # type: ignore[operator]
    put(store, alice, now, author="agent", limits=limits)
    put(store, dan, now, limits=limits)
    put(store, alice, now + DAY, limits=limits)


def test_a_day_has_a_number_of_bytes(store: Store, alice: Visit, now: datetime) -> None:
    limits = Limits(day_bytes=2 * len(PNG))
    put(store, alice, now, limits=limits)
    with pytest.raises(TooMany):
        put(store, alice, now, content=PNG + bytes(len(PNG)), limits=limits)


def test_nobody_reaches_the_file_of_another_conversation(store: Store, alice: Visit, dan: Visit, now: datetime) -> None:
    kept = put(store, alice, now)
    with store.reading() as db:
        for look in (attachments.of, attachments.content):
            with pytest.raises(NotFound):
                look(db, dan.conversation_id, kept)


def test_what_was_not_sent_yet_is_seen_by_its_own_side_only(store: Store, alice: Visit, now: datetime) -> None:
    draft = put(store, alice, now, author="agent")
    with store.reading() as db:
        assert attachments.seen_by(db, "agent", alice.conversation_id, draft).id == draft
        with pytest.raises(NotFound):
            attachments.seen_by(db, "customer", alice.conversation_id, draft)


def awaited(store: Store, visit: Visit, now: datetime, kind: str = "audio", **more: Any) -> str:
    with store.writing() as db:
        facts = {"file_id": "secret-of-the-app"}
        told = (kind, "voice.oga", "audio/ogg", more.pop("size", 900), more.pop("facts", facts), now)
        return attachments.await_(db, visit.conversation_id, *told, **more)


def test_an_awaited_file_is_told_then_stored_once(store: Store, alice: Visit, now: datetime) -> None:
    heard: list[Wakeup] = []
    waiting = awaited(store, alice, now)
    with store.reading() as db:
        told = attachments.of(db, alice.conversation_id, waiting).told()
        assert told["state"] == "awaited" and "secret" not in str(told)
        with pytest.raises(Conflict):
            attachments.content(db, alice.conversation_id, waiting)
        assert [one.id for one in attachments.awaited(db)] == [waiting]
    store.wakeups.listen(heard.append)
    with store.writing() as db:
        assert attachments.store(db, waiting, TAKEN["audio/ogg"], now).state == "stored"
        attachments.store(db, waiting, TAKEN["audio/mpeg"], now)
        attachments.lost(db, waiting, "too_late")
    with store.reading() as db:
        assert attachments.content(db, alice.conversation_id, waiting) == TAKEN["audio/ogg"]
        assert attachments.of(db, alice.conversation_id, waiting).state == "stored"
        assert attachments.awaited(db) == []
    assert Wakeup("conversation", alice.conversation_id) in heard


def test_a_fetched_page_is_refused_and_its_message_stays(
    store: Store, alice: Visit, now: datetime, phrases: Phrases
) -> None:
    waiting = awaited(store, alice, now, "image")
    with store.writing() as db:
        reception.customer_said(db, alice.conversation_id, "", "k1", now, attachments=[waiting], phrases=phrases)
        attachments.store(db, waiting, REFUSED["a page"], now)
    with store.reading() as db:
        found = attachments.of(db, alice.conversation_id, waiting)
        assert (found.state, found.reason) == ("refused", "attachment_kind")
        assert transcript.at(db, alice.conversation_id, 1).text == "[图片]"
        assert attachments.current(db, alice.conversation_id, [1])[waiting]["state"] == "refused"


def test_what_an_app_tells_of_is_kept_as_refused_when_it_is_too_much(store: Store, alice: Visit, now: datetime) -> None:
    too_large = awaited(store, alice, now, size=901, limits=Limits(file_bytes=900))
    awaited(store, alice, now, limits=Limits(day_files=1))
    too_many = awaited(store, alice, now, limits=Limits(day_files=1))
    with store.reading() as db:
        reasons = [attachments.of(db, alice.conversation_id, one).reason for one in (too_large, too_many)]
    assert reasons == ["attachment_too_large", "attachments_too_many"]


def test_a_file_larger_than_it_was_told_is_refused(store: Store, alice: Visit, now: datetime) -> None:
    waiting = awaited(store, alice, now, size=1)
    with store.writing() as db:
        found = attachments.store(db, waiting, TAKEN["audio/ogg"], now, limits=Limits(file_bytes=2))
    assert (found.state, found.reason) == ("refused", "attachment_too_large")


def test_a_place_is_there_at_once(store: Store, alice: Visit, now: datetime) -> None:
    place = {"latitude": 30.55, "longitude": 114.3}
    kept = awaited(store, alice, now, "location", facts=place)
    with store.reading() as db:
        told = attachments.of(db, alice.conversation_id, kept).told()
    assert told["state"] == "stored" and (told["latitude"], told["longitude"]) == (30.55, 114.3)


def say(
    store: Store, visit: Visit, now: datetime, ids: list[str], text: str = "", key: str = "key-1", **more: Any
) -> Any:
    with store.writing() as db:
        return reception.customer_said(db, visit.conversation_id, text, key, now, attachments=ids, **more)


def test_a_file_without_words_is_said_and_owed_an_answer(
    store: Store, alice: Visit, now: datetime, phrases: Phrases
) -> None:
    kept = put(store, alice, now)
    said = say(store, alice, now, [kept], phrases=phrases)
    assert said.text == "[图片]" and said.extras["wordless"]
    assert [(one["id"], one["kind"], one["state"]) for one in said.extras["attachments"]] == [(kept, "image", "stored")]
    with store.reading() as db:
        assert db.execute(select(func.count()).select_from(turns)).scalar() == 1
        assert [one.seq for one in attachments.of_conversation(db, alice.conversation_id)] == [said.seq]


def test_words_beside_a_file_stand_as_they_are(store: Store, alice: Visit, now: datetime, phrases: Phrases) -> None:
    said = say(store, alice, now, [put(store, alice, now)], "  账单有误 ", phrases=phrases)
    assert said.text == "账单有误" and "wordless" not in said.extras


def test_a_resend_is_the_same_message(store: Store, alice: Visit, now: datetime, phrases: Phrases) -> None:
    kept = put(store, alice, now)
    first = say(store, alice, now, [kept], phrases=phrases)
    with store.writing() as db:
        customers.use_language(db, alice.conversation_id, "en", fixed=True)
    assert say(store, alice, now, [kept], phrases=phrases).seq == first.seq
    with pytest.raises(Conflict):
        say(store, alice, now, [put(store, alice, now, content=JPEG)], first.text, phrases=phrases)


def test_a_file_is_sent_once(store: Store, alice: Visit, now: datetime, phrases: Phrases) -> None:
    kept = put(store, alice, now)
    say(store, alice, now, [kept], phrases=phrases)
    with pytest.raises(Conflict) as refused:
        say(store, alice, now, [kept], "once more", "key-2", phrases=phrases)
    assert refused.value.code == "attachment_used"
    with store.reading() as db:
        assert transcript.last_seq(db, alice.conversation_id) == 1


def test_a_file_is_sent_only_by_its_side_and_in_its_conversation(
    store: Store, alice: Visit, dan: Visit, now: datetime, phrases: Phrases
) -> None:
    agents_own = put(store, alice, now, author="agent")
    for foreign in (put(store, dan, now), agents_own, "0" * 32):
        with pytest.raises(NotFound):
            say(store, alice, now, [foreign], "look", phrases=phrases)
    mine = put(store, alice, now)
    with pytest.raises(Invalid):
        say(store, alice, now, [mine, mine], "look", phrases=phrases)
    with store.reading() as db:
        assert transcript.last_seq(db, alice.conversation_id) == 0


def test_an_agent_sends_files_only_while_holding_the_conversation(
    store: Store, alice: Visit, bob: Agent, now: datetime, standard: Standard, phrases: Phrases
) -> None:
    kept = put(store, alice, now, "合同.pdf", PDF, author="agent")

    def send(fence: int) -> transcript.Message:
        with store.writing() as db:
            told = {"attachments": [kept], "phrases": phrases}
            return reception.agent_said(db, alice.conversation_id, bob.id, fence, "", "a1", now, **told)

    with pytest.raises(Conflict):
        send(1)
    with store.writing() as db:
        reception.ask_for_person(db, alice.conversation_id, "asked", {}, now, standard=standard, phrases=phrases)
        waiting = handoff.holder(db, alice.conversation_id)
        held = reception.claimed(db, waiting.handoff_id or 0, bob.id, now, phrases=phrases)
    said = send(held.fence)
    assert (said.author, said.text, said.extras["attachments"][0]["name"]) == ("agent", "[文件]", "合同.pdf")
    assert send(held.fence).seq == said.seq


def test_what_was_never_sent_is_forgotten_after_a_day(
    store: Store, alice: Visit, now: datetime, phrases: Phrases
) -> None:
    sent, old = put(store, alice, now), put(store, alice, now, content=JPEG)
    say(store, alice, now, [sent], phrases=phrases)
    new = put(store, alice, now + timedelta(hours=1), content=TAKEN["image/gif"])
    with store.writing() as db:
        assert attachments.sweep(db, now + DAY + timedelta(minutes=1)) == 1
    with store.reading() as db:
        kept = set(db.execute(select(attachment_contents.c.attachment_id)).scalars())
        with pytest.raises(NotFound):
            attachments.of(db, alice.conversation_id, old)
    assert kept == {sent, new}


def test_the_watch_forgets_them(store: Store, alice: Visit, standard: Standard, phrases: Phrases) -> None:
    moment = datetime.now(timezone.utc)
    put(store, alice, moment - timedelta(hours=25))
    fresh = put(store, alice, moment, content=JPEG)
    Watch(store, standard, phrases).sweep_attachments()
    with store.reading() as db:
        assert db.execute(select(attachment_contents.c.attachment_id)).scalars().all() == [fresh]
