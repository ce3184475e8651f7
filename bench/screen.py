"""(d): from the customer's request to the pixels of the agent's screen, in a real Chromium."""

import asyncio
import statistics
import time
from dataclasses import dataclass
from shutil import which

from desk import Conversation, Desk
from playwright.async_api import Page, async_playwright
from turns import percentile

SAMPLES = 40
PAUSE_SECONDS = 0.3

# Looks at every frame for the wanted words in the thread, and keeps the moment at which they stood there.
WATCH = """() => {
  const texts = (root) => [...root.querySelectorAll('*')].flatMap(
    (one) => [...(one.matches('.by-customer .bubble') ? [one.textContent] : []),
              ...(one.shadowRoot ? texts(one.shadowRoot) : [])]);
  window.seen = {};
  const look = () => {
    for (const text of texts(document)) {
      const words = text.trim();
      if (words.startsWith('bench ') && !(words in window.seen)) window.seen[words] = Date.now();
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@dataclass(frozen=True)
class Screen:
    """Milliseconds; both sides read the same machine's clock."""

    median: float
    p95: float


async def measure(desk: Desk) -> Screen:
    customer = await desk.open()
    await customer.ask_for_person()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(locale="zh-CN")
        await _take(page, desk)
        await page.evaluate(WATCH)
        waits = [await _until_seen(page, customer, f"bench {number}") for number in range(SAMPLES)]
        await browser.close()
    return Screen(statistics.median(waits), percentile(waits, 95))


async def _take(page: Page, desk: Desk) -> None:
    login, password = desk.login()
    await page.goto(f"{desk.address}/console/")
    await page.locator("[name=login]").fill(login)
    await page.locator("[name=password]").fill(password)
    await page.locator("button.primary").click()
    await page.locator(".status[role=switch]").click()  # at work
    await page.locator("[data-key=next]:enabled").wait_for()
    await page.keyboard.press("n")
    await page.locator(".composer textarea").wait_for()


async def _until_seen(page: Page, customer: Conversation, words: str) -> float:
    began = time.time()
    await customer.say(words)
    while not (seen := await page.evaluate("(words) => window.seen[words]", words)):
        await asyncio.sleep(0.02)  # the page keeps the moment: this pause is not in it
    await asyncio.sleep(PAUSE_SECONDS)
    return float(seen) - 1000 * began
