"""The files of the widget: small, packed, and nothing beside them."""

import gzip
import re

import pytest

from channels.web.assets import FOLDER

WIDGET_BYTES = 25_000  # packed, everything that a page loads
SCRIPTS = sorted(FOLDER.glob("*.js"))


def test_the_whole_widget_is_small() -> None:
    files = [*SCRIPTS, *FOLDER.glob("*.css"), *FOLDER.glob("vendor/*.js")]
    assert len(files) > 10, "the widget's files are not where they were"
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < WIDGET_BYTES


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_no_script_writes_markup(script) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|document\.write|\beval\(", script.read_text()
    )


def test_every_word_of_the_interface_is_there_in_every_language() -> None:
    text = (FOLDER / "strings.js").read_text("utf-8")
    blocks = {name: text.split(f"const {name} = {{")[1].split("\n};")[0] for name in ("zh", "zhHant", "en")}
    keys = {name: set(re.findall(r"^  (\w+):", block, re.M)) for name, block in blocks.items()}
    assert len(keys["zh"]) > 30
    assert keys["zh"] == keys["en"]
    assert keys["zhHant"] <= keys["zh"]


def test_a_file_is_sent_packed_and_only_when_it_changed(alice) -> None:
    answer = alice.ask("GET", "/desk.js", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == (FOLDER / "desk.js").read_bytes()
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
