"""Nothing is wider than a phone: every page and state that a customer meets, at two widths, in both languages."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from bot import agents, handoff, promises, reception, tickets
from bot.phrases import Phrases
from bot.reception import Reply
from bot.reception.promises import settle
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import conversations
from channels.app import create_app

NOW = datetime.now(timezone.utc)
WIDTHS = (390, 360)
PICTURES = os.environ.get("DESK_PICTURES")  # a folder: what the pages look like is kept there
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"
WORDS = {
    "zh": {
        "promise": "明天下午三点前由技术支持部的工程师给您回电并说明处理进度",
        "title": "宽带多收费30元且网速达不到套餐标准",
    },
    "en": {
        "promise": "An engineer of technical support calls you back and explains what was done",
        "title": "Charged 30 yuan too much and the connection is slower than agreed",
    },
}
# Elements that reach beyond the view, or that scroll sideways; what is cut off on purpose (an ellipsis, what only
# screen readers read, a drawing) is left out.
WIDER = """(width) => {
  const found = [];
  const aside = (style) => style.clipPath !== "none" || style.textOverflow === "ellipsis" || style.display === "none";
  const walk = (root) => {
    for (const one of root.children) {
      const style = getComputedStyle(one), { left, right, width: wide } = one.getBoundingClientRect();
      if (aside(style) || one.localName === "svg" || !one.checkVisibility()) continue;
      const [inside, seen] = [one.scrollWidth, one.clientWidth];
      const scrolls = inside > seen + 1 && seen > 0 && /auto|scroll/.test(style.overflowX);
      const name = `${one.localName}.${one.className}`;
      if (wide && (right > width + 0.5 || left < -0.5)) found.push(`${name} reaches from ${left} to ${right}`);
      if (scrolls && one.localName !== "textarea") found.push(`${name} scrolls: ${inside} in ${seen}`);
      walk(one.shadowRoot ?? one);
    }
  };
  walk(document.body);
  const page = document.scrollingElement.scrollWidth;
  if (page > width) found.push(`the page is ${page} wide`);
  return found;
}"""

TOO_WIDE = f"""(width) => {{
  const wide = Object.assign(document.createElement("p"), {{ textContent: "x" }});
  wide.style.width = "413px";
  document.body.append(wide);
  const found = ({WIDER})(width);
  wide.remove();
  return found.length;
}}"""


class Phone:
    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language, self.found = page, language, list[str]()

    def look(self, state: str) -> None:
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 760})
            self.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
            self.found += [f"{state} at {width}: {one}" for one in self.page.evaluate(WIDER, width)]
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"phone-{self.language}-{state}-{width}.png")


@pytest.fixture
def desk(
    sqlite_store: Store, open_standard: Standard, phrases: Phrases, tmp_path: Path, run_app: Callable[..., Any]
) -> Iterator[str]:
    """With a bot in Telegram, so that the way there is shown."""
    settings = Settings(_env_file=None, assistants=0, demo=False, state=tmp_path, telegram_name="qingchuan_desk_bot")
    port, stop = run_app(create_app(settings, sqlite_store, open_standard, phrases))
    yield f"http://127.0.0.1:{port}"
    stop()


@pytest.fixture
def phone(window: Callable[..., BrowserContext]) -> Callable[..., Phone]:
    def take(language: str, **options: Any) -> Phone:
        context = window(
            viewport={"width": 390, "height": 760},
            has_touch=True,
            is_mobile=True,
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            **options,
        )
        return Phone(context.new_page(), language)

    return take


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_and_no_state_of_the_chat_is_wider_than_a_phone(
    phone: Callable[..., Phone], sqlite_store: Store, open_standard: Standard, phrases: Phrases, language: str
) -> None:
    scheme = "dark" if language == "en" else "light"
    one = phone(language, color_scheme=scheme)
    page, alice = one.page, Alice(sqlite_store, open_standard, phrases, language)
    for path in ("/commitment", "/status"):
        page.goto(path)
        assert page.evaluate(TOO_WIDE, 390), "what is too wide is found"
        expect(page.locator("h1")).to_be_visible()
        one.look(path[1:])
    page.goto("/en" if language == "en" else "/")
    expect(page.locator(".launcher")).to_be_visible()
    one.look("demo")
    page.locator(".launcher").click()
    expect(page.locator(".option").first).to_be_enabled()
    one.look("greeting")
    page.locator(".composer textarea").fill(LONG)
    page.keyboard.press("Enter")
    expect(page.locator(".customer .bubble")).to_have_count(1)
    alice.begin()
    alice.says()
    expect(page.get_by_role("link", name=LONG, exact=True)).to_be_visible()
    one.look("words")
    page.locator(".composer input[type=file]").set_input_files(
        [
            {"name": f"{LONG}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"},
            {"name": f"{LONG}.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ]
    )
    expect(page.locator(".chosen-file")).to_have_count(2)
    one.look("tray")
    page.locator(".chosen-file:is(.failed, .refused) .drop-file").click()
    page.locator(".composer textarea").press("Enter")
    expect(page.locator(".customer .file-card")).to_have_count(1)
    one.look("file")
    alice.promises()
    expect(page.locator(".banner.promises")).to_be_visible()
    one.look("promises")
    expect(page.locator(".banner.promises li")).to_have_count(2)
    alice.is_kept_waiting()
    expect(page.locator(".banner.promises li")).to_have_count(3)
    expect(page.locator(".notice").last).to_contain_text({"zh": "非常抱歉", "en": "very sorry"}[language])
    one.look("broken")
    alice.is_called_back()
    expect(page.locator(".banner.promises li")).to_have_count(2)
    expect(page.locator(".banner.promises")).not_to_contain_text(WORDS[language]["promise"])
    page.locator(".person").click()
    expect(page.locator(".queue")).to_be_visible()
    one.look("queue")
    alice.serves()
    expect(page.locator(".rating")).to_be_visible()
    page.locator(".rating summary").click()
    one.look("rating")
    page.locator(".more").click()
    expect(page.locator(".menu")).to_be_visible()
    one.look("menu")
    for number, shown in ((1, ".sheet .code"), (2, ".sheet input")):
        page.locator(".menu button").nth(number).click()
        expect(page.locator(shown)).to_be_visible()
        one.look(f"sheet-{number}")
        page.keyboard.press("Escape")
        page.locator(".more").click()
    page.locator(".menu button").first.click()
    expect(page.locator(".case").first).to_be_visible()
    one.look("case")
    page.goto(f"/status#{alice.number}")
    page.locator("[name=last4]").fill("8000")
    page.locator(".ask button").click()
    expect(page.locator(".case")).to_be_visible()
    one.look("status-case")
    assert one.found == []


class Alice:
    """What Alice's phone has to show."""

    number = ""

    def __init__(self, store: Store, standard: Standard, phrases: Phrases, language: str) -> None:
        self.store, self.language = store, language
        self.told: dict[str, Any] = {"standard": standard, "phrases": phrases}

    def begin(self) -> None:
        with self.store.writing() as db:
            here = db.execute(select(conversations.c.id, conversations.c.customer_id)).one()
            self.here = str(here.id)
            words = "correct horse battery"
            self.bob = agents.add(db, "bob", "Bartholomew Featherstonehaugh", "1001", words, "agent", NOW).id
            ticket = tickets.open_ticket(
                db, kind="complaint", conversation_id=here.id, customer_id=here.customer_id, contact="13800138000",
                title=f"{WORDS[self.language]['title']} {LONG}", fields={}, language=self.language,
                department="complaints", now=NOW, owner_id=self.bob,
            )  # fmt: skip
            self.number, self.ticket = ticket.number, ticket

    def says(self) -> None:
        link = {"url": f"https://desk.example/{LONG}", "title": LONG}
        buttons = [{"title": f"{LONG} {number}", "payload": "/greet"} for number in range(3)]
        cards = [
            {"kind": kind, "number": number}
            for kind, number in (("appointment", "A6S00-8596"), ("letter", self.number))
        ]
        replies = [Reply(f"{LONG} https://desk.example/{LONG}", {"buttons": buttons}), Reply("…", {"link": link})]
        replies += [Reply("…", {"file": card}) for card in cards]
        with self.store.writing() as db:
            assert reception.assistant_said(db, self.here, replies, NOW)

    def promises(self) -> None:
        with self.store.writing() as db:
            reception.ticket_promised(db, self.ticket, self.told["standard"])
            words, due = WORDS[self.language]["promise"], NOW + timedelta(hours=5)
            self.given = promises.make(db, self.here, due, NOW, what=words, agent_id=self.bob)

    def is_kept_waiting(self) -> None:
        before = NOW - timedelta(hours=1)
        with self.store.writing() as db:
            promises.make(db, self.here, before + timedelta(minutes=30), before, what=LONG, agent_id=self.bob)
            (broken,) = promises.passed(db, NOW)
            settle(db, broken, NOW, **self.told)

    def is_called_back(self) -> None:
        with self.store.writing() as db:
            reception.promise_kept(db, self.here, self.given or 0, self.bob, NOW)

    def serves(self) -> None:
        with self.store.writing() as db:
            asked = handoff.current(db, self.here)
            assert asked
            held = reception.claimed(db, asked.handoff_id, self.bob, NOW, phrases=self.told["phrases"])
            reception.agent_said(db, self.here, self.bob, held.fence, LONG, "bob-key-1", NOW)
            reception.closed(db, asked.handoff_id, self.bob, held.fence, {}, NOW, **self.told)
