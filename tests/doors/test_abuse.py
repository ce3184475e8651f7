"""What somebody tries who is no browser of ours: foreign sites, foreign fields, bodies and lines that never end."""

import gzip
import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import customers
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import REQUEST_MAX_BYTES, create_app

from .expectations import EXPECTED
from .test_matrix import asked
from .world import AGENTS, World

SHOP = "https://shop.example"
STRANGERS = [
    "null", "https://evil.example", "http://shop.example", "https://shop.example.evil.example", "https://evilshop.example",
    "https://shop.example:8443", "https://shop.example@evil.example", "https://evil.example/https://shop.example",
    "https://SHOP.example.evil.example", "https://shop-example", "https://sub.shop.example", "file://", "https://shop.example.",
    "chrome-extension://abcdef", "https://shop.example%00.evil.example", "https://shop.example/", "//shop.example",
    "https://xn--shp-0na.example", "data:text/html", "https://127.0.0.1", "https://[::1]", "https://shop.example, https://evil.example",
]  # fmt: skip
FOREIGN = ("metadata", "slots", "input_channel", "sender", "author", "agent_id", "conversation_id", "payload", "holder")
SLOW_SECONDS = 1


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_strange_site_is_refused_and_its_name_not_repeated(
    begin: Callable[..., World], sqlite_store: Store, origin: str
) -> None:
    world = begin(sqlite_store, widget_origins=[SHOP])
    before = world.facts()
    for method, path in (("POST", "/widget/conversations"), ("GET", "/widget/stream"), ("OPTIONS", "/widget/messages")):
        answer = world.ask("alice", method, path, headers={"Origin": origin}, json={"language": "en"})
        assert (answer.status_code, answer.headers.get("access-control-allow-origin")) == (403, None), (method, path)
    assert world.facts() == before
    welcome = world.ask("alice", "GET", "/widget/conversation", headers={"Origin": SHOP})
    assert (welcome.status_code, welcome.headers["access-control-allow-origin"]) == (200, SHOP)
    assert "access-control-allow-credentials" not in welcome.headers


def test_no_page_of_ours_listens_to_other_windows() -> None:
    scripts = [file for file in (ROOT / "channels").rglob("*.js") if "vendor" not in file.parts]
    assert len(scripts) > 40
    listening = re.compile(r"postMessage|onmessage|addEventListener\(\s*[\"'`]message[\"'`]")
    assert [file.name for file in scripts if listening.search(file.read_text("utf-8"))] == []


def test_a_field_that_nobody_asked_for_is_refused(world: World) -> None:
    labels = [label for label, row in EXPECTED.items() if "json" in row.sends(world) and "telegram" not in label]
    assert len(labels) > 15
    before = world.facts()
    for label in labels:
        for name in FOREIGN:
            who = next(one for one in ("alice", "bob", *AGENTS) if EXPECTED[label].expected[one] not in (401, 403))
            answer = asked(world, who, label, EXPECTED[label], body={name: {"verified": True}})
            assert answer.status_code == 422, f"{label} takes {name}: {answer.text[:100]}"
    assert world.facts() == before


def test_the_same_name_on_two_channels_is_two_customers(store: Store, now: Any) -> None:
    with store.writing() as db:
        on_page = customers.welcome(db, "web", "widget", "4711", "en", now)
        in_app = customers.welcome(db, "telegram", "telegram", "4711", "en", now)
        assert customers.find_by_identity(db, "telegram", "4711") == in_app
        assert customers.find_by_identity(db, "widget", "4711") == on_page
    assert on_page.conversation_id != in_app.conversation_id
    # The assistant knows a conversation by an id of the desk's own making.
    assert all(re.fullmatch("[0-9a-f]{24}", visit.conversation_id) for visit in (on_page, in_app))


BIG = {
    "a text of a megabyte": (json.dumps({"client_key": "k" * 8, "text": "x" * 1_000_000}).encode(), 413),
    "a body one byte too large": (b" " * (REQUEST_MAX_BYTES + 1), 413),
    "a packed bomb": (gzip.compress(b"[" * 10_000_000), 400),
    "a nest of 3,000": (b'{"text":' + b"[" * 3000 + b"]" * 3000 + b"}", 400),
    "a nest of 21": (b'{"text":' + b"[" * 20 + b"]" * 20 + b"}", 400),
    "a number of 5,000 digits": (b'{"score":' + b"9" * 5000 + b"}", 400),
    "not a number": (b'{"score": NaN}', 400),
}


@pytest.mark.parametrize("name", BIG)
def test_what_is_too_much_is_refused_at_once(world: World, name: str) -> None:
    content, status = BIG[name]
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip" if "packed" in name else "identity"}
    answer = world.ask("alice", "POST", "/widget/messages", headers=headers, content=content)
    assert answer.status_code in (status, 422), answer.text
    assert world.ask("nobody", "GET", "/health").status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "-896876262029689225216", "2147483648", "9" * 4000])
def test_a_number_that_no_row_can_have_is_not_there(world: World, number: str) -> None:
    talk = f"/console/api/conversations/{world.ids['alice']}"
    paths = [f"{talk}/undelivered/{number}/resolved", f"/console/api/handoffs/{number}/claim"]
    assert [world.ask("bob", "POST", path).status_code for path in paths] == [404, 404]


@pytest.mark.parametrize(
    "path, who", [("/widget/stream", "alice"), ("/console/api/conversations/{alice}/stream", "bob")]
)
def test_a_wrong_cursor_is_refused_even_beside_a_good_one(world: World, path: str, who: str) -> None:
    told = world.ask(who, "GET", path.format(**world.ids) + "?after=-1", headers={"Last-Event-ID": "0"})
    assert told.status_code == 422


@pytest.fixture
def impatient(
    sqlite_store: Store, standard: Standard, phrases: Phrases, run_app: Callable, tmp_path: Path
) -> Iterator[int]:
    """The port of a desk that waits one second for a request, and one for its body."""
    app = create_app(
        Settings(_env_file=None, assistants=0, demo=False, state=tmp_path), sqlite_store, standard, phrases
    )
    assert (app.config.REQUEST_TIMEOUT, app.config.RESPONSE_TIMEOUT) == (15, 60)
    for waits in ("REQUEST_TIMEOUT", "RESPONSE_TIMEOUT", "KEEP_ALIVE_TIMEOUT"):
        app.config[waits] = SLOW_SECONDS
    port, stop = run_app(app)
    yield port
    stop()


def answered(port: int, sent: bytes) -> bytes:
    """Everything until the desk hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(sent)
        return b"".join(iter(lambda: line.recv(65536), b""))


HEAD = b"POST /widget/messages HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "sent, status",
    [
        (HEAD, b"408"),  # headers that never end
        (HEAD + b"Content-Length: 1000\r\n\r\n{", b"503"),  # a body that never comes
        (HEAD + b"X: " + b"x" * 20_000 + b"\r\n\r\n", b"4"),
        (HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(2000)) + b"\r\n", b"4"),
        (HEAD + b"Content-Length: 104857600\r\n\r\n", b"413"),  # refused before the body is sent
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"4"),  # two ends of one body
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"4"),  # TLS where none is spoken
        (b"GET / HTTP/1.1\r\nHost: desk\r\nCookie: \xff\xfe\r\nConnection: close\r\n\r\n", b"200"),
    ],
)
def test_a_line_that_is_held_open_or_garbled_is_let_go(impatient: int, sent: bytes, status: bytes) -> None:
    assert answered(impatient, sent).startswith(b"HTTP/1.1 " + status)
