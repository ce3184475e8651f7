"""The files of the widget: small, packed, and nothing beside them."""

import gzip
import re
from pathlib import Path

import pytest

from bot.attachments import ENDINGS
from channels.files import read
from channels.web.assets import FOLDER

WIDGET_BYTES = 25_000  # packed, everything that a page loads before the customer does something special
FILES_BYTES = 7_500  # packed, what is loaded with the first picture or file
MENU_BYTES = 4_000  # packed, what is loaded with the menu
SCRIPTS = sorted(file for file in FOLDER.rglob("*.js") if file.parent.name not in ("vendor", "demo"))


def test_the_whole_widget_is_small() -> None:
    files = [*FOLDER.glob("*.js"), *FOLDER.glob("*.css"), *FOLDER.glob("vendor/*.js")]
    assert len(files) > 10, "the widget's files are not where they were"
    assert packed(*files) < WIDGET_BYTES


def test_what_shows_files_is_small_and_loaded_only_when_there_are_some() -> None:
    assert 0 < packed(*FOLDER.glob("files/*")) < FILES_BYTES
    always = [file.read_text("utf-8") for file in FOLDER.glob("*.js")]
    assert not any(re.search(r'^import .*"\./files/', text, re.M) for text in always)


def test_what_the_menu_opens_is_loaded_only_with_it() -> None:
    assert 0 < packed(*FOLDER.glob("linking/*")) < MENU_BYTES
    always = [file.read_text("utf-8") for file in FOLDER.glob("*.js")]
    assert not any(re.search(r'^import .*"\./(linking|identity)/', text, re.M) for text in always)


def test_comments_stay_at_home_and_code_does_not() -> None:
    source, told = (FOLDER / "desk.js").read_text("utf-8"), read(FOLDER / "desk.js").content.decode()
    assert "\n// " in source and not re.search(r"^\s*//", told, re.M)
    code = [line for line in source.splitlines() if not line.strip().startswith("//")]
    assert told.splitlines() == code


def packed(*files: Path) -> int:
    return sum(len(read(file).packed) for file in files)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_no_script_writes_markup(script) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write|\beval\(", script.read_text()
    )


@pytest.mark.parametrize(("file", "least"), [("strings.js", 30), ("files/words.js", 20), ("linking/words.js", 10)])
def test_every_word_of_the_interface_is_there_in_every_language(file: str, least: int) -> None:
    text = (FOLDER / file).read_text("utf-8")
    blocks = {name: text.split(f"const {name} = {{")[1].split("\n};")[0] for name in ("zh", "zhHant", "en")}
    keys = {name: set(re.findall(r"^  (\w+):", block, re.M)) for name, block in blocks.items()}
    assert len(keys["zh"]) > least
    assert keys["zh"] == keys["en"]
    assert keys["zhHant"] <= keys["zh"]


def test_a_file_is_sent_packed_and_only_when_it_changed(alice) -> None:
    answer = alice.ask("GET", "/desk.js", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == read(FOLDER / "desk.js").content
    again = alice.ask("GET", "/desk.js", If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/../payloads.py", "/..%2fpayloads.py", "/vendor/../../payloads.py", "/nothing.js"])
def test_nothing_else_can_be_asked_for(alice, path: str) -> None:
    assert alice.ask("GET", path).status == 404


@pytest.mark.parametrize("path, language", [("/", "zh-CN"), ("/en", "en")])
def test_the_operator_s_page_is_there_in_both_languages(alice, path: str, language: str) -> None:
    alice.under = ""
    answer = alice.ask("GET", path)
    assert (answer.status, f'<html lang="{language}">'.encode() in answer.body) == (200, True)
    assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_the_chooser_offers_what_the_desk_takes() -> None:
    offered = re.search(r'^const TAKEN = "(.*)";$', (FOLDER / "composer.js").read_text("utf-8"), re.M)
    assert offered is not None
    assert {ending.lstrip(".") for ending in offered[1].split(",")} >= set(ENDINGS)


def test_the_commitment_is_a_page_for_everybody_without_anything_inline(alice) -> None:
    alice.under, alice.token = "", ""
    chinese, english = alice.ask("GET", "/commitment"), alice.ask("GET", "/commitment", accept_language="en-GB,en")
    assert (chinese.status, english.status) == (200, 200)
    assert b'<html lang="zh-CN">' in chinese.body and b'<html lang="en">' in english.body
    assert b'<html lang="zh-Hant">' in alice.ask("GET", "/commitment?lang=zh-Hant").body
    assert "unsafe-inline" not in chinese.headers["content-security-policy"]
    assert alice.ask("GET", "/commitment?lang=xx").status == 422
    assert b"{limit:" not in alice.ask("GET", "/").body + alice.ask("GET", "/en").body
