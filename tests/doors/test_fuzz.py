"""Schemathesis against the running app, as a visitor and as an agent: what it makes of the document must be refused
or answered as the document says, and never break the desk.

DESK_FUZZ: cases for each operation and way of asking (default 100); `--hypothesis-seed` repeats a run."""

import copy
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.store import Store

from .world import World

CASES = int(os.environ.get("DESK_FUZZ", "100"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
]
SHARES = 4  # of the operations, for as many processors


class FirstEvent(HTTPAdapter):
    """Of a stream that would never end, what comes first."""

    def send(self, request: Any, **options: Any) -> requests.Response:
        answer = super().send(request, **{**options, "stream": True})
        if answer.headers.get("content-type") == "text/event-stream":
            answer._content = next(answer.iter_content(None))
            answer.close()
        return answer


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as line:
        line.trust_env = False
        line.mount("http://", FirstEvent())
        yield line


def schema_of(world: World) -> Any:
    """Without files, and without what every request shows anyway: that is the matrix's business."""
    told = copy.deepcopy(world.document)
    for path, operations in told["paths"].items():
        for method, operation in list(operations.items()):
            operation.pop("security")
            operation["parameters"] = [one for one in operation.get("parameters", []) if one["name"] != "X-CSRF-Token"]
            if "304" in operation["responses"] or method == "options" or path == "/openapi.json":
                del operations[method]
    config = schemathesis.Config.from_dict(
        {
            "checks": {
                # Well-formed, and still not acceptable: an unknown district, a text of blanks, a wording rule.
                "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "413", "422"]},
                "negative_data_rejection": {
                    "expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "422"]
                },
            }
        }
    )
    schema = schemathesis.openapi.from_dict(told, config=config)
    schema.config.update(base_url=world.site)
    return schema


def with_real_things(world: World, case: Any) -> None:
    """Half of the paths name what is really there: behind "not found" little would be tried."""
    real = {
        "conversation_id": world.ids["alice"],
        "attachment_id": world.ids["picture"],
        "handoff_id": world.ids["waiting"],
        "seq": 1,
        "name": f"{world.ids['appointment']}.ics",
        "number": world.ids["appointment" if "appointments" in case.path else "ticket"],
    }
    if case.path_parameters and case.id[-1] in "aeimquyAEIMQUYbfjnrvzBFJ0246":
        case.path_parameters = {name: real[name] for name in case.path_parameters}


@pytest.mark.parametrize("share", range(SHARES))
def test_no_case_breaks_the_desk_or_its_document(
    begin: Callable[[Store], World], sqlite_store: Store, session: requests.Session, share: int
) -> None:
    world, tried, wrong = begin(sqlite_store), Counter[str](), list[str]()
    for number, found in enumerate(schema_of(world).get_all_operations()):
        operation = found.ok()
        if number % SHARES != share:
            continue
        for mode in MODES:
            try:
                fuzz(world, session, operation, mode, tried)
            except Unsatisfiable:
                assert mode == GenerationMode.NEGATIVE, operation.label  # what takes nothing cannot be given wrong
            except Exception as error:
                wrong.append(f"{operation.label}, {mode.value}: {error}")
    assert wrong == [], "\n\n".join(wrong)
    assert sum(tried.values()) > CASES * len(tried) / 2, tried


def fuzz(world: World, session: requests.Session, operation: Any, mode: GenerationMode, tried: Counter[str]) -> None:
    agent = operation.path.startswith("/console/")

    @settings(max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        tried[operation.label] += 1
        with_real_things(world, case)
        shown = world.shown["bob" if agent else "alice"]
        answer = case.call(session=session, headers=shown)
        case.validate_response(answer, checks=CHECKS)

    one()
