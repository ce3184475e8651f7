"""The page's words: both languages say everything, and canned replies keep the standard."""

import re
from pathlib import Path

from bot.phrases import Phrases
from bot.settings import ROOT
from bot.standard import Standard
from channels.console.canned import canned_replies
from channels.console.holding import OUTCOMES, TOPICS

STATIC = ROOT / "channels" / "console" / "static"
ENTRY = re.compile(r'"([\w.]+)": "((?:[^"\\]|\\.)*)"')
HOLE = re.compile(r"\{\w+\}")


def words(language: str) -> dict[str, str]:
    files = sorted((STATIC / "model").glob(f"words*-{language}.js"))
    return dict(entry for file in files for entry in ENTRY.findall(file.read_text("utf-8")))


def scripts() -> list[Path]:
    return sorted(STATIC.rglob("*.js"))


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    zh, en = words("zh"), words("en")
    assert len(zh) > 100 and zh.keys() == en.keys()
    for key in zh:
        assert set(HOLE.findall(zh[key])) == set(HOLE.findall(en[key])), key


def test_every_word_that_is_asked_for_exists() -> None:
    used = {key for file in scripts() for key in re.findall(r'\bt\("([\w.]+)"', file.read_text("utf-8"))}
    assert len(used) > 50 and used - words("zh").keys() == set()


def test_nothing_writes_html_as_text() -> None:
    assert scripts()
    for file in scripts():
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|unsafe[A-Z]", file.read_text("utf-8")), file.name


def test_every_topic_and_outcome_of_a_wrap_up_has_a_label() -> None:
    labels = (STATIC / "model" / "labels.js").read_text("utf-8")
    for key in TOPICS + OUTCOMES:
        assert re.search(rf"\b{key}: \[", labels), key


def test_canned_replies_keep_the_wording_rules(standard: Standard, phrases: Phrases) -> None:
    assert len(canned_replies(phrases)) > 50
    for reply in canned_replies(phrases):
        for language in ("zh", "en"):
            found = standard.wording.check(reply["text"][language], language, "agent")
            assert [(one.rule, one.text) for one in found] == [], f"{reply['key']} {language}"


def test_canned_replies_have_the_same_gaps_in_both_languages(phrases: Phrases) -> None:
    for reply in canned_replies(phrases):
        assert set(HOLE.findall(reply["text"]["zh"])) == set(HOLE.findall(reply["text"]["en"])), reply["key"]
        assert reply["topic"] in (*TOPICS, "answer") and reply["title"].keys() == {"zh", "en"}
