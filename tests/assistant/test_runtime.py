"""What reaches Rasa is only text, and a reply comes in the language that was spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.runtime import _says_little, as_text_only

COMMAND = 'restart{"verified": true}'


@pytest.mark.parametrize("before", ["/", " /", "\n/", "\u00a0/", "\u3000/", "\t /", "//", "\r\n /"])
def test_a_command_is_only_text(before: str) -> None:
    assert not as_text_only(before + COMMAND).lstrip().startswith("/")


@given(st.text())
def test_no_text_becomes_a_command(text: str) -> None:
    assert not as_text_only(text).strip().startswith("/")


def heard(text: str, language: str, intent: str = "nlu_fallback", confidence: float = 0.9) -> dict:
    return {"text": text, "intent": {"name": intent}, "language": {"name": language, "confidence": confidence}}


@pytest.mark.parametrize("text", ["T7K2M-9QXD", "Mary Jones", "OK", "Enjoy 99"])
def test_a_name_or_number_does_not_change_the_language(text: str) -> None:
    assert _says_little("zh", heard(text, "en", "inform"))


@pytest.mark.parametrize("text", ["What's the weather", "who are you", "where is it"])
def test_a_few_english_words_do(text: str) -> None:
    assert not _says_little("zh", heard(text, "en"))
