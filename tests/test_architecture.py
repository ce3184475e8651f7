"""Imports go one way, files stay one noun long, and the web side never brings TensorFlow in."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("bot", "actions", "channels") for path in (ROOT / folder).rglob("*.py"))
MODULES = [path for path in CODE if "versions" not in path.parts]
LONGEST_FILE = 300
LONGEST_FUNCTION = 30

BASE = {"bot.errors", "bot.settings", "bot.wakeups", "bot.logs", "bot.access"}
FOUNDATION = BASE | {"bot.standard", "bot.phrases", "bot.operator"}
# The composition root: it alone may know the channels.
ROOT_MODULES = {"bot.cli", "bot.serve", "bot.roles"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


KNOWN = {name_of(module) for module in MODULES}


def ours(path: Path) -> set[str]:
    return {name for name in imports_of(path) if name in KNOWN}


def is_noun(module: str) -> bool:
    parts = module.split(".")
    # These put nouns together: the gate, what runs by itself, what is made of several nouns.
    composed = {
        "bot.reception",
        "bot.cli",
        "bot.serve",
        "bot.roles",
        "bot.staff",
        "bot.readiness",
        "bot.metrics",
        "bot.talk",
        "bot.demo",
        "bot.brief",
        "bot.watch",
        "bot.calendar_file",
        "bot.figures",
        "bot.demo_month",
        "bot.board",
        "bot.keeping",
    }
    # No nouns, but what is above or below them.
    folders = {"assistant", "nlu", "store", "standard", "check"}
    return (
        parts[0] == "bot"
        and len(parts) > 1
        and parts[1] not in folders
        and not any(inside(module, one) for one in composed | FOUNDATION)
    )


@lru_cache(maxsize=1)
def edges() -> list[tuple[str, str]]:
    return [(name_of(path), target) for path in MODULES for target in ours(path) if target != name_of(path)]


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 40
    assert len(edges()) > 80


def test_the_bot_knows_no_channel_and_no_action() -> None:
    wrong = [
        edge
        for edge in edges()
        if inside(edge[0], "bot") and edge[0] not in ROOT_MODULES and not inside(edge[1], "bot")
    ]
    assert wrong == []


def test_actions_and_channels_do_not_know_each_other() -> None:
    wrong = [
        (a, b)
        for a, b in edges()
        if (inside(a, "actions") and inside(b, "channels")) or (inside(a, "channels") and inside(b, "actions"))
    ]
    assert wrong == []


def test_no_channel_imports_another_channel() -> None:
    shared = ("delivery", "openapi")  # folders that are no channels: any may use them

    def channel(module: str) -> str:
        folder = [*module.split("."), ""][1] if inside(module, "channels") else ""
        return folder if folder not in shared and (ROOT / "channels" / folder).is_dir() else ""

    wrong = [(a, b) for a, b in edges() if channel(a) and channel(b) and channel(a) != channel(b)]
    assert wrong == []


def test_the_foundation_imports_nothing_above_it() -> None:
    wrong = [
        (a, b)
        for a, b in edges()
        if (a in BASE or inside(a, "bot.standard")) and b not in BASE and not inside(b, "bot.standard") and b != "bot"
    ]
    assert wrong == []


def test_the_store_knows_no_noun() -> None:
    allowed = BASE | {"bot"}
    wrong = [(a, b) for a, b in edges() if inside(a, "bot.store") and b not in allowed and not inside(b, "bot.store")]
    assert wrong == []


def test_the_nouns_do_not_know_each_other() -> None:
    def folder(module: str) -> str:
        return ".".join(module.split(".")[:2])

    # Whatever changes something writes it into the audit itself, so that no caller can forget to.
    shared = ("bot.numbers", "bot.audit")
    wrong = [(a, b) for a, b in edges() if is_noun(a) and is_noun(b) and folder(a) != folder(b) and b not in shared]
    assert wrong == []


def test_understanding_needs_no_database() -> None:
    wrong = [(a, b) for a, b in edges() if inside(a, "bot.nlu") and (inside(b, "bot.store") or is_noun(b))]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_file_is_one_noun_long(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_function_is_one_sentence_long(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = [f"{node.name}: {_length(node)}" for node in functions if _length(node) > LONGEST_FUNCTION]
    assert long == []


def _length(node: ast.AST) -> int:
    """Lines of what it does: neither its docstring nor its signature is a reason to split a function."""
    body = node.body  # type: ignore[attr-defined]
    if ast.get_docstring(node):  # type: ignore[arg-type]
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_the_web_side_never_imports_tensorflow() -> None:
    program = "import channels.app, sys; sys.exit(any(m in sys.modules for m in ('tensorflow', 'rasa')))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def sentences_of(path: Path) -> Iterator[ast.Constant]:
    """The strings of a module, but for patterns: those are what customers say, not what they are told."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    compiled = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
    ]
    patterns = {id(part) for call in compiled for part in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in patterns:
            yield node


def test_no_customer_sentence_stands_in_python() -> None:
    understanding = ("bot.standard", "bot.nlu")
    chinese = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        if not any(inside(name_of(path), package) for package in understanding)
        for node in sentences_of(path)
        if "您" in node.value
    ]
    assert chinese == []
