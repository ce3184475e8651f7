"""What the code says by key exists, and what the domain calls an action is written somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.check.domain import FILE, names
from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.variations import variations

CODE = ("actions", "bot", "channels")
RASAS_OWN = {"utter_action"}  # a key of an event's metadata
_KEY = re.compile(r"utter_\w+(?:/\w+)?")


def check(project: Project) -> Iterator[Finding]:
    keys = {variation.key for variation in variations(project)} | RASAS_OWN
    written: set[str] = set()
    for path, node in _strings(project.root):
        name = project.name(path)
        if isinstance(node, ast.JoinedStr):
            yield from _beginning(name, node, keys)
        elif isinstance(node.value, str):
            written.add(node.value)
            if _KEY.fullmatch(node.value) and node.value not in keys and not _begins(node.value, keys):
                yield Finding(name, node.lineno, "error", f"there is no response {node.value!r}")
    yield from _unwritten(project, written)


def _strings(root: Path) -> Iterator[tuple[Path, "ast.Constant | ast.JoinedStr"]]:
    """Every string of the code, an f-string as one."""
    for path in sorted(path for folder in CODE for path in (root / folder).rglob("*.py")):
        if path.is_relative_to(root / "bot" / "check"):
            continue
        todo: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        while todo:
            node = todo.pop()
            if isinstance(node, (ast.Constant, ast.JoinedStr)):
                yield path, node
            else:
                todo += ast.iter_child_nodes(node)


def _beginning(name: str, node: ast.JoinedStr, keys: set[str]) -> Iterator[Finding]:
    first = node.values[0] if node.values else None
    beginning = first.value if isinstance(first, ast.Constant) else ""
    if isinstance(beginning, str) and beginning.startswith("utter_") and not _begins(beginning, keys):
        yield Finding(name, node.lineno, "error", f"no response begins with {beginning!r}")


def _begins(beginning: str, keys: set[str]) -> bool:
    """A key that is put together, such as "utter_fault_done" + "_late"."""
    return any(key.startswith(beginning) for key in keys)


def _unwritten(project: Project, written: set[str]) -> Iterator[Finding]:
    domain = project.file(FILE)
    if domain is None or not isinstance(domain.value, dict):
        return
    for index, action in enumerate(names(domain, "actions")):
        if action not in written and not action.startswith("utter_"):
            line = domain.line(("actions", index))
            yield Finding(FILE, line, "error", f"no code in actions/ has the name {action!r}")
