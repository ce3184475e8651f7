from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.folding import fold
from bot.nlu.language import language
from bot.nlu.words import words

# Lone surrogates too: reception refuses them, but nothing may break where they come in another way.
ANY_TEXT = st.text(st.characters(blacklist_categories=()), max_size=60)


@settings(deadline=None)
@given(ANY_TEXT)
def test_every_folded_character_points_into_the_original(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


# The first word loads the dictionary, which takes longer than hypothesis lets an example take.
@settings(deadline=None)
@given(ANY_TEXT)
def test_words_cover_all_that_is_no_white_space_and_nothing_twice(text: str) -> None:
    folded = fold(text).text
    places = [place for start, end in words(folded) for place in range(start, end)]
    assert len(places) == len(set(places))
    assert {i for i, char in enumerate(folded) if not char.isspace()} == set(places)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_language_is_one_of_ours_or_none(text: str) -> None:
    opinion = language(text)
    assert opinion.name in ("zh", "zh-Hant", "en", None)
    assert 0 <= opinion.confidence <= 1


def test_traditional_full_width_and_upper_case_letters_fold_to_one_spelling() -> None:
    assert fold("請問ＷｉＦｉ寬頻").text == fold("请问wifi宽频").text


def test_a_piece_is_found_in_the_customers_own_spelling() -> None:
    text = "㍿ 我的①號寬頻"
    folded = fold(text)
    start, end = folded.span(folded.text.index("宽频"), folded.text.index("宽频") + 2)
    assert text[start:end] == "寬頻"


def test_words_of_mixed_text() -> None:
    folded = fold("我的WiFi每月99元太慢了").text
    assert [folded[a:b] for a, b in words(folded)] == ["我", "的", "wifi", "每月", "99", "元", "太慢", "了"]
