"""How much memory a turn may take: a runaway one fails by itself, instead of taking the whole machine along."""

import re
import resource
from pathlib import Path

# A turn takes a few megabytes; the date grammars and dictionaries that load late take some tens.
MOST_BYTES = 1024**3
STATUS = Path("/proc/self/status")


def bound_memory(most_bytes: int = MOST_BYTES) -> None:
    """From now on this process may grow by so much; beyond that Python raises MemoryError. Only Linux knows how."""
    if not STATUS.exists():
        return
    found = re.search(r"^VmData:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
    if found:
        _, hardest = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (int(found[1]) * 1024 + most_bytes, hardest))
