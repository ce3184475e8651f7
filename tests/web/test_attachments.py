"""A visitor's files: up before the message that carries them, back only to their own conversation, never run."""

import socket
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from bot import attachments, customers
from bot.store import Store
from bot.store.tables import attachment_contents
from channels.uploads import disposition
from tests.web.conftest import Answer, Visitor

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
PDF = b"%PDF-1.7\n%%EOF\n"
MB = 1024 * 1024


def upload(visitor: Visitor, name: str = "路由器.png", content: bytes = PNG, **headers: str) -> Answer:
    told = {"Content_Type": "application/octet-stream", "X_File_Name": quote(name), **headers}
    return visitor.ask("POST", "/attachments", content, **told)


def uploaded(visitor: Visitor, name: str = "路由器.png", content: bytes = PNG) -> str:
    answer = upload(visitor, name, content)
    assert answer.status == 201, answer.body
    return str(answer.json["attachment"]["id"])


def send(visitor: Visitor, ids: list[str], text: str | None = None, key: str = "attached1") -> Answer:
    words = {} if text is None else {"text": text}
    return visitor.ask("POST", "/messages", {"client_key": key, "attachments": ids, **words})


def test_a_picture_goes_up_is_sent_and_comes_back(alice: Visitor) -> None:
    told = upload(alice).json["attachment"]
    assert (told["name"], told["kind"], told["media_type"]) == ("路由器.png", "image", "image/png")
    sent = send(alice, [told["id"]])
    assert sent.status == 201
    message = alice.messages()[-1]
    assert (message["text"], message["extras"]["attachments"]) == ("[图片]", [told])
    back = alice.ask("GET", f"/attachments/{told['id']}")
    assert (back.status, back.body) == (200, PNG)


def test_words_and_a_file_are_one_message_and_a_resend_is_the_same(alice: Visitor) -> None:
    kept = uploaded(alice)
    first = send(alice, [kept], "灯是红的").json["message"]
    assert first["text"] == "灯是红的" and "wordless" not in first["extras"]
    assert send(alice, [kept], "灯是红的").json["message"]["seq"] == first["seq"]


def test_what_comes_back_is_kept_or_drawn_and_never_run(alice: Visitor) -> None:
    picture = alice.ask("GET", f"/attachments/{uploaded(alice)}").headers
    document = alice.ask("GET", f"/attachments/{uploaded(alice, '账单.pdf', PDF)}").headers
    assert (picture["content-type"], document["content-type"]) == ("image/png", "application/pdf")
    assert picture["content-disposition"].startswith("inline")
    assert document["content-disposition"] == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E8%B4%A6%E5%8D%95.pdf"
    for headers in (picture, document):
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert headers["cache-control"].startswith("private")


def test_a_name_cannot_leave_its_header() -> None:
    told = disposition("attachment", 'a"; filename="b.exe\\.pdf')
    assert told.count('"') == 2 and "\\" not in told and told.isascii()


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>", 422, "attachment_kind"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 422, "attachment_kind"),
        ("setup.exe", b"MZ\x90\0" + bytes(60), 422, "attachment_kind"),
        ("photo.gif", b"GIF89a/*<script>alert(1)</script>*/", 422, "attachment_kind"),
        ("empty.txt", b"", 422, "attachment_empty"),
    ],
)
def test_what_is_not_taken_is_refused_and_nothing_is_kept(
    alice: Visitor, sqlite_store: Store, name: str, content: bytes, status: int, code: str
) -> None:
    answer = upload(alice, name, content)
    assert (answer.status, answer.json["error"]) == (status, code)
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(attachment_contents)).scalar() == 0


def test_a_file_of_exactly_the_limit_is_taken_and_a_larger_one_is_not(serve: Callable[..., int]) -> None:
    alice = visitor_at(serve(attachment_mb=1))
    assert alice.ask("GET", "/conversation").json["file_mb"] == 1
    assert upload(alice, content=PNG + bytes(MB - len(PNG))).status == 201
    port = alice.port
    answer = raw(port, head(alice, MB + 1))  # none of its body is awaited
    assert b" 413 " in answer and b"attachment_too_large" in answer


def test_every_other_body_stays_small(alice: Visitor) -> None:
    answer = alice.ask("POST", "/messages", b"x" * (65 * 1024), Content_Type="application/json")
    assert answer.status == 413


@pytest.mark.parametrize(
    "change",
    [
        {"Content-Type": "text/html"},
        {"Content-Length": None, "Transfer-Encoding": "chunked"},
    ],
)
def test_an_upload_says_what_it_is_and_how_long(alice: Visitor, change: dict[str, str | None]) -> None:
    assert b" 400 " in raw(alice.port, head(alice, 3, change) + b"3\r\nabc\r\n0\r\n\r\n")


def test_a_slow_upload_arrives(alice: Visitor) -> None:
    with socket.create_connection(("127.0.0.1", alice.port), timeout=10) as line:
        line.sendall(head(alice, len(PNG)))
        for index in range(len(PNG)):
            line.sendall(PNG[index : index + 1])
            time.sleep(0.01)
        assert b" 201 " in line.recv(4096)


def test_an_upload_that_breaks_off_leaves_nothing_and_the_desk_goes_on(alice: Visitor, sqlite_store: Store) -> None:
    with socket.create_connection(("127.0.0.1", alice.port), timeout=10) as line:
        line.sendall(head(alice, len(PNG)) + PNG[:9])
    assert upload(alice, content=PDF).status == 201
    with sqlite_store.reading() as db:
        assert db.execute(select(attachment_contents.c.content)).scalars().all() == [PDF]


def test_nobody_without_a_token_uploads_or_fetches(alice: Visitor, port: int) -> None:
    nobody = Visitor(port)
    assert upload(nobody).status == 401
    assert nobody.ask("GET", f"/attachments/{uploaded(alice)}").status == 401


def test_anothers_file_and_none_look_the_same(alice: Visitor, dan: Visitor) -> None:
    kept = uploaded(alice)
    answers = [dan.ask("GET", f"/attachments/{one}") for one in (kept, "0" * 32, "%00", "..%2F..%2Fetc", "x" * 5000)]
    assert {answer.status for answer in answers} == {404}
    assert answers[0].body == answers[1].body
    assert send(dan, [kept]).status == 404


def test_a_used_file_and_a_malformed_list_are_refused(alice: Visitor) -> None:
    kept = uploaded(alice)
    assert send(alice, [kept]).status == 201
    assert send(alice, [kept], "once more", "attached2").json["error"] == "attachment_used"
    fresh = uploaded(alice, "b.pdf", PDF)
    for wrong in ([fresh, fresh], ["../x"], [f"{index:032x}" for index in range(11)], [None], "x"):
        assert send(alice, wrong, "please", "attached3").status == 422  # type: ignore[arg-type]
    assert send(alice, [fresh], "   ", "attached3").json["message"]["text"] == "[文件]"


def test_an_agents_file_is_fetched_once_it_was_sent(alice: Visitor, sqlite_store: Store, now: object) -> None:
    conversation = conversation_of(alice, sqlite_store)
    with sqlite_store.writing() as db:
        moment = customers.conversation(db, conversation).created_at
        draft = attachments.put(db, conversation, "agent", "合同.pdf", PDF, moment)
    assert alice.ask("GET", f"/attachments/{draft.id}").status == 404
    assert send(alice, [draft.id]).status == 404
    with sqlite_store.writing() as db:
        attachments.send(db, conversation, "agent", [draft.id], 1)
    assert alice.ask("GET", f"/attachments/{draft.id}").body == PDF


def test_a_file_that_the_desk_does_not_have_says_how_it_stands(alice: Visitor, sqlite_store: Store) -> None:
    conversation = conversation_of(alice, sqlite_store)
    with sqlite_store.writing() as db:
        moment = customers.conversation(db, conversation).created_at
        told = ("audio", "voice.ogg", "audio/ogg", 9, {"file_id": "x"}, moment)
        waiting = attachments.await_(db, conversation, *told)
    answer = alice.ask("GET", f"/attachments/{waiting}")
    assert (answer.status, answer.json["state"]) == (409, "awaited")


def test_a_day_has_its_measure(serve: Callable[..., int]) -> None:
    alice = visitor_at(serve(limits=False))
    for index in range(20):
        assert upload(alice, content=PNG + bytes([index])).status == 201
    answer = upload(alice, content=PDF)
    assert (answer.status, answer.json["error"]) == (429, "attachments_too_many")
    assert 86_000 < int(answer.headers["retry-after"]) <= 86_401


def test_another_site_asks_first_and_may_name_the_file(alice: Visitor) -> None:
    answer = alice.ask("OPTIONS", "/attachments", Origin="https://shop.example")
    assert answer.status == 204 and "X-File-Name" in answer.headers["access-control-allow-headers"]


def visitor_at(port: int) -> Visitor:
    return Visitor(port, Visitor(port).ask("POST", "/conversations", {"language": "zh"}).json["token"])


def conversation_of(visitor: Visitor, store: Store) -> str:
    from channels.web.visitors import KIND, fingerprint

    with store.reading() as db:
        visit = customers.find_by_identity(db, KIND, fingerprint(visitor.token))
        assert visit is not None
        return visit.conversation_id


def head(visitor: Visitor, length: int, change: dict[str, str | None] | None = None) -> bytes:
    told: dict[str, str | None] = {
        "Host": "desk",
        "Authorization": f"Bearer {visitor.token}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(length),
        "X-File-Name": "a.png",
        **(change or {}),
    }
    lines = [f"{name}: {value}" for name, value in told.items() if value is not None]
    return ("\r\n".join(["POST /widget/attachments HTTP/1.1", *lines]) + "\r\n\r\n").encode()


def raw(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(sent)
        return line.recv(4096)
