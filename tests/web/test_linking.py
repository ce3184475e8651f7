"""From the widget to Telegram and back, by a code."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.store import Store
from bot.store.tables import customers, link_codes


def test_a_code_from_one_conversation_joins_another(alice, arrive: Callable, sqlite_store: Store) -> None:
    told = alice.ask("POST", "/link", {}).json
    assert (len(told["code"]), told["seconds"], told["telegram"]) == (8, 600, None)
    phone = arrive("en")
    answer = phone.ask("POST", "/link/redeem", {"code": f" {told['code'][:4].lower()}-{told['code'][4:]} "})
    assert (answer.status, answer.json) == (200, {"already": False})
    assert phone.ask("POST", "/link/redeem", {"code": told["code"]}).json == {"already": True}
    for one in (alice, phone):
        assert [message["extras"].get("key") for message in one.messages()].count("utter_desk_joined") == 1
    with sqlite_store.reading() as db:
        assert len(db.execute(select(customers)).all()) == 1


def test_the_link_opens_the_desk_s_bot_with_the_code(serve: Callable[..., int], arrive: Callable) -> None:
    port = serve(telegram_name="JiangzhouDeskBot")
    visitor = arrive("zh")
    visitor.port = port
    assert visitor.ask("GET", "/conversation").json["telegram"] is True
    told = visitor.ask("POST", "/link", {}).json
    assert told["telegram"] == f"https://t.me/JiangzhouDeskBot?start={told['code']}"


def test_without_a_bot_nothing_is_offered(alice) -> None:
    assert alice.ask("GET", "/conversation").json["telegram"] is False


def test_a_wrong_code_is_refused_counted_and_stopped(alice, dan) -> None:
    answers = [dan.ask("POST", "/link/redeem", {"code": f"WRNG234{number}"}) for number in range(2, 8)]
    assert [one.status for one in answers] == [422] * 5 + [429]
    assert answers[0].json["error"] == "wrong_code"
    assert int(answers[-1].headers["retry-after"]) > 500
    code = alice.ask("POST", "/link", {}).json["code"]
    assert dan.ask("POST", "/link/redeem", {"code": code}).status == 429


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": "x" * 41}, {"code": 12345678}, {"code": "A\0"}, {"code": None}]
)
def test_what_is_no_code_is_refused(alice, body: object) -> None:
    assert alice.ask("POST", "/link/redeem", body).status == 422


@pytest.mark.parametrize("path", ["/link", "/link/redeem"])
def test_who_has_no_conversation_has_no_code(alice, path: str, sqlite_store: Store) -> None:
    alice.token = "x" * 43
    assert alice.ask("POST", path, {"code": "ABCD2345"} if path != "/link" else {}).status == 401
    with sqlite_store.reading() as db:
        assert db.execute(select(link_codes)).all() == []
