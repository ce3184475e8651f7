"""The console's files as two, a script and a sheet: with a hundred a browser is busy twice as long as with these.

Understood are the forms in which this console is written; any other is an error at the start, never a page that fails.
A module becomes a function that runs once, after all that it imports: as browsers do it where no modules import each
other (docs/decisions/0016-one-script.md)."""

import re
from dataclasses import dataclass, field
from pathlib import Path

IMPORT = re.compile(r'import (?:(?:\{ (?P<names>[^{}]+) \}|\* as (?P<all>\w+)) from )?"(?P<path>[^"]+)";')
PASSED_ON = re.compile(r'export \{ (?P<names>[^{}]+) \} from "(?P<path>[^"]+)";')
EXPORT = re.compile(r"export (?=(?:async )?(?:function\*?|class|const) (?P<name>\w+))")
SHEET = re.compile(r'@import "([^"]+)";\n')


def sheet(entry: Path) -> str:
    """The styles, in the order in which `entry` imports them."""
    return SHEET.sub(lambda found: (entry.parent / found[1]).read_text("utf-8"), entry.read_text("utf-8"))


def script(entry: Path) -> str:
    """Everything that `entry` imports, and last itself; what is imported by an address from the site's root stays
    outside. Raises: ValueError for what is not understood, with its place."""
    joined = _Joined()
    joined.add(entry.resolve(), ())
    outside = [f'import * as {_outside(path)} from "{path}";' for path in joined.outside]
    return "\n".join([*outside, *joined.modules.values(), ""])


@dataclass
class _Joined:
    """`modules`: each after those that it imports."""

    modules: dict[Path, str] = field(default_factory=dict)
    outside: dict[str, None] = field(default_factory=dict)

    def add(self, file: Path, above: tuple[Path, ...]) -> None:
        if file in above:
            raise ValueError(f"{file.name} imports itself by way of {', '.join(one.name for one in above)}")
        if file in self.modules:
            return
        lines = file.read_text("utf-8").split("\n")
        for found in filter(None, map(_imports, lines)):
            if found["path"].startswith("/"):
                self.outside[found["path"]] = None
            else:
                self.add((file.parent / found["path"]).resolve(), (*above, file))
        self.modules[file] = _module(file, lines)


def _imports(line: str) -> re.Match[str] | None:
    return IMPORT.fullmatch(line) or PASSED_ON.fullmatch(line)


def _module(file: Path, lines: list[str]) -> str:
    """const $name = (() => { …; return { what it exports }; })();"""
    told: list[str] = []
    body: list[str] = []
    for number, line in enumerate(lines, 1):
        if found := PASSED_ON.fullmatch(line):
            told += [f"{name}: {_source(file, found['path'])}.{name}" for name in found["names"].split(", ")]
        elif found := IMPORT.fullmatch(line):
            body.append(_imported(file, found))
        elif found := EXPORT.match(line):
            told.append(found["name"])
            body.append(line[found.end() :])
        elif line.startswith(("import ", "export ", "await ")):
            raise ValueError(f"{file.name}:{number}: this form is not understood: {line}")
        elif not line.lstrip().startswith("//"):
            body.append(line)
    return "\n".join([f"const {_name(file)} = (() => {{", *body, f"return {{ {', '.join(told)} }};", "})();"])


def _imported(file: Path, found: re.Match[str]) -> str:
    source = _source(file, found["path"])
    if found["all"]:
        return f"const {found['all']} = {source};"
    return f"const {{ {found['names'].replace(' as ', ': ')} }} = {source};" if found["names"] else ""


def _source(file: Path, path: str) -> str:
    return _outside(path) if path.startswith("/") else _name((file.parent / path).resolve())


def _name(file: Path) -> str:
    """Two modules of the same name would have to lie in folders of different names."""
    return "$" + re.sub(r"\W", "_", f"{file.parent.name}_{file.stem}")


def _outside(path: str) -> str:
    return "$outside" + re.sub(r"\W", "_", path)
