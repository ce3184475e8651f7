"""Schemathesis against the running app, as a visitor and as an agent: what it makes of the document must be refused
or answered as the document says, and never break the desk. First the edges of each parameter, one by one, each sent
twice: by who may ask, for what is there, and by who may not or for what is not there; then, at random, all together.

DESK_FUZZ: random cases of each way of asking (default 4); `--hypothesis-seed` repeats a run, and `-rP` shows how many
cases each share has sent: of the edges alone there are more than 10,000."""

import copy
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import booleans
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.access import may
from bot.store import Store

from .expectations import EXPECTED
from .world import AGENTS, World

RANDOM = int(os.environ.get("DESK_FUZZ", "4"))
CASES = 10_000
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
]
# Who signed out, or was let go, would only ever be refused.
LEFT_OUT = ("/openapi.json", "/console/api/sign-out", "/console/api/team/{agent_id}/disable")
SHARES = 2  # of the operations; no smaller ones, for each must be large enough for its part of the cases


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
    """Without files, without what every request shows anyway (that is the matrix's business), and without leaving."""
    told = copy.deepcopy(world.document)
    for path, operations in told["paths"].items():
        for method, operation in list(operations.items()):
            operation.pop("security")
            operation["parameters"] = [one for one in operation.get("parameters", []) if one["name"] != "X-CSRF-Token"]
            if "304" in operation["responses"] or method == "options" or path in LEFT_OUT:
                del operations[method]
    config = schemathesis.Config.from_dict(
        {
            "checks": {
                # Well-formed, and still not acceptable: an unknown district, a text of blanks, the 200th file.
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "401", "403", "404", "409", "413", "422", "429"]
                },
                "negative_data_rejection": {
                    "expected-statuses": ["400", "401", "403", "404", "405", "409", "413", "422", "429"]
                },
            }
        }
    )
    schema = schemathesis.openapi.from_dict(told, config=config)
    schema.config.update(base_url=world.site)
    return schema


def with_real_things(world: World, case: Any) -> None:
    """The path names what is really there: behind "not found" little would be tried."""
    real = {
        "conversation_id": world.ids["alice"],
        "attachment_id": world.ids["picture"],
        "handoff_id": world.ids["waiting"],
        "seq": 1,
        "incident_id": world.ids["incident"],
        "sample_id": world.ids["sample"],
        "agent_id": world.ids["erin"],
        "letter_no": f"{world.ids['ticket']}-1",
        "place": 1,
        "remedy_id": 1,
        "name": f"{world.ids['appointment']}.ics",
        "number": world.ids["appointment" if "appointments" in case.path else "ticket"],
    }
    if case.path_parameters:
        case.path_parameters = {name: real.get(name, value) for name, value in case.path_parameters.items()}


def can_be_wrong(operation: Any) -> bool:
    """Any text names something, and any bytes are a file: only what has a form can be without it."""
    told = operation.definition.raw
    formed = [one for one in told["parameters"] if one["in"] == "query" or one["schema"].get("type") != "string"]
    return bool(formed or told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"))


def ways(operation: Any) -> list[GenerationMode]:
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if can_be_wrong(operation) else [])]


@pytest.mark.timeout(900)  # of a busy machine
@pytest.mark.parametrize("share", range(SHARES))
def test_no_case_breaks_the_desk_or_its_document(
    begin: Callable[[Store], World], sqlite_store: Store, session: requests.Session, share: int
) -> None:
    world, tried, wrong = begin(sqlite_store), Counter[str](), list[str]()
    operations = [found.ok() for found in schema_of(world).get_all_operations()][share::SHARES]

    def attempt(kind: str, operation: Any, send: Callable[[], int]) -> None:
        try:
            tried[f"{operation.label}, {kind}"] = send()
        except (Exception, FailureGroup) as error:
            wrong.append(f"{operation.label}, {kind}: {error}")

    for operation in operations:
        attempt("edges", operation, lambda operation=operation: walk(world, session, operation))
        for mode in ways(operation):
            attempt(mode.value, operation, lambda o=operation, mode=mode: fuzz(world, session, o, mode))
    assert wrong == [], "\n\n".join(wrong)
    assert world.ask("bob", "GET", "/console/api/me").status_code == 200, "the agent asks to the end"
    print(f"{sum(tried.values())} cases sent: {dict(tried)}")
    assert sum(tried.values()) > CASES / SHARES, tried


def needed(operation: Any) -> str | None:
    """The right, if any."""
    row = EXPECTED.get(f"{operation.method.upper()} {operation.path}")
    return row.needs if row else None


def asker(operation: Any) -> str:
    """Bob, or whoever has the right that it needs."""
    needs = needed(operation)
    return next((one for one, role in AGENTS.items() if needs and may(role, needs)), default_asker(operation))


def default_asker(operation: Any) -> str:
    return "bob" if operation.path.startswith("/console/") else "alice"


def stranger(operation: Any) -> str:
    """An agent who has not the right that it needs; where it needs none, somebody whom it does not concern."""
    needs = needed(operation)
    without = next((one for one, role in AGENTS.items() if needs and not may(role, needs)), "erin")
    return without if operation.path.startswith("/console/") else "dan"


def walk(world: World, session: requests.Session, operation: Any) -> int:
    """Schemathesis's own list of edges: the longest text and one letter more, another type, a part left out, an unknown
    one, another method. Returns how many were sent."""
    generation = operation.schema.config.generation_for(operation=operation)
    modes = {"generation_modes": list(GenerationMode), "generation_config": generation}
    sent = 0
    for case in operation.schema.iter_coverage_cases(operation, **modes):
        if case.path_parameters and sent % 4 == 0:
            send(world, session, case, asker(operation))
            with_real_things(world, case)
        else:
            with_real_things(world, case)
            send(world, session, case, stranger(operation))
        send(world, session, case, asker(operation))
        sent += 2
    return sent


def send(world: World, session: requests.Session, case: Any, who: str) -> None:
    answer = case.call(session=session, headers=world.shown[who])
    case.validate_response(answer, checks=CHECKS)


def fuzz(world: World, session: requests.Session, operation: Any, mode: GenerationMode) -> int:
    """At random; half of them name what is there. Returns how many were sent."""
    sent, phases = [0], (Phase.generate, Phase.shrink)

    @settings(max_examples=RANDOM, phases=phases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode), there=booleans())
    def one(case: Any, there: bool) -> None:
        sent[0] += 1
        if there:
            with_real_things(world, case)
        send(world, session, case, asker(operation))

    one()
    return sent[0]
