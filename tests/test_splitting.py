"""Long texts in pieces: none too long, nothing left out, no character cut, and where a reader would pause."""

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from channels.delivery.splitting import LIMIT, split, units

FAMILY = "👨‍👩‍👧‍👦"


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def without_blanks(text: str) -> str:
    return "".join(text.split())


def cut_points(text: str, pieces: list[str]) -> list[int]:
    """Where in the text each piece after the first begins."""
    points, at = [], 0
    for piece in pieces:
        at = text.index(piece, at)
        points.append(at)
        at += len(piece)
    return points[1:]


@given(st.text(max_size=400), st.integers(20, 80))
@example("。" * 100, 20)
@example(" " * 50 + "a" + " " * 50 + "b", 20)
@example(FAMILY * 10, 25)
def test_pieces_fit_and_together_they_are_the_text(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(utf16(piece) <= limit and piece.strip() for piece in pieces)
    assert without_blanks("".join(pieces)) == without_blanks(text)


READ_AS_ONE = st.sampled_from([FAMILY, "🇨🇳", "e\u0301\u0323", "👍🏽", "नि", "𠮷", "字", "a", " ", "。", "!\u0301"])


@given(st.lists(READ_AS_ONE, max_size=60).map("".join), st.integers(20, 60))
def test_no_character_is_cut(text: str, limit: int) -> None:
    text = text.strip()
    boundaries = {found.start() for found in regex.finditer(r"\X", text)}
    assert set(cut_points(text, split(text, limit))) <= boundaries


def test_a_character_longer_than_the_limit_is_cut_rather_than_lost() -> None:
    zalgo = "a" + "\u0301" * 100
    pieces = split(zalgo, 30)
    assert "".join(pieces) == zalgo
    assert all(utf16(piece) <= 30 for piece in pieces)


@given(st.text(max_size=200))
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert units(text) == utf16(text)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("第一句话在这里。第二句话也在这里。第三句话", "第一句话在这里。第二句话也在这里。"),
        ("First sentence. Second one here, and", "First sentence."),
        ("一二三四五六七八九十，一二三四五六七八九十", "一二三四五六七八九十，"),
        ("one two three four five six seven", "one two three four"),
        ("他说：“这是真的吗？”然后他就走了再没回来", "他说：“这是真的吗？”"),
        ("first paragraph\n\nsecond one. And more text", "first paragraph"),
        ("costs 10.50 each, that is 3.14 times so", "costs 10.50 each,"),
    ],
)
def test_cuts_are_where_a_reader_pauses(text: str, first: str) -> None:
    assert split(text, 20)[0] == first


def test_a_short_text_is_one_piece_and_none_is_none() -> None:
    assert split("您好") == ["您好"]
    assert split("  \n ") == []
    assert split("字" * LIMIT) == ["字" * LIMIT]
    assert [len(piece) for piece in split("字" * (LIMIT + 1))] == [LIMIT, 1]
    assert [utf16(piece) for piece in split("𠮷" * (LIMIT // 2 + 1))] == [LIMIT, 2]
