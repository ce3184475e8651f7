"""What the app really serves: its route table, with the description beside each handler."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sanic import Sanic

from channels.describing import Description, description_of

METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH")  # HEAD is a GET without its body
PARAMETER = re.compile(r"<(\w+)(?::(\w+))?[^>]*>")


@dataclass(frozen=True)
class Served:
    """`parameters`: of the path, each with Sanic's name for its type."""

    method: str
    path: str
    name: str
    parameters: dict[str, str]
    summary: str
    description: Description | None

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"


def served(app: Sanic) -> Iterator[Served]:
    for route in app.router.routes:
        path = "/" + route.path.strip("/")
        for method in sorted(route.methods.intersection(METHODS)):
            yield Served(
                method,
                PARAMETER.sub(r"{\1}", path),
                route.name.split(".", 1)[1],
                {name: kind or "str" for name, kind in PARAMETER.findall(path)},
                inspect.getdoc(route.handler) or "",
                description_of(route.handler),
            )
