"""What is wrong in the files that designers edit, by file and line."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """`file` is relative to the project's folder; `line` counts from 1."""

    file: str
    line: int
    severity: Severity
    text: str
