"""What a page may send, and that sending it twice is saying it once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest


def said(visitor, text: str) -> int:
    return [message["text"] for message in visitor.messages()].count(text)


def test_a_resend_of_the_same_key_is_the_same_message(alice) -> None:
    first = alice.say("断网了", "alice-key-1")
    again = alice.say("断网了", "alice-key-1")
    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert said(alice, "断网了") == 1


def test_ten_resends_at_once_are_one_message(alice) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: alice.say("断网了", "alice-key-1").status, range(10)))
    assert set(answers) == {201}
    assert said(alice, "断网了") == 1


def test_a_key_that_was_used_for_other_words_is_refused(alice) -> None:
    alice.say("断网了", "alice-key-1")
    assert alice.say("停电了", "alice-key-1").status == 409
    assert said(alice, "停电了") == 0


def test_a_button_is_for_one_use(alice) -> None:
    asked = alice.messages()[-1]
    choice = {"seq": asked["seq"], "option": 1}
    first = alice.ask("POST", "/messages", {"client_key": "alice-key-1", "choice": choice})
    assert (first.status, first.json["message"]["text"]) == (201, asked["extras"]["buttons"][1]["title"])
    assert first.json["message"]["extras"]["choice"] == choice
    again = alice.ask("POST", "/messages", {"client_key": "alice-key-2", "choice": {**choice, "option": 0}})
    assert (again.status, again.json["error"]) == (409, "already_chosen")


@pytest.mark.parametrize("choice", [{"seq": 99, "option": 0}, {"seq": 1, "option": 99}])
def test_a_button_that_is_not_there_is_not_found(alice, choice: dict) -> None:
    assert alice.ask("POST", "/messages", {"client_key": "alice-key-1", "choice": choice}).status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"text": "no key"},
        {"client_key": "short", "text": "hello"},
        {"client_key": "alice-key-1"},
        {"client_key": "alice-key-1", "text": "hello", "choice": {"seq": 1, "option": 0}},
        {"client_key": "alice-key-1", "text": ["hello"]},
        {"client_key": "alice-key-1", "text": "hello", "author": "agent"},
        {"client_key": "alice-key-1", "choice": {"seq": True, "option": 0}},
        {"client_key": "alice-key-1", "text": "   "},
        {"client_key": "alice-key-1", "text": "a\0b"},
        {"client_key": "alice-key-1", "text": "a\ud800b"},
        ["hello"],
        None,
    ],
    ids=lambda body: json.dumps(body)[:40],
)
def test_what_does_not_fit_is_refused_and_not_stored(alice, body: object) -> None:
    before = len(alice.messages())
    answer = alice.ask("POST", "/messages", json.dumps(body).encode(), Content_Type="application/json")
    assert answer.status == 422, answer.body
    assert len(alice.messages()) == before


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 60_000])
def test_a_body_that_is_not_json_is_refused(alice, body: bytes) -> None:
    answer = alice.ask("POST", "/messages", body, Content_Type="application/json")
    assert (answer.status, answer.json["error"]) == (400, "not_json")


def test_a_form_of_another_site_cannot_speak_for_the_customer(alice) -> None:
    body = json.dumps({"client_key": "alice-key-1", "text": "hello"}).encode()
    assert alice.ask("POST", "/messages", body, Content_Type="text/plain").status == 400


def test_four_thousand_characters_are_a_message_and_one_more_is_not(alice) -> None:
    assert alice.say("长" * 4000, "alice-key-1").status == 201
    longer = alice.say("长" * 4001, "alice-key-2")
    assert (longer.status, longer.json["error"]) == (413, "text_too_long")


def test_a_body_over_64_kib_is_refused(alice) -> None:
    body = json.dumps({"client_key": "alice-key-1", "text": "x" * 70_000}).encode()
    answer = alice.ask("POST", "/messages", body, Content_Type="application/json")
    assert answer.status == 413


def test_markup_is_only_text(alice) -> None:
    alice.say('<img src=x onerror="alert(1)">', "alice-key-1")
    assert said(alice, '<img src=x onerror="alert(1)">') == 1
