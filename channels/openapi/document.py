"""The document: each route with who may ask, what it takes, and every answer that it may give."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from sanic import Sanic

from bot.access import RIGHTS
from channels.describing import Description, Refusal
from channels.openapi.schemas import Schemas
from channels.openapi.served import Served, served

REFUSALS = {
    400: "It could not be read.",
    401: "Nobody whom the desk knows, or no longer.",
    403: "From another site, without the session's token, or not for this role.",
    404: "There is no such thing, or none that the asker may know of.",
    409: "Somebody else was first; the facts say who.",
    413: "Too large.",
    415: "Of a kind that is not taken.",
    422: "Readable, and not acceptable.",
    429: "Too often; `Retry-After` says how many seconds to wait.",
    503: "Nothing can be stored at present; `Retry-After` says when to try again.",
}
SCHEMES = {
    "visitor": {"type": "http", "scheme": "bearer", "description": "Told once, when the conversation is opened."},
    "session": {"type": "apiKey", "in": "cookie", "name": "desk", "description": "Set by signing in."},
}
NEEDED = {"visitor": "visitor", "agent": "session"}
CSRF = {
    "name": "X-CSRF-Token",
    "in": "header",
    "required": True,
    "description": "Told at the sign-in and by /console/api/me.",
    "schema": {"type": "string"},
}
JSON = "application/json"
CONTENTS = {"type": "string", "format": "binary"}
KINDS: dict[str, dict[str, Any]] = {"int": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}}


def document(app: Sanic) -> dict[str, Any]:
    """Made once for an app. Raises: LookupError for a route that nobody described."""
    if not hasattr(app.ctx, "openapi"):
        app.ctx.openapi = _made(list(served(app)))
    made: dict[str, Any] = app.ctx.openapi
    return made


def _made(routes: list[Served]) -> dict[str, Any]:
    schemas = Schemas([Refusal, *(kind for route in routes for kind in _kinds(_of(route)))])
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda one: (one.path, one.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Courtesy Desk", "version": version("courtesy-desk")},
        "paths": paths,
        "components": {"schemas": schemas.components(), "securitySchemes": SCHEMES},
    }


def _of(route: Served) -> Description:
    if route.description is None:
        raise LookupError(f"{route.label} is not described: put @describes(…) beside its handler")
    return route.description


def _kinds(described: Description) -> Iterator[Any]:
    if described.body:
        yield described.body
    yield from (kind for kind in described.answers.values() if kind and not isinstance(kind, str))


def _operation(route: Served, schemas: Schemas) -> dict[str, Any]:
    described = _of(route)
    summary, _, more = route.summary.partition("\n")
    operation = {
        "operationId": f"{route.name}.{route.method.lower()}",
        "tags": [route.name.split(".")[0]],
        "summary": summary,
        "description": _told(more, described.right),
        "parameters": [*_parameters(route, schemas)],
        "responses": _responses(route, schemas),
        "security": [{NEEDED[described.who]: []}] if described.who in NEEDED else [],
    }
    if described.body:
        operation["requestBody"] = _body(JSON, schemas.of(described.body))
    elif described.takes:
        operation["requestBody"] = _body(
            described.takes, {} if described.takes == JSON else {"type": "string", "format": "binary"}
        )
    return {name: value for name, value in operation.items() if value or name == "security"}


def _told(more: str, right: str | None) -> str:
    roles = f"For the roles {', '.join(sorted(RIGHTS[right]))}." if right else ""
    return f"{more.strip()} {roles}".strip()


def _body(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def _parameters(route: Served, schemas: Schemas) -> Iterator[dict[str, Any]]:
    described = _of(route)
    for name, kind in route.parameters.items():
        schema = KINDS.get(kind, {"type": "string", "minLength": 1})
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for name, schema in (schemas.properties(described.query) if described.query else {}).items():
        required = bool(described.query and described.query.__fields__[name].required)
        yield {"name": name, "in": "query", "required": required, "schema": schema}
    for name in described.headers:
        yield {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
    if _changes_for_an_agent(route):
        yield CSRF


def _changes_for_an_agent(route: Served) -> bool:
    return _of(route).who == "agent" and route.method not in ("GET", "OPTIONS")


def _responses(route: Served, schemas: Schemas) -> dict[str, Any]:
    described = _of(route)
    told = {str(status): _answer(kind, schemas) for status, kind in described.answers.items()}
    refusal = _answer(Refusal, schemas)
    return {**told, **{str(status): {**refusal, "description": REFUSALS[status]} for status in _refusals(route)}}


def _answer(kind: Any, schemas: Schemas) -> dict[str, Any]:
    if kind is None:
        return {"description": "Done."}
    media_type, schema = (kind, {"type": "string"}) if isinstance(kind, str) else (JSON, schemas.of(kind))
    return {"description": "As asked.", "content": {media_type: {"schema": schema}}}


def _refusals(route: Served) -> list[int]:
    """Those that follow from who may ask and from what is taken, and those that the route adds."""
    described = _of(route)
    found = {400, *described.refuses}
    if described.who != "anyone":
        found |= {401, 403, 429, 503}
    if described.body or described.takes:
        found |= {403, 413, 422}
    if described.query or described.headers:
        found.add(422)
    if route.parameters:
        found.add(404)
    return sorted(found)
