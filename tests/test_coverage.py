"""The page that says how the standard is covered is true."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.coverage import PAGE, Covered, dangling, load, page

# Distinct rows of class M/sw in the specification.
CLAUSES = 229


def test_every_clause_that_software_must_keep_is_there() -> None:
    assert len(load()) == CLAUSES


def test_what_is_named_exists() -> None:
    assert list(dangling(load())) == []


def test_the_page_is_made_of_the_file() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load()), "run `desk standard --page`"


def test_what_does_not_exist_is_found() -> None:
    tests = ("tests/test_coverage.py::test_of_nothing", "tests/stories/test_faq.yml::a story that nobody told")
    wrong = Covered(demand="x", by=("bot/nowhere.py",), tests=tests)
    assert list(dangling({"S9": wrong})) == [
        "S9: there is no bot/nowhere.py",
        *(f"S9: there is no test {test}" for test in tests),
    ]


def test_the_page_counts_what_is_proved_in_part_and_not_kept() -> None:
    proof: dict[str, Any] = {"by": ("README.md",), "tests": ("tests/test_coverage.py::test_x_y",)}
    covered = {
        "S0-1": Covered(demand="Whole", **proof),
        "S0-2": Covered(demand="Half", reason="The rest.", **proof),
        "S1-1": Covered(demand="None", reason="Not yet."),
    }
    told = page(covered)
    assert "3 clauses that software must keep: 1 are proved by tests, 1 in part" in told
    assert "1 are not kept." in told
    assert "| S0-2 | Half | [README.md](../README.md) | [x y](../tests/test_coverage.py) | The rest. |" in told
    assert "| S1-1 | None |  |  | Not yet. |" in told
    assert told.index("## S0") < told.index("S0-2") < told.index("## S1") < told.index("S1-1")


@pytest.mark.parametrize("given", [{"by": ["README.md"]}, {"tests": ["tests/test_coverage.py::test_x"]}])
def test_a_clause_without_proof_or_reason_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Covered(demand="x", **given)
