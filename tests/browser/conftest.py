"""The real app on a loopback port, in a real browser."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from bot import appointments, customers
from bot.appointments import Appointment
from bot.operator import Operator
from bot.phrases import Phrases
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from channels.app import create_app

START_SECONDS = 10
WAIT_MS = 10_000  # of a busy machine
expect.set_options(timeout=WAIT_MS)
# The first is the same browser without windows of its own, whose drawing would cost a third of the time.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
QUIET = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Chromium:
    """One for all files of this folder that follow each other: while Playwright runs, no other test of this process can
    have an event loop."""

    def __init__(self) -> None:
        self._running: tuple[Playwright, Browser] | None = None

    def running(self) -> Browser:
        if self._running is None:
            program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
            if not program:
                pytest.fail(f"Chromium is missing: install the package {CHROMIUMS[0]} or {CHROMIUMS[1]}", pytrace=False)
            playwright = sync_playwright().start()
            self._running = playwright, playwright.chromium.launch(executable_path=program, args=QUIET)
        return self._running[1]

    def end(self) -> None:
        if self._running is not None:
            playwright, browser = self._running
            browser.close()
            playwright.stop()
            self._running = None


CHROMIUM = Chromium()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or nextitem.path.parent != Path(__file__).parent:
        CHROMIUM.end()


@pytest.fixture
def browser() -> Browser:
    return CHROMIUM.running()


@pytest.fixture
def desk(
    sqlite_store: Store, open_standard: Standard, phrases: Phrases, tmp_path: Path, run_app: Callable
) -> Iterator[str]:
    """The address of the running app."""
    settings = Settings(_env_file=None, assistants=0, demo=False, state=tmp_path)
    port, stop = run_app(create_app(settings, sqlite_store, open_standard, phrases))
    yield f"http://127.0.0.1:{port}"
    stop()


@pytest.fixture
def window(browser: Browser, desk: str) -> Iterator[Callable[..., BrowserContext]]:
    """window(color_scheme="dark") is a browser of its own: nothing is shared with another window."""
    contexts: list[BrowserContext] = []

    def open_window(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=desk, **options)
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        return context

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def shop(desk: str, tmp_path: Path) -> Iterator[str]:
    """The address of another site, with one script tag in its page."""
    script = f'<script type="module" src="{desk}/widget/desk.js"></script>'
    page = f'<!doctype html><html lang="en"><title>Shop</title><body>{script}</body></html>'
    (tmp_path / "index.html").write_text(page, "utf-8")
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()


@pytest.fixture
def standing_appointment() -> Callable[..., Appointment]:
    """standing_appointment(store, conversation_id) is a repair visit booked there, at the first free time."""

    def book(store: Store, conversation_id: str) -> Appointment:
        now, settings = datetime.now(timezone.utc), Settings(_env_file=None)
        with store.writing() as db:
            appointments.put_resources(db, Operator.load(settings.path(settings.operator)).resources)
            first = appointments.free_times(db, "repair", "donghu", now)[0]
            return appointments.book(
                db,
                service="repair",
                district="donghu",
                starts_at=first.starts_at,
                place="湖滨路1号",
                name="Alice",
                contact="13800138000",
                need="断网",
                conversation_id=conversation_id,
                customer_id=customers.conversation(db, conversation_id).customer_id,
                language="zh",
                now=now,
            )

    return book


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong on a page, one line each."""

    def check(page: Page) -> list[str]:
        # Evaluated by the debugger, because the page's own policy lets no foreign script in.
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("axe.run().then((result) => result.violations)")
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    return check
