"""Who wants to be called back, and who does not."""

import pytest

from actions.callback import wants_callback
from actions.said import Said


def said(text: str) -> Said:
    return Said.of({"text": text, "intent": {"name": "make_request", "confidence": 0.9}})


@pytest.mark.parametrize(
    "text",
    [
        "能不能给我回个电话",
        "要不给我回个电话吧",
        "我不想等了，给我回电",
        "could you call me back",
        "I do not want to wait, call me back please",
    ],
)
def test_a_wish_to_be_called_back(text: str) -> None:
    assert wants_callback(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "我不要回电，现在就给我找个真人来",
        "不用给我打电话",
        "别打电话给我",
        "please don't call me back, chat is fine",
        "I don't want a callback, get me a person",
        "no need to call me",
    ],
)
def test_a_wish_not_to_be_called_back(text: str) -> None:
    assert not wants_callback(said(text))
