"""Whatever a customer, an agent or a stranger puts in, no log and no figure of any process repeats it."""

import json
from collections.abc import Callable
from typing import Any

CANARIES = {
    "phone": "13912345678",
    "identity card": "11010519491231002X",
    "bank card": "6222021234567890123",
    "e-mail": "canary.customer@mailbox.example",
    "token": "Zx9canaryTokenZx9canaryTokenZx9canaryTokenZ",
    "words": "我家住在金丝雀路七号院",
}


def everywhere(pieces: Any, canary: str, customer: Any, bob: Any) -> None:
    """Through every field of the interface that takes text, and where no text belongs."""
    first, second = pieces.web
    customer.say(first, f"我的资料是 {canary}，请记一下")
    customer.post(first, "/widget/messages", {"client_key": canary, "text": canary, "nonsense": canary})
    customer.post(second, "/widget/rating", {"score": 9, "comment": canary})
    customer.post(first, "/widget/human", {"client_key": f"canary-{canary[:8].encode().hex()}", "text": canary[:80]})
    quoted = canary.encode().hex() if not canary.isascii() else canary
    first.ask("GET", f"/widget/conversation?before={quoted}", Authorization=f"Bearer {canary.encode().hex()}")
    first.ask("GET", f"/nowhere/{quoted}?q={quoted}", X_Request_ID=quoted, Referer=f"https://x.example/{quoted}")
    second.ask("POST", f"/console/api/conversations/{quoted}/messages", {"text": canary}, **bob.headers)
    second.ask("POST", "/console/api/sign-in", {"login": canary, "password": canary}, Origin=bob.headers["Origin"])
    second.ask("POST", "/console/api/drafts", {"text": canary}, **bob.headers)


def test_no_log_and_no_figure_repeats_what_was_put_in(
    pieces: Any,
    arrive: Callable[[], Any],
    sign_in: Callable[..., Any],
    token: str,
    wait_until: Callable[..., Any],
) -> None:
    bob = sign_in(pieces.web[1], "bob")
    for canary in CANARIES.values():
        customer = arrive()
        everywhere(pieces, canary, customer, bob)

        def heard(customer: Any = customer) -> list[Any]:
            return [line for line in customer.messages(pieces.web[0]) if line["author"] != "customer"]

        wait_until(heard)
    figures = "".join(role.ask("GET", "/metrics", Authorization=f"Bearer {token}")[1].decode() for role in pieces.all())
    logs = pieces.logs()
    assert logs.count('"logger": "desk.requests"') > 30 and "desk_request_seconds" in figures
    written = logs + figures
    assert [name for name, canary in CANARIES.items() if canary in written] == []
    assert token not in written and customer.token not in written
    assert bob.headers["Cookie"].partition("=")[2] not in written


def test_each_line_is_an_object_with_its_request(pieces: Any, arrive: Callable[[], Any]) -> None:
    customer = arrive()
    customer.messages(pieces.web[0])
    lines = [line for line in pieces.web[0].log.read_text().splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    request = next(line for line in reversed(told) if line["logger"] == "desk.requests")
    assert request["route"] == "/widget/conversation" and request["status"] == 200
    assert request["request"] and request["conversation"] and request["ms"] >= 0
