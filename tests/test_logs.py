"""Logs tell what happened, and nothing about anybody."""

import io
import json
import logging

import pytest

from bot.logs import LONGEST, Discreet, _json, masked, request_id


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("call 13812345678 back", "call 138****5678 back"),
        ("call +86 138 1234 5678", "call +86****5678"),
        ("身份证11010119900307123X登记", "身份证110****123X登记"),
        ("id 11010119900307123X", "id 110****123X"),
        ("card 6222021234567890123", "card 622****0123"),
        (
            "POST https://api.example/bot123456789:AAbbccddeeffgghhiijjkkllmmnnoo/send",
            "POST https://api.example/***/send",
        ),
        ("Authorization: Bearer abc.def-ghi", "Authorization: ***"),
        ("mail li.jing@example.com now", "mail ***@… now"),
    ],
)
def test_numbers_and_addresses_are_masked(line: str, kept: str) -> None:
    assert masked(line) == kept


@pytest.mark.parametrize("line", ["2026-11-22 05:43:10,123 turn 4711 failed", "T7K2M-9QXD", "port 8600, 150 ms"])
def test_dates_ticket_numbers_and_figures_stay(line: str) -> None:
    assert masked(line) == line


def written(
    message: str,
    *args: object,
    error: "Exception | None" = None,
    form: "logging.Formatter | None" = None,
    **facts: object,
) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(form or Discreet("%(message)s"))
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.error(message, *args, exc_info=error, extra=facts)
    return out.getvalue()


def test_what_was_raised_is_masked_too() -> None:
    text = written("turn %s failed", 5, error=ValueError("no reply for 13812345678"))
    assert "13812345678" not in text and "138****5678" in text


def test_a_long_text_is_cut() -> None:
    assert len(written("%s", "很长的话" * 500)) <= LONGEST + 2


def test_a_json_line_carries_facts_and_request_and_masks_each_text_but_no_figure() -> None:
    token = request_id.set("r-1")
    try:
        line = written("call %s", "13812345678", form=_json(), route="/x", ms=1234567.5, note="a@b.example")
    finally:
        request_id.reset(token)
    told = json.loads(line)
    assert told["event"] == "call 138****5678" and told["note"] == "***@…"
    assert (told["request"], told["route"], told["ms"], told["level"]) == ("r-1", "/x", 1234567.5, "error")


def test_a_json_line_is_one_line_whatever_was_raised() -> None:
    line = written("failed", error=ValueError("first\nsecond 13812345678"), form=_json())
    assert line.count("\n") == 1 and "13812345678" not in line
    assert "second" in json.loads(line)["exception"]
