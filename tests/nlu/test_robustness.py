import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# CPU seconds for the greatest length that reception lets in.
LONGEST_SECONDS = 2.0

Understand = Callable[[str], dict[str, Any]]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(blacklist_categories=()), max_size=80).map(lambda text: text.lstrip().lstrip("/")))
def test_any_text_is_understood_somehow(understand: Understand, text: str) -> None:
    parsed = understand(text)
    assert parsed["intent"]["name"]
    assert parsed["emotion"]["name"] in ("neutral", "worried", "dissatisfied", "angry")
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in parsed["entities"])


@pytest.mark.parametrize(
    "piece", ["明天下午三点", "1 ", "call me at 3pm tomorrow ", "138", "a", "寬", "T7", "!", "\u0301"]
)
def test_the_longest_message_takes_no_longer_than_is_bearable(understand: Understand, piece: str) -> None:
    understand(piece)
    started = time.process_time()
    understand((piece * 4000)[:4000])
    assert time.process_time() - started < LONGEST_SECONDS


@pytest.mark.parametrize("text", ["", "   ", "。", "👍"])
def test_a_message_without_words_is_a_miss(understand: Understand, text: str) -> None:
    assert understand(text)["intent"]["name"] == "nlu_fallback"
