"""Takes the README's pictures anew: `python tools/pictures.py http://127.0.0.1:8600 BOBS-PASSWORD` with a desk running.

Two customers talk with the assistant, one of them with Bob; the conversations stay in that desk's database."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LOCAL = {"timezone_id": "Asia/Shanghai"}
ANSWER_MS = 60_000


def window(browser: Browser, address: str, path: str, **options: object) -> Page:
    page = browser.new_context(
        base_url=address, **{"viewport": WIDE, "reduced_motion": "reduce", **LOCAL, **options}
    ).new_page()
    page.goto(path)
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
    page.screenshot(path=str(PICTURES / f"{name}.png"))


def open_chat(page: Page) -> None:
    page.locator("courtesy-desk .launcher").click()
    page.locator("courtesy-desk .bubble").first.wait_for()


def console(browser: Browser, address: str, password: str, locale: str, **options: object) -> Page:
    page = window(browser, address, "/console/", locale=locale, **options)
    page.locator("[name=login]").fill("bob")
    page.locator("[name=password]").fill(password)
    page.locator("button.primary").click()
    page.locator(".status[role=switch]").wait_for()
    page.wait_for_timeout(1500)
    if page.locator(".status[role=switch]").get_attribute("aria-checked") != "true":
        page.locator(".status[role=switch]").click()
    return page


def main(address: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        alice = window(browser, address, "/", locale="zh-CN")
        open_chat(alice)
        ask(alice, "我家宽带断了三天了，没人管！", 1, 0)
        save(alice, "widget-zh")
        ask(alice, 3, "湖滨路18号3单元502", "李静", "13812345678", "对的")
        mary = window(browser, address, "/en", locale="en-GB", viewport=PHONE, device_scale_factor=2)
        open_chat(mary)
        ask(mary, "How fast does a technician come?", 0, "I'd like to book an installation")
        save(mary, "widget-en")
        bob = console(browser, address, password, "zh-CN")
        ask(alice, "转人工")
        bob.locator(".entry").first.wait_for()
        bob.keyboard.press("n")
        bob.locator(".composer textarea").fill("李女士您好，我看到您的预约了，请问还有什么可以帮您？")
        save(bob, "console-zh")
        bob.locator(".composer textarea").press("Enter")
        save(alice, "agent-zh")
        english = console(browser, address, password, "en-GB", color_scheme="dark")
        english.locator(".entry, .held").first.wait_for()
        english.locator(".entry, .held").first.click()
        save(english, "console-en")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
