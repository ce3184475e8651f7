import pytest

from bot.nlu.language import UNSURE, language


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("请问宽带安装进度", "zh"),
        ("請問寬頻安裝進度", "zh-Hant"),
        ("台灣的門號可以用嗎", "zh-Hant"),
        ("my bill is wrong", "en"),
        ("我的 router 灯 is red 怎么办", "zh"),
        ("能不能帮我把plan改成Enjoy 99", "zh"),
        ("I want to cancel 畅享99", "en"),
        ("my WiFi is slow", "en"),
    ],
)
def test_the_reply_comes_in_the_customers_language(text: str, name: str) -> None:
    assert language(text).name == name


@pytest.mark.parametrize("text", ["", "   ", "13800138000", "T7K2M-9QXD", "???", "WiFi", "5G", "bob@example.com", "👍"])
def test_what_has_no_language_changes_nothing(text: str) -> None:
    assert language(text).name is None


@pytest.mark.parametrize("text", ["你好", "人工", "Alice", "hi"])
def test_a_text_that_may_be_of_either_kind_is_unsure(text: str) -> None:
    assert 0 < language(text).confidence <= UNSURE
