"""Seconds between two columns, to the millisecond, on both databases."""

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class elapsed(FunctionElement):  # type: ignore[type-arg]
    """elapsed(turns.c.created_at, turns.c.done_at)"""

    type = Float()
    name = "elapsed"
    inherit_cache = True


@compiles(elapsed, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(clause, **how) for clause in element.clauses)
    return f"round((julianday({end}) - julianday({start})) * 86400.0, 3)"


@compiles(elapsed, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    start, end = (compiler.process(clause, **how) for clause in element.clauses)
    return f"round(extract(epoch FROM ({end}) - ({start}))::numeric, 3)"
