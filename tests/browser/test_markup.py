"""Whatever anybody writes is text: hundreds of attempts at script, shown in the widget and in every place of the
console, open no dialog, break no rule of the page's policy and bring no element or attribute of their own."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route, TimeoutError, expect
from sqlalchemy import select, update

from bot import agents, appointments, attachments, customers, handoff, notes, reception, tickets
from bot.attachments import Limits
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import agents as people
from bot.store.tables import appointments as booked_visits
from bot.store.tables import conversations

from .signing_in import enter_login
from .vectors import names, vectors

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6364f8cf500f000386018059a347da6b0000000049454e44ae426082"
)
SHOWN_MS = 40_000
FILES = 8
PART = 110  # messages of a conversation, so that one page shows them
WORKS = 40  # tickets and appointments: a page of each
STRANGE = (Path(__file__).parent / "strange.js").read_text("utf-8")
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => broken.push(event.violatedDirective));
"""


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def watched(window: Callable[..., BrowserContext]) -> Callable[[], tuple[Page, list[str]]]:
    """watched() is a page, and the list in which its dialogs and errors appear."""

    def opened() -> tuple[Page, list[str]]:
        trouble: list[str] = []
        page = window(locale="en-GB").new_page()
        page.add_init_script(WATCH)
        page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: trouble.append(f"error {error}"))
        page.on("console", lambda line: trouble.append(line.text) if is_trouble(line) else None)
        return page, trouble

    return opened


def is_trouble(line: ConsoleMessage) -> bool:
    """Before the sign-in the console asks who is there, and is told 401."""
    return line.type == "error" and "status of 401" not in line.text


def must_be_only_text(page: Page, trouble: list[str], least: int) -> None:
    found = page.evaluate(STRANGE)
    assert found["seen"] > least
    assert found["strange"] == []
    assert page.evaluate("[window.broken, window.pwned ?? null]") == [[], None]
    assert trouble == []


@pytest.fixture
def bob(sqlite_store: Store, employ: Callable[..., agents.Agent]) -> agents.Agent:
    """Holds all of these conversations, which is more than anybody has to."""
    bob = employ(sqlite_store, "bob", "1001")
    with sqlite_store.writing() as db:
        db.execute(update(people).values(capacity=50))
    return bob


@pytest.fixture
def say_all(sqlite_store: Store, bob: agents.Agent, phrases: Phrases) -> Callable[[str, list[str]], None]:
    """say_all(conversation, texts): each of them, in turn by the customer and by Bob, and files by such names."""

    def say(conversation_id: str, texts: list[str]) -> None:
        with sqlite_store.writing() as db:
            handoff_id = handoff.ask(db, conversation_id, "asked", {}, now())
            held = reception.claimed(db, handoff_id, bob.id, now(), phrases=phrases)
            for number, text in enumerate(texts):
                if number % 2:
                    reception.agent_said(db, conversation_id, bob.id, held.fence, text, f"text-{number}", now())
                else:
                    reception.customer_said(db, conversation_id, text, f"text-{number}", now())
            for number, name in enumerate(names()[:FILES]):
                put = attachments.put(
                    db, conversation_id, "customer", f"{name}.png", PIXEL + bytes([number]), now(), limits=Limits()
                )
                sent = {"phrases": phrases, "attachments": [put.id]}
                reception.customer_said(db, conversation_id, "", f"file-{number}", now(), **sent)

    return say


def test_there_are_enough_attempts() -> None:
    assert len(set(vectors())) >= 500
    assert len(set(names())) >= 100


def test_in_the_widget_everything_is_text(watched: Callable, say_all: Callable, sqlite_store: Store) -> None:
    page, trouble = watched()
    page.goto("/en")
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .option").first).to_be_enabled()
    with sqlite_store.reading() as db:
        conversation_id = db.execute(select(conversations.c.id)).scalar_one()
    page.goto("about:blank")
    say_all(conversation_id, vectors())
    page.goto("/en")
    bubbles = page.locator("courtesy-desk .entry .bubble")
    while True:
        expect(bubbles.first).to_be_attached(timeout=SHOWN_MS)
        shown, earlier = bubbles.count(), page.locator("courtesy-desk .earlier")
        if not earlier.count():
            break
        earlier.click()
        expect(bubbles.nth(shown)).to_be_attached(timeout=SHOWN_MS)
    must_be_only_text(page, trouble, len(vectors()))
    texts = set(bubbles.all_inner_texts())
    assert sum(vector.strip() in texts for vector in vectors()) > 400, "most stand there letter by letter"


@pytest.fixture
def works(
    sqlite_store: Store, bob: agents.Agent, welcome: Callable, say_all: Callable, standard: Standard
) -> list[str]:
    """The conversations of customers with such names, together with all vectors as messages, notes, tickets, places."""
    parts = [vectors()[first :: len(vectors()) // PART] for first in range(len(vectors()) // PART)]
    visits = [welcome(sqlite_store, f"customer-{number}") for number in range(len(parts))]
    settings = Settings(_env_file=None)
    for visit, texts, name in zip(visits, parts, names(), strict=False):
        say_all(visit.conversation_id, texts)
        with sqlite_store.writing() as db:
            customers.introduce(db, visit.customer_id, name)
            for text in texts:
                notes.add(db, visit.conversation_id, bob.id, text, now())
    with sqlite_store.writing() as db:
        appointments.put_resources(db, Operator.load(settings.path(settings.operator)).resources)
        for number, (name, text) in enumerate(zip(names()[:WORKS], vectors(), strict=False)):
            written(db, visits[0], number, name, text, standard)
    return [visit.conversation_id for visit in visits]


def written(db: Any, visit: customers.Visit, number: int, name: str, text: str, standard: Standard) -> None:
    whose = {"conversation_id": visit.conversation_id, "customer_id": visit.customer_id}
    theirs = {**whose, "contact": name[:60], "language": "en", "now": now()}
    fields, key = {"description": text}, f"ticket-{number}"
    tickets.open_ticket(
        db, kind="fault", title=name[:60], fields=fields, department=standard.tickets["fault"].department,
        effect_key=key, **theirs,
    )  # fmt: skip
    free = appointments.free_times(db, "repair", "donghu", now(), limit=1)[0].starts_at
    appointments.book(
        db, service="repair", district="donghu", starts_at=free, place=text[:200], name=name[:60], need=text, **theirs
    )


def with_canned_vectors(route: Route) -> None:
    """What the operator wrote into the canned replies is only text as well."""
    answer = route.fetch()
    told = answer.json()
    told["canned"] = [
        {"key": f"c{number}", "topic": "service", "title": {"zh": text, "en": text}, "text": {"zh": text, "en": text}}
        for number, text in enumerate(vectors()[:WORKS])
    ]
    route.fulfill(response=answer, body=json.dumps(told))


@pytest.mark.timeout(600)  # some seven hundred lines, seven times over
def test_in_the_console_everything_is_text(watched: Callable, works: list[str], sqlite_store: Store) -> None:
    page, trouble = watched()
    page.route("**/console/api/sign-in", with_canned_vectors)
    page.goto("/console/")
    enter_login(page, "bob")
    expect(page.locator(".side-list")).to_be_visible(timeout=SHOWN_MS)
    for conversation_id in works:
        page.goto(f"/console/#/desk/{conversation_id}")
        with suppress(TimeoutError):  # what went wrong says more than what is missing
            page.locator("message-line").nth(PART).wait_for(state="attached", timeout=SHOWN_MS)
        assert (trouble, page.locator("message-line .bubble").count() > PART) == ([], True)
        must_be_only_text(page, trouble, PART)
    page.locator(".composer textarea").press("/")
    expect(page.locator("#canned-list li").nth(WORKS - 1)).to_be_attached(timeout=SHOWN_MS)
    must_be_only_text(page, trouble, WORKS)
    with sqlite_store.reading() as db:
        booked = db.execute(select(booked_visits.c.number).order_by(booked_visits.c.id)).scalars().first()
    for view in ("history", "tickets", f"appointments/{booked}"):
        page.goto(f"/console/#/{view}")
        first = page.locator("main li a").first
        expect(first).to_be_attached(timeout=SHOWN_MS)
        first.click()
        page.wait_for_load_state("networkidle")
        must_be_only_text(page, trouble, 20)
