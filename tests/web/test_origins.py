"""Other sites can be refused, and those that are let in need no cookie."""

from collections.abc import Callable

import pytest

SHOP, STRANGER = "https://shop.example", "https://stranger.example"


@pytest.fixture
def port(serve: Callable[..., int]) -> int:
    return serve(widget_origins=[SHOP])


def test_a_site_that_is_not_on_the_list_is_refused(alice) -> None:
    answer = alice.ask("GET", "/conversation", Origin=STRANGER)
    assert (answer.status, answer.json["error"]) == (403, "origin_refused")
    assert "access-control-allow-origin" not in answer.headers


def test_a_refused_site_stores_nothing(alice) -> None:
    before = alice.messages()
    alice.ask("POST", "/messages", {"client_key": "alice-key-1", "text": "hello"}, Origin=STRANGER)
    assert alice.messages() == before


def test_a_site_on_the_list_may_read_answers_and_refusals(alice) -> None:
    for path, status in (("/conversation", 200), ("/conversation?before=x", 422), ("/desk.js", 200)):
        answer = alice.ask("GET", path, Origin=SHOP)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (status, SHOP)
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers


def test_the_stream_may_be_read_from_a_site_on_the_list(alice) -> None:
    alice.headers["Origin"] = SHOP
    with alice.stream(0) as stream:
        assert stream.next("message")["seq"] == 1
        assert stream._answer.getheader("Access-Control-Allow-Origin") == SHOP


def test_the_desk_s_own_page_needs_no_place_on_the_list(alice, port: int) -> None:
    assert alice.ask("GET", "/conversation", Origin=f"http://127.0.0.1:{port}").status == 200


def test_a_site_is_told_beforehand_what_it_may_send(alice) -> None:
    answer = alice.ask("OPTIONS", "/messages", Origin=SHOP)
    assert answer.status == 204
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert alice.ask("OPTIONS", "/messages", Origin=STRANGER).status == 403
