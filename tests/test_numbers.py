"""Numbers that can be read out, mistyped and still not be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers import ALPHABET, new_number, read_number


def test_a_number_is_read_as_it_was_made() -> None:
    for prefix in "TA":
        number = new_number(prefix)
        assert number[0] == prefix and len(number) == 10 and number[5] == "-"
        assert read_number(number) == number


@pytest.mark.parametrize("write", [str.lower, lambda n: n.replace("-", ""), lambda n: n.replace("-", " ")])
def test_case_and_dashes_do_not_matter(write: object) -> None:
    number = new_number("T")
    assert read_number(write(number)) == number  # type: ignore[operator]


def test_it_is_found_in_a_sentence_of_either_language() -> None:
    number = new_number("A")
    full_width = number.translate({ord(c): ord(c) + 0xFEE0 for c in ALPHABET + "A-"})
    for sentence in (f"我的预约{number}改到周五", f"my number is {number.lower()}, please", f"编号:{full_width}。"):
        assert read_number(sentence) == number


def test_letters_that_look_like_figures_are_read_as_figures() -> None:
    number = next(n for n in iter(lambda: new_number("T"), "") if "0" in n and "1" in n)
    assert read_number(number.replace("0", "O").replace("1", "l")) == number


@given(place=st.integers(0, 7), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    number = new_number("T").replace("-", "")
    wrong = number[: place + 1] + other + number[place + 2 :]
    assert (read_number(wrong) is None) == (wrong != number)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = read_number(text)
    assert found is None or read_number(found) == found


@pytest.mark.parametrize("text", ["", "13800138000", "T1234", "TICKETTICKET", "A" * 40])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_numbers_do_not_follow_one_another() -> None:
    numbers = [new_number("T") for _ in range(1000)]
    assert len(set(numbers)) == 1000
    assert sorted(numbers) != numbers
