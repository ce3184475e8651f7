"""Who was forgotten, beside the database and by fingerprint only: an older back-up must not bring them back."""

from pathlib import Path

from bot.keeping.erasure import fingerprint


class Forgotten:
    """One fingerprint a line in a file of the state's folder."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, customer_id: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="ascii") as lines:
            lines.write(fingerprint(customer_id) + "\n")

    def __contains__(self, known_by: str) -> bool:
        return self._file.exists() and known_by in self._file.read_text(encoding="ascii").split()
