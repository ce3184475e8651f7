"""The whole road on real parts: `desk serve` with its trained model, a customer's window and an agent's."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.assistant.model import train
from bot.settings import ROOT, Settings
from tests.hours import ALL_DAY, with_hours

READY = "The assistant answers"
START_SECONDS = 240
WAIT_MS = 30_000


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address, and the demo agents' passwords, of a desk that was started as its operator would."""
    state = tmp_path_factory.mktemp("road")
    trained = train(Settings(_env_file=None))
    (state / "models").symlink_to(trained.parent)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = {
        "STATE": state,
        "PORT": port,
        "STANDARD": with_hours(state, ALL_DAY),
        "DATABASE_URL": f"sqlite:///{state}/desk.db",
    }
    env = {**os.environ, **{f"DESK_{name}": str(value) for name, value in chosen.items()}, "PYTHONUNBUFFERED": "1"}
    desk = Path(sys.executable).parent / "desk"
    process = subprocess.Popen([str(desk), "serve"], env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        wait_until_ready(process)
        yield f"http://127.0.0.1:{port}", json.loads((state / "demo-logins").read_text())
    finally:
        process.terminate()
        process.wait(20)


def wait_until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if READY in line:
            return
    pytest.fail(f"the desk ended with {process.wait()} before it was ready")


@pytest.fixture
def window(browser: Browser, served: tuple[str, dict[str, str]]) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def open_window(**options: object) -> BrowserContext:
        size = {"width": 1280, "height": 860}
        context = browser.new_context(base_url=served[0], **{"viewport": size, "reduced_motion": "reduce", **options})
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        return context

    yield open_window
    for context in contexts:
        context.close()


def open_chat(context: BrowserContext, path: str = "/") -> Page:
    page = context.new_page()
    page.goto(path)
    page.locator("courtesy-desk .launcher").click()
    expect(page.locator("courtesy-desk .bubble").first).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.locator("courtesy-desk .composer textarea").fill(text)
    page.locator("courtesy-desk .composer textarea").press("Enter")


def said(page: Page, words: "str | re.Pattern[str]") -> None:
    """The desk answered with these words."""
    expect(page.locator("courtesy-desk .log").get_by_text(words).last).to_be_visible(timeout=WAIT_MS)


def choose(page: Page, title: "str | re.Pattern[str]") -> None:
    page.locator("courtesy-desk .option:not([disabled])", has_text=title).last.click()


def sign_in(context: BrowserContext, login: str, password: str) -> Page:
    page = context.new_page()
    page.goto("/console/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.locator("button.primary").click()
    page.locator(".status[role=switch]").click()
    expect(page.locator(".status[role=switch]")).to_have_attribute("aria-checked", "true")
    return page


def test_alice_is_soothed_gets_a_visit_and_a_number_and_talks_with_bob(window: Callable, served: tuple) -> None:
    alice = open_chat(window(locale="zh-CN"))
    write(alice, "我家宽带断了三天了，没人管！")
    said(alice, "理解您的感受")
    said(alice, "光猫")
    choose(alice, "还是不行")
    said(alice, "哪个区")
    choose(alice, "东湖区")
    said(alice, "哪个时间")
    choose(alice, re.compile(r"明天"))
    said(alice, "地址")
    write(alice, "湖滨路18号3单元502")
    said(alice, "称呼")
    write(alice, "我姓李，李静")
    said(alice, "电话")
    write(alice, "13812345678")
    said(alice, "138****5678")
    write(alice, "对的")
    said(alice, re.compile(r"T[0-9A-Z]{4}-?[0-9A-Z]{4}"))

    bob = sign_in(window(locale="zh-CN"), "bob", served[1]["bob"])
    write(alice, "转人工")
    said(alice, "转接人工客服")
    expect(bob.locator(".entry")).to_have_count(1)
    bob.keyboard.press("n")
    said(alice, "1001")
    expect(bob.locator(".brief")).to_contain_text("李静")
    expect(bob.locator(".brief")).to_contain_text(re.compile(r"T[0-9A-Z]{4}-?[0-9A-Z]{4}"))
    reply = bob.locator(".composer textarea")
    reply.fill("李女士您好，我看到您的预约了，请问还有什么可以帮您？")
    reply.press("Enter")
    said(alice, "李女士您好")
    write(alice, "没有了，谢谢")
    expect(bob.locator(".by-customer .bubble").last).to_have_text("没有了，谢谢")

    bob.locator("[data-key=close]").click()
    bob.locator("[name=topic]").select_option("fault")
    bob.locator("[name=outcome]").select_option("resolved")
    bob.locator("[name=summary]").fill("已预约上门")
    bob.locator("dialog .primary").click()
    alice.locator("courtesy-desk .rating label").nth(4).click()
    alice.get_by_role("button", name="提交评价").click()
    expect(alice.locator("courtesy-desk .rated")).to_be_visible()


def test_an_english_customer_asks_books_and_keeps_the_appointment(window: Callable) -> None:
    mary = open_chat(window(locale="en-GB"), "/en")
    write(mary, "How much is data after my allowance is used up?")
    said(mary, "¥3")
    write(mary, "I'd like to book an installation")
    said(mary, "district")
    choose(mary, "Xishan")
    said(mary, "time")
    choose(mary, re.compile("tomorrow", re.I))
    said(mary, "address")
    write(mary, "12 Garden Lane, building 3")
    said(mary, "name")
    write(mary, "Mary Jones")
    said(mary, "number")
    write(mary, "13900001234")
    said(mary, re.compile("correct|right", re.I))
    write(mary, "yes")
    said(mary, re.compile(r"A[0-9A-Z]{4}-?[0-9A-Z]{4}"))
    with mary.expect_download() as download:
        mary.get_by_role("button", name=re.compile("calendar", re.I)).last.click()
    assert b"BEGIN:VEVENT" in Path(download.value.path()).read_bytes()
