"""Every route × every role, with objects of another customer or agent: made from the route table itself."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from channels.console.door import is_own

from .expectations import EXPECTED
from .rows import ROLES, Row
from .world import World


def labels(world: World) -> list[str]:
    return [f"{method.upper()} {path}" for path, methods in world.document["paths"].items() for method in methods]


def row_of(world: World, label: str) -> Row | None:
    """Pages and preflights are for everyone and name nothing of anybody's."""
    method, path = label.split(" ", 1)
    told = world.document["paths"][path][method.lower()]["responses"]
    if method == "OPTIONS" and "204" in told:
        return Row(dict.fromkeys(ROLES, 204), lambda world: {"path": {"name": "x", "attachment_id": "x"}})
    if "304" in told and "{" not in path:
        return Row(dict.fromkeys(ROLES, 200))
    return EXPECTED.get(label)


def asked(
    world: World, who: str, label: str, row: Row, body: Any = None, query: Any = None, path: Any = None
) -> httpx.Response:
    """What the row sends, but for the fields that are given here."""
    method, address = label.split(" ", 1)
    sent = dict(row.sends(world))
    for name, value in {**sent.pop("path", {}), **(path or {})}.items():
        address = address.replace(f"{{{name}}}", quote(str(value), safe="", errors="surrogatepass"))
    if body:
        # JSON may write a lone surrogate as an escape; as bytes it could not even be sent.
        sent["content"] = json.dumps({**sent.pop("json", {}), **body})
        sent["headers"] = {"Content-Type": "application/json"}
    if query:
        address += "?" + urlencode({**sent.pop("params", {}), **query}, errors="surrogatepass")
    sent["headers"] = {"Origin": world.site, **sent.get("headers", {})}
    return world.ask(who, method, address, **sent)


def faults(world: World, role: str, label: str, row: Row) -> list[str]:
    answer = asked(world, role, label, row)
    untrue = world.untrue(label, answer)
    if answer.status_code != row.expected[role]:
        return [f"{label} by {role}: {answer.status_code} {answer.text[:120]}"]
    return [untrue] if untrue else []


def test_every_route_is_expected_by_name(world: World) -> None:
    assert len(labels(world)) > 100
    assert [label for label in labels(world) if row_of(world, label) is None] == []
    assert [label for label in EXPECTED if label not in labels(world)] == []


def test_each_row_names_the_right_that_its_route_asks_for(world: World) -> None:
    assert len(world.rights) > 30
    wrong = [
        f"{label}: the route asks for {right}, the row says {EXPECTED[label].needs}"
        for label, right in world.rights.items()
        if label in EXPECTED and EXPECTED[label].needs != right
    ]
    assert wrong == [], "\n".join(wrong)


def test_without_a_right_one_gets_only_what_is_ones_own(world: World) -> None:
    free = [label for label, right in world.rights.items() if right is None]
    assert [label for label in free if not is_own(label.split(" ")[1])] == []
    assert "GET /console/api/me" in free
    assert [label for label in labels(world) if "/console/api/" in label and label not in world.rights] == [
        "POST /console/api/sign-in"
    ]


def test_whatever_names_a_conversation_is_closed_to_those_whom_it_does_not_concern(world: World) -> None:
    told = [label for label in labels(world) if "/console/api/conversations/" in label]
    assert len(told) > 10
    assert [label for label in told if "/{conversation_id}" not in label] == []


def test_each_role_gets_what_is_expected_and_a_refusal_changes_nothing(world: World) -> None:
    wrong: list[str] = []
    for label, row in {**EXPECTED, **{label: row_of(world, label) for label in labels(world)}}.items():
        if row is None:
            continue
        if label in EXPECTED:
            world.serve_alice()
        refused = [role for role in ROLES if row.expected[role] >= 400]
        before = world.facts() if refused else {}
        wrong += [fault for role in refused for fault in faults(world, role, label, row)]
        if refused and world.facts() != before:
            wrong.append(f"{label}: refused to {refused}, but something changed")
        wrong += [fault for role in ROLES if role not in refused for fault in faults(world, role, label, row)]
    assert wrong == [], "\n".join(wrong)
