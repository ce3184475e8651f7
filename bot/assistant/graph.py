"""Runs the model's graph node after node.

Rasa's own runner hands every node to dask, which plans the graph anew for each message and each prediction: measured,
that planning costs more than most of our nodes do (docs/decisions/0013-speed.md)."""

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner

Steps = list[tuple[str, tuple[str, ...]]]


class InOrder:
    """In place of a loaded runner, whose nodes it takes over."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self._schema, self._nodes = runner._graph_schema, runner._instantiated_nodes
        self._known: dict[tuple[str, ...], Steps] = {}

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give, by their names. Raises: what a node raises."""
        wanted = tuple(targets or self._schema.target_names)
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._steps(wanted):
            if name not in done:
                done[name] = self._nodes[name](*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    def _steps(self, wanted: tuple[str, ...]) -> Steps:
        """Each node the targets need, after those that it needs itself; worked out once for the same targets."""
        if wanted not in self._known:
            nodes = self._schema.minimal_graph_schema(list(wanted)).nodes
            needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
            order = TopologicalSorter(
                {name: [need for need in given if need in nodes] for name, given in needs.items()}
            )
            self._known[wanted] = [(name, needs[name]) for name in order.static_order()]
        return self._known[wanted]
