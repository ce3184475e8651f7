"""standard.yml keeps its schema."""

from pathlib import Path

from bot.check.finding import Finding
from bot.standard import InvalidStandard, Standard, load

FILE = "standard.yml"


def read_standard(root: Path) -> tuple[Standard | None, list[Finding]]:
    path = root / FILE
    if not path.is_file():
        return None, [Finding(FILE, 1, "error", "the service standard is missing")]
    try:
        return load(path), []
    except InvalidStandard as error:
        return None, [Finding(FILE, mistake.line, "error", mistake.text) for mistake in error.mistakes]
