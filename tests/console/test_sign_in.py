from collections.abc import Callable

from bot.agents import Agent

from .conftest import PASSWORD, Browser


def test_an_agent_signs_in_and_is_known(bob: Browser) -> None:
    me = bob.get("/me").json()
    assert (me["agent"]["name"], me["agent"]["staff_no"], me["agent"]["role"]) == ("Bob", "1001", "agent")
    assert me["words"]["department"] and me["choices"]["states"]["complaint"][0] == "received"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    bob_agent: Agent, visit_console: Callable[[], Browser]
) -> None:
    cookie = visit_console().sign_in("bob").headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_without_a_session_nothing_is_told(visit_console: Callable[[], Browser]) -> None:
    stranger = visit_console()
    for path in ("/me", "/desk", "/tickets", "/history", "/stream"):
        assert stranger.get(path).status_code == 401, path


def test_a_wrong_password_and_an_unknown_login_are_refused_alike(
    bob_agent: Agent, visit_console: Callable[[], Browser]
) -> None:
    wrong = visit_console().sign_in("bob", "not the password")
    unknown = visit_console().sign_in("nobody", PASSWORD)
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


def test_after_five_failures_even_the_right_password_has_to_wait(
    bob_agent: Agent, visit_console: Callable[[], Browser]
) -> None:
    browser = visit_console()
    for _ in range(5):
        assert browser.sign_in("bob", "not the password").status_code == 401
    locked = browser.sign_in("bob")
    assert locked.status_code == 429
    assert locked.json()["retry_after"] > 0 and "later" in locked.json()["detail"]


def test_signing_out_ends_the_session(bob: Browser) -> None:
    token = bob.http.cookies["desk"]
    assert bob.post("/sign-out").status_code == 204
    bob.http.cookies.set("desk", token)
    assert bob.get("/me").status_code == 401


def test_a_change_without_the_csrf_token_is_refused(bob: Browser) -> None:
    del bob.http.headers["X-CSRF-Token"]
    refused = bob.post("/availability", available=False)
    assert (refused.status_code, refused.json()["error"]) == (403, "csrf")
    assert bob.get("/desk").json()["available"] is True


def test_a_change_from_another_site_is_refused(bob: Browser) -> None:
    for origin in ("https://evil.example", ""):
        bob.http.headers["Origin"] = origin
        refused = bob.post("/availability", available=False)
        assert (refused.status_code, refused.json()["error"]) == (403, "wrong_origin")


def test_another_site_cannot_even_sign_somebody_in(bob_agent: Agent, visit_console: Callable[[], Browser]) -> None:
    browser = visit_console()
    browser.http.headers["Origin"] = "https://evil.example"
    assert browser.sign_in("bob").status_code == 403


def test_what_was_not_asked_for_is_refused_by_name(bob: Browser) -> None:
    refused = bob.post("/availability", available=True, role="supervisor")
    assert refused.status_code == 422 and "role" in refused.json()["fields"]
    assert bob.http.post("/availability", content=b"{").status_code == 400


def test_the_page_loads_nothing_inline(site: str, visit_console: Callable[[], Browser]) -> None:
    page = visit_console().http.get(f"{site}/console/")
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200 and "<desk-console>" in page.text
    assert "unsafe" not in policy and "script-src 'self'" in policy
    assert "<style" not in page.text and "<script>" not in page.text
