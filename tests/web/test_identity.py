"""Signed visitor identity: the site's word, never the page's (reliability.md, case 7)."""

import base64
import itertools
import json
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot import identity
from bot.cli import app as cli
from bot.errors import NotSignedIn
from bot.settings import ROOT, Settings, settings
from bot.store import Store
from bot.store.tables import customer_joins, customers, identities, used_nonces
from tests.web.conftest import Answer, Visitor

KEYS = {"site-1": "a secret of the site and the desk alone", "site-2": "the next one, while both of them count"}
AUDIENCE = "courtesy-desk"
PHONE = "+8613800138000"
NONCES = itertools.count(1)


@pytest.fixture
def port(serve: Callable[..., int]) -> int:
    return serve(identity_keys=KEYS)


def token(
    sub: Any = "alice", kid: Any = "site-1", key: str | None = None, algorithm: str = "HS256", **claims: Any
) -> str:
    """As a site's server makes it; None leaves a claim out."""
    issued = int(datetime.now(timezone.utc).timestamp())
    nonce = f"nonce of {next(NONCES)}"
    whole = {"sub": sub, "aud": AUDIENCE, "iat": issued, "exp": issued + 300, "jti": nonce, **claims}
    told = {name: value for name, value in whole.items() if value is not None}
    return jwt.encode(told, key or KEYS.get(kid, "x" * 32), algorithm, headers={"kid": kid} if kid else {})


def enter(port: int, signed: Any, shown: str = "", language: str = "zh") -> Answer:
    return Visitor(port, shown).ask("POST", "/conversations", {"language": language, "identity": signed})


def entered(port: int, signed: str, shown: str = "") -> Visitor:
    answer = enter(port, signed, shown)
    assert answer.status == 201, answer.body
    return Visitor(port, answer.json["token"])


def texts(visitor: Visitor) -> list[str]:
    return [message["text"] for message in visitor.messages()]


def known(store: Store, kind: str) -> int:
    with store.reading() as db:
        query = select(func.count()).select_from(identities).where(identities.c.kind == kind)
        return int(db.execute(query).scalar_one())


def ago(**span: float) -> int:
    return int((datetime.now(timezone.utc) - timedelta(**span)).timestamp())


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    return ".".join([*(_encoded(json.dumps(part)) for part in (header, claims)), signature])


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def fresh(**claims: Any) -> dict[str, Any]:
    return {"sub": "alice", "aud": AUDIENCE, "iat": ago(), "exp": ago(seconds=-300), "jti": "a new nonce", **claims}


def test_a_user_finds_the_own_conversation_on_another_device(port: int) -> None:
    phone = entered(port, token("alice"))
    phone.say("我家宽带断了", "alice-key-1")
    laptop = entered(port, token("alice"))
    assert laptop.token != phone.token
    assert texts(laptop) == texts(phone)
    assert "我家宽带断了" in texts(laptop)
    assert laptop.say("还在吗", "alice-key-2").status == 201
    assert "还在吗" in texts(phone)


def test_another_user_of_the_browser_gets_another_conversation(port: int) -> None:
    alice = entered(port, token("alice"))
    alice.say("我家宽带断了", "alice-key-1")
    dan = entered(port, token("dan"), shown=alice.token)
    assert "我家宽带断了" not in texts(dan)
    assert dan.say("hello", "dan-key-001").status == 201
    assert "hello" not in texts(alice)


REFUSED: dict[str, Callable[[], Any]] = {
    "no words at all": lambda: "",
    "no token": lambda: "alice",
    "not three parts": lambda: token().rpartition(".")[0],
    "no signature": lambda: token().rpartition(".")[0] + ".",
    "another user's claims under a true signature": lambda: ".".join(
        [*unsigned({"alg": "HS256", "kid": "site-1"}, fresh()).split(".")[:2], token("dan").rpartition(".")[2]]
    ),
    "a key of somebody else": lambda: token(key="not the secret of the site and the desk"),
    "an unknown kid": lambda: token(kid="site-9"),
    "no kid": lambda: token(kid=None, key=KEYS["site-1"]),
    "the other kid's key": lambda: token(kid="site-2", key=KEYS["site-1"]),
    "a kid that is a path": lambda: token(kid="../../../dev/null", key=" " * 32),
    "alg none": lambda: unsigned({"alg": "none", "kid": "site-1"}, fresh()),
    "alg None": lambda: unsigned({"alg": "None", "kid": "site-1"}, fresh()),
    "alg HS512": lambda: token(algorithm="HS512"),
    "alg RS256": lambda: unsigned({"alg": "RS256", "kid": "site-1"}, fresh(), "AAAA"),
    "no alg": lambda: unsigned({"kid": "site-1"}, fresh(), "AAAA"),
    "an own key in the header": lambda: jwt.encode(
        fresh(), "k" * 32, "HS256", headers={"kid": "x", "jwk": {"kty": "oct", "k": "a2tr"}}
    ),
    "another audience": lambda: token(aud="another-desk"),
    "several audiences": lambda: token(aud=[AUDIENCE, "another-desk"]),
    "no audience": lambda: token(aud=None),
    "old": lambda: token(iat=ago(minutes=11), exp=ago(minutes=1)),
    "too long a life": lambda: token(exp=ago(minutes=-11)),
    "a life of years": lambda: token(iat=0, exp=2**40),
    "issued tomorrow": lambda: token(iat=ago(days=-1), exp=ago(days=-1, minutes=-5)),
    "not valid yet": lambda: token(nbf=ago(minutes=-5)),
    "over before it began": lambda: token(iat=ago(), exp=ago(minutes=1)),
    "no end": lambda: token(exp=None),
    "no beginning": lambda: token(iat=None),
    "an end in words": lambda: token(exp="tomorrow"),
    "an end that is no whole number": lambda: unsigned({"alg": "HS256", "kid": "site-1"}, fresh(exp=True), "AAAA"),
    "no user": lambda: token(sub=None),
    "an empty user": lambda: token(sub=""),
    "a user that is a number": lambda: token(sub=1),
    "a user that is a list": lambda: token(sub=["alice"]),
    "a user with a NUL": lambda: token(sub="alice\0"),
    "a user of a thousand letters": lambda: token(sub="a" * 1000),
    "no nonce": lambda: token(jti=None),
    "a short nonce": lambda: token(jti="1"),
    "a token of many pages": lambda: token(note="x" * 5000),
    "a header of a thousand levels": lambda: _encoded("[" * 1500 + "]" * 1500) + ".e30.AAAA",
    "a number": lambda: 1,
    "a list": lambda: [token()],
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_the_site_s_fresh_word_is_refused(port: int, sqlite_store: Store, case: str) -> None:
    alice = entered(port, token("alice"))
    answer = enter(port, REFUSED[case](), shown=alice.token)
    assert answer.status in (401, 422), answer.body
    assert "token" not in answer.json
    assert (known(sqlite_store, "site"), known(sqlite_store, "widget")) == (1, 1), "nobody came in"


def test_a_token_is_for_one_use(port: int, sqlite_store: Store) -> None:
    signed = token("alice")
    entered(port, signed)
    again = enter(port, signed)
    assert (again.status, again.json["error"], again.json["detail"]) == (401, "identity_refused", "used before")
    assert known(sqlite_store, "widget") == 1
    with sqlite_store.reading() as db:
        assert "nonce" not in str(db.execute(select(used_nonces)).all()), "kept as a hash"


def test_one_token_shown_many_times_at_once_lets_one_in(port: int, sqlite_store: Store) -> None:
    signed = token("alice")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: enter(port, signed).status, range(8)))
    assert sorted(answers) == [201] + [401] * 7
    assert known(sqlite_store, "widget") == 1


def test_a_user_who_enters_on_many_devices_at_once_is_one_customer(port: int, sqlite_store: Store) -> None:
    signed = [token("alice") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        visitors = list(pool.map(lambda one: entered(port, one), signed))
    assert (known(sqlite_store, "site"), known(sqlite_store, "widget")) == (1, 6)
    visitors[0].say("我家宽带断了", "alice-key-1")
    assert all("我家宽带断了" in texts(one) for one in visitors)


def test_without_keys_no_site_is_believed(serve: Callable[..., int]) -> None:
    assert enter(serve(), token("alice")).status == 401


def test_both_keys_count_while_a_site_changes_them(port: int) -> None:
    first, second = entered(port, token("alice", "site-1")), entered(port, token("alice", "site-2"))
    first.say("我家宽带断了", "alice-key-1")
    assert "我家宽带断了" in texts(second)


def test_the_user_s_name_is_not_the_visitor_s_secret(port: int) -> None:
    """Who knows the site's user name, or the hash of it, is nobody yet."""
    entered(port, token("alice"))
    for guess in ("alice", "alice".ljust(43, "x")):
        assert Visitor(port, guess).ask("GET", "/conversation").status == 401


def test_what_was_said_before_signing_in_goes_on_as_the_user_s(
    port: int, arrive: Callable, sqlite_store: Store
) -> None:
    visitor = arrive("zh")
    visitor.say("我家宽带断了", "alice-key-1")
    alice = entered(port, token("alice"), shown=visitor.token)
    assert "我家宽带断了" in texts(alice)
    assert texts(visitor) == texts(alice), "another tab of the browser goes on too"
    assert "我家宽带断了" in texts(entered(port, token("alice")))


def test_a_user_who_was_here_before_is_one_customer_with_the_visitor(
    port: int, arrive: Callable, sqlite_store: Store
) -> None:
    entered(port, token("alice")).say("上个月的账单", "alice-key-1")
    visitor = arrive("zh")
    visitor.say("我家宽带断了", "alice-key-2")
    alice = entered(port, token("alice"), shown=visitor.token)
    assert "我家宽带断了" in texts(alice), "the talk that goes on is shown"
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(customers)).scalar_one() == 1
        assert db.execute(select(customer_joins.c.proof)).scalar_one() == "signature"


def test_a_visitor_who_said_nothing_is_not_taken_along(port: int, arrive: Callable, sqlite_store: Store) -> None:
    visitor = arrive("zh")
    entered(port, token("alice"), shown=visitor.token)
    with sqlite_store.reading() as db:
        assert db.execute(select(func.count()).select_from(customers)).scalar_one() == 2


def test_what_one_user_said_never_becomes_another_s(port: int, arrive: Callable) -> None:
    visitor = arrive("zh")
    visitor.say("我家宽带断了", "alice-key-1")
    alice = entered(port, token("alice"), shown=visitor.token)
    for shown in (visitor.token, alice.token):
        assert "我家宽带断了" not in texts(entered(port, token("dan"), shown=shown))


def test_a_number_that_the_site_has_verified_joins_and_a_wrong_one_does_not_matter(
    port: int, sqlite_store: Store
) -> None:
    entered(port, token("alice", phone="13800138000", name="李静"))
    entered(port, token("alice-at-the-shop", phone=PHONE))
    entered(port, token("dan", phone="ask me"))
    with sqlite_store.reading() as db:
        names = db.execute(select(customers.c.name)).scalars().all()
        held = db.execute(select(identities.c.external_id).where(identities.c.kind == "phone")).scalars().all()
        assert db.execute(select(customer_joins.c.proof)).scalars().all() == ["phone"]
    assert (sorted(map(str, names)), held) == (["None", "李静"], [PHONE])


def test_the_code_that_site_owners_are_shown_makes_good_tokens(port: int) -> None:
    page = (ROOT / "docs/site-owner.md").read_text("utf-8")
    code = textwrap.dedent(page.split("```python\n")[1].split("```")[0])
    names: dict[str, Any] = {"KEY": KEYS["site-1"]}
    exec(code, names)
    signed = names["desk_identity"](SimpleNamespace(id=4711, name="李静"))
    assert enter(port, signed).status == 201


@pytest.mark.parametrize("field", ["sub", "user", "phone", "name", "verified", "hmac_verified", "identifier_hash"])
def test_a_page_s_own_claims_are_refused(port: int, field: str) -> None:
    answer = Visitor(port).ask("POST", "/conversations", {"language": "zh", field: "alice"})
    assert answer.status == 422


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode() + ".e30.AAAA"))
def test_whatever_is_shown_is_refused_and_nothing_fails(shown: str) -> None:
    with pytest.raises(NotSignedIn):
        identity.check(shown, KEYS, AUDIENCE, datetime.now(timezone.utc))


def test_times_are_judged_by_the_desk_s_clock(now: datetime) -> None:
    signed = identity.sign("alice", "site-1", KEYS["site-1"], AUDIENCE, now, minutes=10)
    minute = timedelta(minutes=1)
    for at in (now - minute / 2, now, now + 9 * minute):
        assert identity.check(signed, KEYS, AUDIENCE, at).sub == "alice"
    for at in (now - minute, now + 10 * minute):
        with pytest.raises(NotSignedIn):
            identity.check(signed, KEYS, AUDIENCE, at)


def test_a_weak_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="at least 32 characters"):
        Settings(_env_file=None, identity_keys={"site-1": "short"})


def test_a_key_and_a_token_can_be_had_from_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    made = CliRunner().invoke(cli, ["identity", "key"]).output.strip()
    name, _, value = made.partition("=")
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    try:
        signed = CliRunner().invoke(cli, ["identity", "sign", "alice", "--name", "Alice"]).output.strip()
    finally:
        settings.cache_clear()
    claims = identity.check(signed, json.loads(value), AUDIENCE, datetime.now(timezone.utc))
    assert (claims.sub, claims.name) == ("alice", "Alice")
