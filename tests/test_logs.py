"""Logs tell what happened, and nothing about anybody."""

import io
import logging

import pytest

from bot.logs import LONGEST, Discreet, masked


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("call 13812345678 back", "call 138****5678 back"),
        ("call +86 138 1234 5678", "call +86****5678"),
        ("身份证11010119900307123X登记", "身份证110****123X登记"),
        ("id 11010119900307123X", "id 110****123X"),
        ("mail li.jing@example.com now", "mail ***@… now"),
    ],
)
def test_numbers_and_addresses_are_masked(line: str, kept: str) -> None:
    assert masked(line) == kept


@pytest.mark.parametrize("line", ["2026-11-22 05:43:10,123 turn 4711 failed", "T7K2M-9QXD", "port 8600, 150 ms"])
def test_dates_ticket_numbers_and_figures_stay(line: str) -> None:
    assert masked(line) == line


def written(message: str, *args: object, error: "Exception | None" = None) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Discreet("%(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.error(message, *args, exc_info=error)
    return out.getvalue()


def test_what_was_raised_is_masked_too() -> None:
    text = written("turn %s failed", 5, error=ValueError("no reply for 13812345678"))
    assert "13812345678" not in text and "138****5678" in text


def test_a_long_text_is_cut() -> None:
    assert len(written("%s", "很长的话" * 500)) <= LONGEST + 2
