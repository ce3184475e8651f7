"""The lint on what agents really type: how often it cries out for nothing, and what it lets pass (SYS-16, S0-1.4-b).

The figures of docs/decisions/0008-wording.md; they may become better, not worse."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.standard import Standard

FOLDER = Path(__file__).parent
# Of 200 fine messages: at most so many with a false error, with a false warning. Of 74 wrong ones: so many let pass.
MOST: dict[str, dict[str, int]] = {
    "zh": {"error": 1, "warning": 1, "missed": 1},
    "en": {"error": 0, "warning": 0, "missed": 0},
}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def told(language: str) -> Any:
    return yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))


def fine(language: str) -> list[str]:
    return [message for block in told(language)["fine"].values() for message in block.splitlines()]


def severities(standard: Standard, message: str) -> set[str]:
    return {found.severity for found in standard.wording.check(message, scope="agent")}


def test_there_are_200_different_fine_messages_and_60_that_must_be_refused(language: str) -> None:
    assert len(set(fine(language))) == 200
    assert len(set(told(language)["wrong"]["error"].splitlines())) == 60


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_the_lint_rarely_cries_out_for_nothing(standard: Standard, language: str, severity: str) -> None:
    alarms = [message for message in fine(language) if severity in severities(standard, message)]
    assert len(alarms) <= MOST[language][severity], "\n".join(alarms)


def test_the_lint_lets_hardly_anything_wrong_pass(standard: Standard, language: str) -> None:
    wrong = told(language)["wrong"]
    missed = [one for one in wrong["error"].splitlines() if "error" not in severities(standard, one)]
    missed += [one for one in wrong["warning"].splitlines() if not severities(standard, one)]
    assert len(missed) <= MOST[language]["missed"], "\n".join(missed)
