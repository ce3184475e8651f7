"""Whatever leaves the console as a list is in the audit, and much of it is told: made from the route table."""

from typing import Any

import pytest
from sanic.response import raw

from bot import audit
from bot.access import may
from channels.console import figures
from channels.console.taken_out import CSV
from channels.describing import BINARY, EVENTS, HTML

from .expectations import EXPECTED
from .test_masks import heard
from .test_matrix import asked
from .world import AGENTS, World

# Streams, and one file or letter of somebody's, each of which is a look at it: they are no lists.
NO_LISTS = {"application/json", EVENTS, BINARY, "*/*", HTML}


def kinds(world: World, label: str) -> set[str]:
    """What the route answers, when all goes well."""
    method, path = label.split(" ", 1)
    answers = world.document["paths"][path][method.lower()]["responses"]
    return {kind for status, told in answers.items() if status.startswith("2") for kind in told.get("content", {})}


def lists(world: World) -> list[str]:
    return [label for label in world.rights if kinds(world, label) - NO_LISTS]


def taken(world: World, actor: str) -> list[Any]:
    with world.store.reading() as db:
        return audit.listing(db, action="exported", actor=actor)


def gone_unseen(world: World) -> list[str]:
    """The routes of which somebody got a list, and nothing says so."""
    wrong: list[str] = []
    for label in lists(world):
        who = next(one for one, role in AGENTS.items() if may(role, str(world.rights[label])))
        before = len(taken(world, who))
        assert asked(world, who, label, EXPECTED[label]).status_code == 200, label
        if len(taken(world, who)) != before + 1:
            wrong.append(label)
    return wrong


def test_every_list_that_leaves_the_console_is_in_the_audit(world: World) -> None:
    assert len(lists(world)) >= 3
    assert {kind for label in lists(world) for kind in kinds(world, label)} == {CSV}
    assert gone_unseen(world) == []
    first = taken(world, "carol")[-1]
    assert first.data["reason"] == "report" and first.subject


def test_a_list_that_goes_past_the_one_way_out_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def past(request: Any, file: bytes, *told: Any, **more: Any) -> Any:
        return raw(file, content_type=CSV)

    monkeypatch.setattr(figures, "taken_out", past)
    assert sorted(gone_unseen(world)) == [
        "POST /console/api/figures/rows/sheet",
        "POST /console/api/figures/sheet",
    ]


def test_who_takes_out_many_is_told_of(world: World) -> None:
    for _ in range(world.standard.guard.exports):
        assert heard(world, "ada", "exports_much") == []
        assert world.ask("carol", "POST", "/console/api/figures/sheet", json={}).status_code == 200
    (told,) = heard(world, "ada", "exports_much")
    assert told["subject"] == "agent:carol"
