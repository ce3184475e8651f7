"""Which part of the desk puts which clause of the standard into practice, and which tests prove it.

`data/standard/coverage.yml` has every clause that a software must keep (kind R, class M/sw of the specification).
`docs/standard-coverage.md` is made of it, and a test keeps both true."""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from pydantic import root_validator

from bot.settings import ROOT
from bot.standard.entry import Entry

FILE = ROOT / "data" / "standard" / "coverage.yml"
PAGE = ROOT / "docs" / "standard-coverage.md"


class Covered(Entry):
    """`by`: files, or parts of standard.yml as "standard.yml: clocks"; `tests`: "file::function".

    `reason`: why it is not, or not wholly, done. What is done has tests; what has none has a reason."""

    demand: str
    by: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    reason: str = ""

    @root_validator(skip_on_failure=True)
    def _is_covered_or_excused(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["tests"] and not values["reason"]:
            raise ValueError("neither a test nor a reason")
        if values["tests"] and not values["by"]:
            raise ValueError("tests of nothing: what implements it?")
        return values


class Coverage(Entry):
    clauses: dict[str, Covered]


def load(file: Path = FILE) -> dict[str, Covered]:
    """By clause id, in the order of the specification. Raises: ValidationError."""
    return Coverage(clauses=yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)).clauses


def dangling(covered: dict[str, Covered]) -> Iterator[str]:
    """What is named and is not there: one sentence for each."""
    for clause, one in covered.items():
        for place in one.by:
            if not (ROOT / place.split(":")[0]).exists():
                yield f"{clause}: there is no {place}"
        for test in one.tests:
            file, _, function = test.partition("::")
            if function not in _functions(ROOT / file):
                yield f"{clause}: there is no test {test}"


def page(covered: dict[str, Covered]) -> str:
    """The Markdown of docs/standard-coverage.md."""
    partly = sum(bool(one.tests and one.reason) for one in covered.values())
    without = sum(not one.tests for one in covered.values())
    return "\n".join(
        [
            "# How the standard is covered",
            "",
            "Made by `desk standard --page` from `data/standard/coverage.yml`; change that file.",
            "`desk standard S0-6.1` shows the clauses that begin so in the terminal.",
            "",
            f"{len(covered)} clauses that software must keep: {len(covered) - partly - without} are proved by tests, "
            f"{partly} in part or in another way, {without} are not kept.",
            "The last column says which part is missing, or what is done otherwise.",
            *_tables(covered),
            "",
        ]
    )


def _tables(covered: dict[str, Covered]) -> Iterator[str]:
    """One for each document of the specification: what stands before the dash of a clause's id."""
    for document, clauses in groupby(covered, key=lambda clause: clause.partition("-")[0]):
        yield from ("", f"## {document}", "")
        yield from ("| clause | demand | kept by | proved by | not done, or otherwise |", "|---|---|---|---|---|")
        for clause in clauses:
            one = covered[clause]
            tests = "<br>".join(_linked(test.partition("::")[2], test.partition("::")[0]) for test in one.tests)
            places = "<br>".join(_linked(place, place.partition(":")[0]) for place in one.by)
            yield f"| {clause} | {one.demand} | {places} | {tests} | {one.reason} |"


def _linked(name: str, file: str) -> str:
    said = name.removeprefix("test_").replace("_", " ") if name.startswith("test_") else name
    return f"[{said}](../{file})"


@cache
def _functions(file: Path) -> frozenset[str]:
    if not file.exists():
        return frozenset()
    if file.suffix == ".yml":
        return frozenset(story["story"] for story in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
