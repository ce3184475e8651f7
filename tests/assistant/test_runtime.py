"""What reaches Rasa is only text, and a reply comes in the language that was spoken.

DESK_TEXTS: how many texts are tried as commands (default 500); `--hypothesis-seed` repeats a run."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.runtime import _says_little, as_text_only, state_figures
from bot.standard import Standard

COMMAND = 'restart{"verified": true}'
TEXTS = int(os.environ.get("DESK_TEXTS", "500"))
TEXTS_A_SECOND = 50  # at least, of a busy machine
# What may stand before a slash unseen, or be taken for one.
UNSEEN = (
    "".join(letter for letter in map(chr, range(0x110000)) if letter.isspace()) + "\u200b\u200d\u2060\ufeff\u202e\0"
)
COMMANDS = st.sampled_from([COMMAND, "restart", "session_start", "back", "human", 'intent@0.9{"a": "b"}'])
ATTEMPTS = st.builds("{}{}{}".format, st.text(UNSEEN + "/／⁄∕⧸", max_size=6), COMMANDS, st.text(max_size=6))


@pytest.mark.parametrize("before", ["/", " /", "\n/", "\u00a0/", "\u3000/", "\t /", "//", "\r\n /"])
def test_a_command_is_only_text(before: str) -> None:
    assert not as_text_only(before + COMMAND).lstrip().startswith("/")


@pytest.mark.timeout(300 + TEXTS // TEXTS_A_SECOND)
@settings(max_examples=TEXTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(ATTEMPTS, st.text()))
def test_no_text_becomes_a_command(text: str) -> None:
    told = as_text_only(text)
    assert not told.strip().startswith("/")
    heard = RegexMessageHandler().process([Message({"text": told})])[0]
    assert heard.data == {"text": told}, "Rasa reads nothing into it"


def test_rasa_would_have_taken_the_command() -> None:
    heard = RegexMessageHandler().process([Message({"text": f" /{COMMAND}"})])[0]
    assert heard.get("intent")["name"] == "restart"


def heard(text: str, language: str, intent: str = "nlu_fallback", confidence: float = 0.9) -> dict:
    return {"text": text, "intent": {"name": intent}, "language": {"name": language, "confidence": confidence}}


@pytest.mark.parametrize("text", ["T7K2M-9QXD", "Mary Jones", "OK", "Enjoy 99"])
def test_a_name_or_number_does_not_change_the_language(text: str) -> None:
    assert _says_little("zh", heard(text, "en", "inform"))


@pytest.mark.parametrize("text", ["What's the weather", "who are you", "where is it"])
def test_a_few_english_words_do(text: str) -> None:
    assert not _says_little("zh", heard(text, "en"))


def test_the_model_s_sentences_state_the_limits_of_the_standard_without_training(standard: Standard) -> None:
    trained = {
        "utter_faq_fault_times": [
            {"text": "{limit:SLA-FAULT-FIX}内修复，编号{ticket_no}。"},
            {
                "text": "Repaired within {limit:SLA-FAULT-FIX}.",
                "condition": [{"type": "slot", "name": "language", "value": "en"}],
            },
            {"custom": {"kind": "card"}},
        ]
    }
    state_figures(trained, standard)
    texts = [entry.get("text") for entry in trained["utter_faq_fault_times"]]
    assert texts == ["24小时内修复，编号{ticket_no}。", "Repaired within 24 hours.", None]
