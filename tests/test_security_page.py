"""The security page names each case once, and every test and file that it names exists."""

import ast
import re
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASES = 25

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if re.match(r"\| \d+ ", line)
]


@lru_cache
def defined_in(name: str) -> set[str]:
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_all_cases_are_there_in_order() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, CASES + 1))
    assert all(len(row) == 6 and all(row) for row in ROWS)


def test_each_case_names_tests_and_each_of_them_exists() -> None:
    for row in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[5])
        assert named, f"case {row[0]} has no test"
        missing = [
            f"{file}::{test}" for file, test in named if not (ROOT / file).exists() or test not in defined_in(file)
        ]
        assert missing == [], f"case {row[0]}"


def test_each_place_of_a_defence_exists() -> None:
    places = [place for row in ROWS for place in re.findall(r"`([\w/.]+)`", row[4])]
    assert len(places) >= CASES
    assert [place for place in places if not (ROOT / place).exists()] == []
