"""The project's YAML files, each read once, with paths as a designer would write them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.check.finding import Finding
from bot.standard.marked import Key, Marked, Unreadable, read


@dataclass
class Project:
    root: Path
    unreadable: list[Finding] = field(default_factory=list)
    _read: dict[Path, Marked] = field(default_factory=dict)

    def files(self, folder: str) -> Iterator[tuple[str, Marked]]:
        """Every readable .yml file of a folder, with its name; what cannot be read becomes a finding, once."""
        for path in sorted((self.root / folder).glob("*.yml")):
            yield self.name(path), self._marked(path)

    def file(self, name: str) -> Marked | None:
        path = self.root / name
        return self._marked(path) if path.is_file() else None

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _marked(self, path: Path) -> Marked:
        if path not in self._read:
            try:
                self._read[path] = read(path)
            except Unreadable as error:
                self._read[path] = Marked(path)
                self.unreadable.append(Finding(self.name(path), error.line, "error", error.text))
        return self._read[path]

    def repeated(self) -> Iterator[Finding]:
        """A key that stands twice in one file: YAML keeps the last in silence."""
        for path, marked in self._read.items():
            for key in marked.repeated:
                yield Finding(self.name(path), marked.line(key), "error", f"{key[-1]!r} stands twice in this file")


def section(marked: Marked, *path: str) -> tuple[Key, object]:
    """The value at a path of keys, None where the file does not go that deep."""
    value = marked.value
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return path, value
