"""A session is made at the sign-in, is the agent's alone, and ends for every open line at once."""

from collections.abc import Callable
from datetime import datetime, timezone

import httpx
import pytest

from bot import agents
from bot.store import Store

from .world import PASSWORD, World

END_SECONDS = 5
CREDENTIALS = {"login": "bob", "password": PASSWORD}


@pytest.mark.parametrize("path", ["/console/api/stream", "/console/api/conversations/{alice}/stream"])
def test_the_streams_of_an_agent_who_is_disabled_end_at_once(world: World, path: str) -> None:
    with world.line.stream(
        "GET", world.site + path.format(**world.ids), headers=world.shown["bob"], timeout=END_SECONDS
    ) as stream:
        events = stream.iter_text()
        assert "event:" in next(events)
        with world.store.writing() as db:
            agents.disable(db, "bob", datetime.now(timezone.utc))
        rest = "".join(events)  # ends only because the desk hangs up
    assert rest.count("signed_out") == 1
    assert world.ask("bob", "GET", "/console/api/me").status_code == 401


def test_a_cookie_that_somebody_planted_never_becomes_a_session(world: World) -> None:
    planted = {"Origin": world.site, "Cookie": "desk=planted"}
    entered = [world.ask("nobody", "POST", "/console/api/sign-in", headers=planted, json=CREDENTIALS) for _ in range(2)]
    tokens = [answer.cookies["desk"] for answer in entered]
    assert len({*tokens, "planted"}) == 3
    assert world.ask("nobody", "GET", "/console/api/me", headers=planted).status_code == 401


def test_behind_tls_the_cookie_is_for_this_host_and_tls_only(begin: Callable[..., World], sqlite_store: Store) -> None:
    world = begin(sqlite_store, secure_cookies=True)
    answer: httpx.Response = world.ask(
        "nobody", "POST", "/console/api/sign-in", headers={"Origin": world.site}, json=CREDENTIALS
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
