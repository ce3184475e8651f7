"""What may stand in a log: no telephone or identity number, no e-mail address, no long text of anybody's."""

import logging
import re
import sys

# Longer pieces of a record are cut: a log tells that something happened, not what somebody said.
LONGEST = 400
# Number-like runs of 7 digits and more, with the separators people write; dates and times have fewer in a row.
_NUMBER = re.compile(r"(?<![A-Za-z0-9.-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ -]?\d){6,17}[Xx]?(?![A-Za-z0-9-])")
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.)+\w+")
CHATTY = ("alembic", "sanic.root", "sanic.access")
FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"


def masked(text: str) -> str:
    """`138****5678` for a number, `***@…` for an e-mail address (S4-6.1-b, S1-1.5-b)."""
    return _ADDRESS.sub("***@…", _NUMBER.sub(_hidden, text))


class Discreet(logging.Formatter):
    """Masks the whole record, what was raised included: nobody can forget it at one place."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        if len(record.message) > LONGEST:
            record.message = record.message[:LONGEST] + "…"
        return super().formatMessage(record)


def discreet_logs(level: str) -> None:
    """Every logger of this process writes masked lines to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _hidden(found: "re.Match[str]") -> str:
    number = found[0]
    return number[:3] + "****" + number[-4:]
