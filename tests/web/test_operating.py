"""Health, readiness and figures of the process that serves the pages."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from bot.metrics.events import REGISTRY
from bot.store import Store


def counted(route: str, status: str) -> float:
    labels = {"route": route, "method": "GET", "status": status}
    return REGISTRY.get_sample_value("desk_request_seconds_count", labels) or 0


def test_a_process_that_answers_is_alive(alice: Any) -> None:
    alice.under = ""
    answer = alice.ask("GET", "/health")
    assert (answer.status, answer.json) == (200, {"alive": True})


def test_it_is_ready_while_its_database_has_the_present_tables(alice: Any, sqlite_store: Store) -> None:
    alice.under = ""
    assert alice.ask("GET", "/ready").json == {"ready": True, "reasons": []}
    with sqlite_store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = alice.ask("GET", "/ready")
    assert (answer.status, answer.json["reasons"]) == (503, ["migrations"])
    assert answer.headers["retry-after"]


def test_figures_are_for_this_machine_or_for_who_has_the_token(serve: Callable[..., int], alice: Any) -> None:
    alice.under, alice.token = "", ""
    assert alice.ask("GET", "/metrics").status == 200
    assert alice.ask("GET", "/metrics", X_Forwarded_For="203.0.113.9").status == 403
    alice.port = serve(metrics_token="figures")
    assert alice.ask("GET", "/metrics").status == 401
    answer = alice.ask("GET", "/metrics", Authorization="Bearer figures")
    assert answer.status == 200 and answer.headers["content-type"].startswith("text/plain")
    assert re.search(rb'^desk_build_info\{version="[\d.]+"\} 1.0$', answer.body, re.M)


def test_requests_are_counted_by_their_pattern_never_by_what_was_asked_for(alice: Any) -> None:
    alice.messages()
    assert counted("/widget/conversation", "200") >= 1
    nowhere = counted("none", "404")
    alice.under = ""
    for stranger in ("13800138000", "a@b.example"):
        assert alice.ask("GET", f"/{stranger}").status == 404
    assert counted("none", "404") == nowhere + 2
    assert b"13800138000" not in alice.ask("GET", "/metrics").body


def test_a_request_keeps_the_id_that_a_proxy_gave_and_no_other_text(alice: Any) -> None:
    alice.under, given = "", str(uuid.uuid4())
    assert alice.ask("GET", "/health", X_Request_ID=given).headers["x-request-id"] == given
    own = alice.ask("GET", "/health", X_Request_ID="13800138000").headers["x-request-id"]
    assert str(uuid.UUID(own)) == own


def test_open_streams_are_counted(alice: Any) -> None:
    before = REGISTRY.get_sample_value("desk_streams_open")
    assert before is not None
    with alice.stream(0) as stream:
        stream.next("status")
        assert REGISTRY.get_sample_value("desk_streams_open") == before + 1
