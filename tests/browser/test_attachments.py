"""Files both ways in a real browser: Alice sends a picture, Bob sees it and answers with a PDF."""

import io
import re
import wave
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect
from sqlalchemy import select

from bot import attachments, handoff, reception
from bot.agents import Agent
from bot.phrases import Phrases
from bot.store import Store
from bot.store.tables import attachment_contents, conversations, messages

from .signing_in import enter_login

Window = Callable[..., BrowserContext]
Violations = Callable[[Page], list[str]]


def picture(width: int = 320, height: int = 200, color: str = "#c2331f") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), color).save(drawn, "PNG")
    return drawn.getvalue()


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


PDF = b"%PDF-1.7\n%%EOF\n"


def voice(seconds: float = 0.5) -> bytes:
    recorded = io.BytesIO()
    with wave.open(recorded, "wb") as track:
        track.setparams((1, 1, 8000, 0, "NONE", ""))
        track.writeframes(b"\x80" * int(8000 * seconds))
    return recorded.getvalue()


def now() -> datetime:
    return datetime.now(timezone.utc)


@pytest.fixture
def chat(window: Window) -> Callable[..., Page]:
    """chat(color_scheme="dark") is Alice's page with the chat open."""

    def open_chat(path: str = "/", **options: Any) -> Page:
        page = window(**options).new_page()
        page.goto(path)
        page.locator("courtesy-desk .launcher").click()
        expect(page.locator("courtesy-desk .option").first).to_be_enabled()
        return page

    return open_chat


def choose(page: Page, *files: FilePayload) -> Locator:
    page.locator(".composer input[type=file]").set_input_files(list(files))
    return page.locator(".chosen-file")


def stored(store: Store) -> list[bytes]:
    with store.reading() as db:
        return list(db.execute(select(attachment_contents.c.content)).scalars())


def conversation(store: Store) -> str:
    with store.reading() as db:
        return str(db.execute(select(conversations.c.id)).scalar_one())


def until(page: Page, condition: str) -> None:
    """Asked again and again from outside: the page's policy lets nothing evaluate a text within it."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never so: {condition}")


def test_a_picture_is_chosen_sent_and_shown(chat: Callable[..., Page], sqlite_store: Store) -> None:
    page, content = chat(), picture()
    expect(choose(page, file("路由器.png", content))).to_have_class(re.compile("ready"))
    page.locator(".composer .send").click()
    shown = page.locator(".customer .picture img")
    expect(shown).to_be_visible()
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    assert shown.evaluate("image => image.naturalWidth") == 320
    assert stored(sqlite_store) == [content]
    page.reload()
    expect(page.locator(".customer .picture img")).to_be_visible()
    expect(page.locator(".customer .bubble")).to_have_count(0)
    assert page.locator(".customer .picture img").evaluate("image => image.naturalWidth") == 320


def test_words_go_along_and_nothing_is_sent_before_the_upload_is_done(
    chat: Callable[..., Page], sqlite_store: Store
) -> None:
    page, held = chat(), []
    page.route("**/widget/attachments", lambda route: held.append(route))
    choose(page, file("账单.pdf", PDF))
    page.locator(".composer textarea").fill("这是账单")
    expect(page.locator(".composer .send")).to_be_disabled()
    page.keyboard.press("Enter")
    expect(page.locator(".customer")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".composer .send")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.locator(".customer .bubble")).to_have_text("这是账单")
    expect(page.locator(".customer .file-card")).to_contain_text("账单.pdf")
    expect(page.locator(".customer .when")).to_have_text(re.compile(r"\d\d:\d\d"))
    with sqlite_store.reading() as db:
        texts = db.execute(select(messages.c.text).where(messages.c.author == "customer")).scalars().all()
    assert texts == ["这是账单"]


def test_a_file_is_dropped_and_a_picture_is_pasted(chat: Callable[..., Page]) -> None:
    page = chat()
    give = """(target, [kind, name, type]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([0x89, 80, 78, 71, 13, 10, 26, 10, name.length])], name, { type }));
        const told = { bubbles: true, cancelable: true, composed: true };
        const event = kind === "paste"
            ? new ClipboardEvent(kind, { ...told, clipboardData: data })
            : new DragEvent(kind, { ...told, dataTransfer: data });
        target.dispatchEvent(event);
    }"""
    panel = page.locator("#panel")
    panel.evaluate(give, ["dragover", "dropped.png", "image/png"])
    expect(page.locator(".drop")).to_be_visible()
    panel.evaluate(give, ["drop", "dropped.png", "image/png"])
    expect(page.locator(".drop")).to_be_hidden()
    page.locator(".composer textarea").evaluate(give, ["paste", "image.png", "image/png"])
    expect(page.locator(".chosen-file.ready")).to_have_count(2)


NOT_TAKEN = {
    "photo.jpg": (b"<!doctype html><script>alert(1)</script>", "支持图片"),
    "drawing.svg": (b"<svg onload='alert(1)'/>", "支持图片"),
    "empty.txt": (b"", "文件是空的"),
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_is_not_taken_is_said_in_words_and_can_be_removed(
    chat: Callable[..., Page], sqlite_store: Store, name: str
) -> None:
    page, (content, sentence) = chat(), NOT_TAKEN[name]
    expect(choose(page, file(name, content))).to_contain_text(sentence)
    expect(page.locator("[role=status]", has_text=sentence)).to_have_count(1)
    expect(page.locator(".composer .send")).to_be_disabled()
    page.get_by_role("button", name=f"移除 {name}").click()
    expect(page.locator(".chosen-file")).to_have_count(0)
    assert stored(sqlite_store) == []


def test_what_is_too_large_is_not_even_uploaded(chat: Callable[..., Page]) -> None:
    page = chat()
    page.route("**/widget/attachments", lambda route: route.abort())
    page.locator("#panel").evaluate("""panel => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(10 * 1024 * 1024 + 1)], "film.mp4"));
        panel.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    }""")
    expect(page.locator(".chosen-file.refused")).to_contain_text("超过 10 MB")


def test_an_upload_that_failed_is_tried_again(chat: Callable[..., Page], sqlite_store: Store) -> None:
    page, tries = chat(), []

    def fail_once(route: Any) -> None:
        tries.append(route)
        route.abort() if len(tries) == 1 else route.continue_()

    page.route("**/widget/attachments", fail_once)
    expect(choose(page, file("账单.pdf", PDF))).to_contain_text("上传失败")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".chosen-file.ready")).to_be_visible()
    assert stored(sqlite_store) == [PDF]


def test_an_upload_whose_answer_was_lost_is_kept_once(chat: Callable[..., Page], sqlite_store: Store) -> None:
    page, lost = chat(), []

    def lose_once(route: Any) -> None:
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        route.abort()

    page.route("**/widget/attachments", lose_once)
    expect(choose(page, file("账单.pdf", PDF))).to_contain_text("上传失败")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".chosen-file.ready")).to_be_visible()
    assert stored(sqlite_store) == [PDF]


def test_voice_is_played_and_a_place_is_linked(
    chat: Callable[..., Page], sqlite_store: Store, phrases: Phrases
) -> None:
    page, here = chat(), conversation(sqlite_store)
    with sqlite_store.writing() as db:
        said = attachments.put(db, here, "customer", "voice.wav", voice(), now()).id
        facts = {"latitude": 30.55, "longitude": 114.3}
        place = attachments.await_(db, here, "location", "", "", 0, facts, now())
        told = {"attachments": [said, place], "phrases": phrases}
        reception.customer_said(db, here, "", "voice-and-place", now(), **told)
    expect(page.locator(".voice audio")).to_have_attribute("src", re.compile("^blob:"))
    until(page, "document.querySelector('courtesy-desk').shadowRoot.querySelector('.voice audio').readyState > 0")
    link = page.get_by_role("link", name="查看地图")
    expect(link).to_have_attribute("href", re.compile(r"^https://www\.openstreetmap\.org/\?mlat=30\.55000&mlon=114\.3"))


def test_by_keyboard_alone_on_a_foreign_site(window: Window, shop: str, sqlite_store: Store) -> None:
    page = window(locale="en-GB").new_page()
    page.on("filechooser", lambda _: None)  # caught from now on: asked for at the key, it can come after the key
    page.goto(shop)
    page.locator("courtesy-desk .launcher").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".option").first).to_be_enabled()
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".clip")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([file("router.png", picture())])
    expect(page.locator(".chosen-file.ready")).to_be_visible()
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".customer .picture img")).to_be_visible()


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark", "locale": "en-GB"}])
def test_nothing_is_wrong_with_the_tray_and_the_cards(
    chat: Callable[..., Page], violations: Violations, look: dict[str, str]
) -> None:
    page = chat("/en" if "locale" in look else "/", **look)
    choose(page, file("picture.png", picture()), file("a document.pdf", PDF))
    expect(page.locator(".chosen-file.ready")).to_have_count(2)
    page.locator(".composer .send").click()
    expect(page.locator(".customer .picture img")).to_be_visible()
    choose(page, file("page.html", b"<html>"))
    expect(page.locator(".chosen-file.refused")).to_be_visible()
    assert violations(page) == []


@pytest.fixture
def bob(sqlite_store: Store, employ: Callable[..., Agent]) -> Agent:
    return employ(sqlite_store, "bob", "1001")


@pytest.fixture
def console(window: Window, bob: Agent) -> Callable[..., Page]:
    """console(locale="en-GB") is Bob's page, signed in."""

    def sign_in(**options: Any) -> Page:
        page = window(**{"locale": "zh-CN", **options}).new_page()
        page.goto("/console/")
        enter_login(page, "bob")
        expect(page.locator(".side-list")).to_be_visible()
        return page

    return sign_in


def ask_for_person(store: Store) -> str:
    """The conversation that waits now."""
    here = conversation(store)
    with store.writing() as db:
        handoff.ask(db, here, "asked", {}, now())
    return here


def take_next(page: Page) -> None:
    expect(page.locator("[data-key=next]")).to_be_enabled()
    page.keyboard.press("n")
    expect(page.locator(".composer textarea")).to_be_focused()


def attach(page: Page, *files: FilePayload) -> None:
    page.locator(".composer input[type=file]").set_input_files(list(files))


def test_alice_sends_a_picture_and_bob_answers_with_a_pdf(
    chat: Callable[..., Page], console: Callable[..., Page], sqlite_store: Store
) -> None:
    alice = chat()
    ask_for_person(sqlite_store)
    bob = console()
    take_next(bob)
    expect(choose(alice, file("路由器.png", picture()))).to_have_class(re.compile("ready"))
    alice.locator(".composer .send").click()
    seen = bob.locator(".by-customer .picture img")
    expect(seen).to_be_visible()
    until(bob, "document.querySelector('.by-customer .picture img').naturalWidth === 320")

    attach(bob, file("说明书.pdf", PDF))
    expect(bob.locator(".tray li.ready")).to_contain_text("说明书.pdf")
    bob.locator(".composer textarea").press("Enter")
    expect(bob.locator(".by-agent .file-card")).to_contain_text("说明书.pdf")
    expect(bob.locator(".tray li")).to_have_count(0)
    card = alice.locator(".agent .file-card")
    expect(card).to_contain_text("说明书.pdf")
    with alice.expect_download() as download:
        card.get_by_role("button").click()
    assert download.value.suggested_filename == "说明书.pdf"
    assert download.value.path().read_bytes() == PDF
    with bob.expect_download() as download:
        bob.locator(".by-agent .file-card a").click()
    assert download.value.suggested_filename == "说明书.pdf"


def test_bob_sees_what_is_awaited_lost_said_and_where(
    chat: Callable[..., Page], console: Callable[..., Page], sqlite_store: Store, phrases: Phrases
) -> None:
    chat()
    here = ask_for_person(sqlite_store)
    with sqlite_store.writing() as db:
        facts = {"latitude": 30.55, "longitude": 114.3}
        place = attachments.await_(db, here, "location", "", "", 0, facts, now())
        spoken = attachments.put(db, here, "customer", "voice.wav", voice(), now()).id
        photo = attachments.await_(db, here, "image", "photo.jpg", "image/jpeg", 99, {"file_id": "x"}, now())
        told = {"attachments": [place, spoken, photo], "phrases": phrases}
        reception.customer_said(db, here, "", "several-files", now(), **told)
    bob = console()
    take_next(bob)
    expect(bob.get_by_role("link", name="查看地图")).to_have_attribute(
        "href", re.compile("mlat=30.55000&mlon=114.30000")
    )
    card = bob.locator(".file-card", has_text="photo.jpg")
    expect(card).to_contain_text("正在接收")
    with sqlite_store.writing() as db:
        attachments.store(db, photo, picture(), now())
    expect(bob.locator(".picture img")).to_be_visible()
    bob.get_by_role("button", name="播放 voice.wav").click()
    until(bob, "document.querySelector('voice-player audio')?.readyState > 0")


def test_a_refused_reply_gives_its_files_back(
    chat: Callable[..., Page], console: Callable[..., Page], sqlite_store: Store
) -> None:
    chat()
    ask_for_person(sqlite_store)
    bob = console()
    take_next(bob)
    attach(bob, file("a.pdf", PDF), file("page.html", b"<html>"))
    expect(bob.locator(".tray li.refused")).to_contain_text("不支持这种格式")
    expect(bob.locator(".composer .primary")).to_be_disabled()
    bob.get_by_role("button", name="移除 page.html").click()
    bob.locator(".composer textarea").fill("随便您吧。")
    bob.locator(".composer textarea").press("Enter")
    expect(bob.locator(".confirm")).to_be_visible()
    expect(bob.locator(".tray li.ready")).to_contain_text("a.pdf")
    bob.locator(".composer textarea").fill("这是合同，请您查收。")
    bob.locator(".composer textarea").press("Enter")
    expect(bob.locator(".by-agent .file-card")).to_contain_text("a.pdf")


@pytest.mark.parametrize("look", [{"color_scheme": "light"}, {"color_scheme": "dark", "locale": "en-GB"}])
def test_nothing_is_wrong_with_files_in_the_console(
    chat: Callable[..., Page],
    console: Callable[..., Page],
    violations: Violations,
    sqlite_store: Store,
    look: dict[str, str],
) -> None:
    alice = chat()
    ask_for_person(sqlite_store)
    choose(alice, file("picture.png", picture()), file("a document.pdf", PDF), file("voice.wav", voice()))
    expect(alice.locator(".chosen-file.ready")).to_have_count(3)
    alice.locator(".composer .send").click()
    bob = console(**look)
    take_next(bob)
    expect(bob.locator(".picture img")).to_be_visible()
    attach(bob, file("a.pdf", PDF), file("page.html", b"<html>"))
    expect(bob.locator(".tray li.refused")).to_be_visible()
    assert violations(bob) == []
