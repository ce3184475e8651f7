"""The second factor at the console's door: set, asked for, taken away, and wanted of a role."""

from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest

from bot import audit
from bot.agents import Agent
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import create_app

from .conftest import PASSWORD, Browser


def set_up(browser: Browser) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    begun = browser.post("/second-factor/begun").json()
    assert begun["path"].startswith("M0 0h1v1") and begun["size"] > 20
    told = browser.post("/second-factor", code=pyotp.TOTP(begun["secret"]).now())
    return begun["secret"], told.json()["codes"]


def test_it_is_set_asked_for_and_taken_away(
    bob: Browser, visit_console: Callable[[], Browser], sqlite_store: Store
) -> None:
    assert bob.post("/second-factor", code="123456").status_code == 404
    assert bob.get("/second-factor").json() == {"is_set": False, "needed": False, "recovery_left": 0}
    _, codes = set_up(bob)
    assert bob.get("/me").json()["second_factor"] == {"is_set": True, "needed": False, "recovery_left": len(codes)}
    assert bob.post("/second-factor/begun").status_code == 409

    stranger = visit_console()
    asked = stranger.sign_in("bob")
    assert (asked.status_code, asked.json()["error"]) == (401, "code_needed")
    assert "set-cookie" not in asked.headers and stranger.get("/me").status_code == 401
    wrong = stranger.post("/sign-in", login="bob", password=PASSWORD, code="abcdef")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "wrong_code")
    assert stranger.post("/sign-in", login="bob", password=PASSWORD, code=codes[0]).status_code == 200

    assert bob.post("/second-factor/removed", code="abcdef").json()["error"] == "wrong_code"
    assert bob.post("/second-factor/removed", code=codes[1]).status_code == 204
    assert bob.post("/second-factor/removed", code=codes[2]).status_code == 404
    assert visit_console().sign_in("bob").status_code == 200
    with sqlite_store.reading() as db:
        kept = [one.action for one in reversed(audit.listing(db, actor="bob")) if "second" in one.action]
        failed = [one.data["why"] for one in audit.listing(db, action="sign_in.failed")]
    assert kept == ["second_factor.set", "second_factor.recovered", "second_factor.removed"]
    assert failed == ["wrong_code"]


def test_nobody_tries_codes_at_a_console_that_was_left_open(bob: Browser) -> None:
    _, codes = set_up(bob)
    for _ in range(5):
        assert bob.post("/second-factor/removed", code="abcdef").status_code == 422
    assert bob.post("/second-factor/removed", code=codes[0]).status_code == 429
    assert bob.get("/second-factor").json()["is_set"] is True


def test_a_role_that_needs_one_sees_nothing_before_it_is_set(
    sqlite_store: Store, standard: Standard, phrases: Phrases, tmp_path: Path, run_app: Callable, bob_agent: Agent
) -> None:
    settings = Settings(_env_file=None, state=tmp_path, assistants=0, demo=False, second_factor=["agent"])
    port, stop = run_app(create_app(settings, sqlite_store, standard, phrases))
    bob = Browser(f"http://127.0.0.1:{port}")
    try:
        assert bob.sign_in("bob").json()["second_factor"]["needed"] is True
        for path in ("/desk", "/tickets", "/notices", "/stream"):
            refused = bob.get(path)
            assert (refused.status_code, refused.json()["error"]) == (403, "second_factor_needed"), path
        _, codes = set_up(bob)
        assert bob.get("/desk").status_code == 200
        assert bob.post("/second-factor/removed", code=codes[0]).json()["error"] == "second_factor_needed"
    finally:
        bob.http.close()
        stop()


def test_a_role_that_does_not_exist_is_no_setting() -> None:
    with pytest.raises(ValueError, match="'king' is no role"):
        Settings(_env_file=None, second_factor=["king"])
