"""Takes the README's pictures anew, from a running desk that `desk demo` has filled:

`python tools/pictures.py http://127.0.0.1:8600 BOBS-PASSWORD CAROLS-PASSWORD [talk case board figures ticket]`

Customers talk with the assistant, one of them with Bob (talk), two about a complaint (case); these conversations stay
in that desk's database. The others only look."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LOCAL = {"timezone_id": "Asia/Shanghai"}
ANSWER_MS = 60_000
# A picture of a page needs no more, and takes a third of the room.
COLOURS = 128
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Desk:
    address: str
    bobs_password: str
    carols_password: str


def window(browser: Browser, address: str, path: str, **options: object) -> Page:
    page = browser.new_context(
        base_url=address, **{"viewport": WIDE, "reduced_motion": "reduce", **LOCAL, **options}
    ).new_page()
    page.goto(path, timeout=ANSWER_MS)
    return page


def ask(page: Page, *steps: "str | int") -> None:
    """A text is written; a number chooses that button of the last message."""
    for step in steps:
        before = page.locator(".log .assistant, .log .desk, .log .notice").count()
        if isinstance(step, int):
            page.locator("courtesy-desk .option:not([disabled])").nth(step).click()
        else:
            page.locator(".composer textarea").fill(step)
            page.locator(".composer textarea").press("Enter")
        page.wait_for_function(
            "(before) => document.querySelector('courtesy-desk').shadowRoot"
            ".querySelectorAll('.log .assistant, .log .desk, .log .notice').length > before",
            arg=before,
            timeout=ANSWER_MS,
        )
        page.wait_for_timeout(1500)


def save(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=str(file))
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    print(file.relative_to(PICTURES.parent.parent), file.stat().st_size // 1024, "kB")


def open_chat(page: Page) -> None:
    page.locator("courtesy-desk .launcher").click()
    page.locator("courtesy-desk .bubble").first.wait_for()


def console(browser: Browser, desk: Desk, login: str, language: str, **options: object) -> Page:
    page = window(browser, desk.address, "/console/", locale=LOCALES[language], **options)
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(desk.bobs_password if login == "bob" else desk.carols_password)
    page.locator("button.primary").click()
    page.locator(".status[role=switch]").wait_for(timeout=ANSWER_MS)
    page.wait_for_timeout(1500)
    return page


def open_page(page: Page, place: str, ready: str) -> None:
    page.evaluate("(place) => { location.hash = place; }", f"#/{place}")
    page.locator(ready).first.wait_for(timeout=ANSWER_MS)
    page.wait_for_timeout(3000)


def talk(browser: Browser, desk: Desk) -> None:
    alice = window(browser, desk.address, "/", locale="zh-CN")
    open_chat(alice)
    ask(alice, "我家宽带断了三天了，没人管！", 1, 0)
    save(alice, "widget-zh")
    ask(alice, 3, "湖滨路18号3单元502", "李静", "13812345678", "对的")
    mary = window(browser, desk.address, "/en", locale="en-GB", viewport=PHONE, device_scale_factor=2)
    open_chat(mary)
    ask(mary, "How fast does a technician come?", 0, "I'd like to book an installation")
    save(mary, "widget-en")
    bob = console(browser, desk, "bob", "zh")
    if bob.locator(".status[role=switch]").get_attribute("aria-checked") != "true":
        bob.locator(".status[role=switch]").click()
    ask(alice, "转人工")
    bob.locator(".entry").first.wait_for()
    bob.keyboard.press("n")
    bob.locator(".composer textarea").fill("李女士您好，我看到您的预约了，请问还有什么可以帮您？")
    save(bob, "console-zh")
    bob.locator(".composer textarea").press("Enter")
    save(alice, "agent-zh")
    english = console(browser, desk, "bob", "en", color_scheme="dark")
    english.locator(".entry, .held").first.wait_for()
    english.locator(".entry, .held").first.click()
    save(english, "console-en")


def case(browser: Browser, desk: Desk) -> None:
    """What a customer sees of a complaint, in the widget."""
    told: dict[str, tuple[str, list[str | int]]] = {
        "zh": ("我的工单", ["我要投诉，昨天下午约好的维修师傅没来，也没有打电话，希望给我道歉", "13800138000", 0]),
        "en": ("My cases", ["I want to make a complaint", "The clerk at the Donghu hall was rude to me",
                            "yesterday afternoon", 0, "I would like an apology", "13800138000", "yes"]),
    }  # fmt: skip
    for language, (button, steps) in told.items():
        page = window(browser, desk.address, "/en" if language == "en" else "/", locale=LOCALES[language])
        open_chat(page)
        ask(page, *steps)
        page.locator(".more").click()
        page.get_by_role("button", name=button).click()
        page.locator(".case").first.wait_for()
        save(page, f"case-{language}")


def board(browser: Browser, desk: Desk) -> None:
    for language in LOCALES:
        page = console(browser, desk, "carol", language)
        open_page(page, "board", "board-view .panels section")
        save(page, f"board-{language}")


def figures(browser: Browser, desk: Desk) -> None:
    for language in LOCALES:
        page = console(browser, desk, "carol", language, color_scheme="dark" if language == "en" else "light")
        open_page(page, "figures", ".cards[aria-busy=false]")
        save(page, f"figures-{language}")


def ticket(browser: Browser, desk: Desk) -> None:
    """The newest request, with its clocks."""
    for language in LOCALES:
        page = console(browser, desk, "carol", language)
        open_page(page, "tickets", "tickets-view li a")
        page.locator("tickets-view header select").first.select_option("request")
        kind = "业务申请" if language == "zh" else "request"
        page.locator("tickets-view li:first-child .kind", has_text=kind).wait_for()
        page.locator("tickets-view li a").first.click()
        page.locator(".card-pane .clocks").first.wait_for(timeout=ANSWER_MS)
        save(page, f"ticket-{language}")


PARTS: dict[str, Callable[[Browser, Desk], None]] = {
    "talk": talk, "case": case, "board": board, "figures": figures, "ticket": ticket,
}  # fmt: skip


def main(address: str, bobs_password: str, carols_password: str, *parts: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for part in parts or PARTS:
            PARTS[part](browser, Desk(address, bobs_password, carols_password))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
