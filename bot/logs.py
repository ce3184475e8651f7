"""What may stand in a log: no telephone or identity number, no e-mail address, no long text of anybody's."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

# Longer pieces of a record are cut: a log tells that something happened, not what somebody said.
LONGEST = 400
# Number-like runs of 7 digits and more, with the separators people write; dates and times have fewer in a row.
_NUMBER = re.compile(r"(?<![A-Za-z0-9.-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ -]?\d){6,18}[Xx]?(?![A-Za-z0-9-])")
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.)+\w+")
# What opens a door: a bot's token in the addresses of its app, and whatever stands in an Authorization header.
_KEY = re.compile(r"\b(bot)?\d{6,12}:[\w-]{30,}|\b(Bearer|Basic)\s+[\w.~+/=-]+", re.I)
CHATTY = ("alembic", "sanic.root", "sanic.access", "httpx", "httpcore", "telegram", "twilio", "slack_sdk", "rasa")
FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"
REQUESTS = "desk.requests"

# The request that is being answered: stands in every record written meanwhile, in threads too.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def masked(text: str) -> str:
    """`138****5678` for a number, `***@…` for an e-mail address (S4-6.1-b, S1-1.5-b)."""
    return _ADDRESS.sub("***@…", _NUMBER.sub(_hidden, _KEY.sub("***", text)))


class Discreet(logging.Formatter):
    """Masks the whole record, what was raised included: nobody can forget it at one place."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        if len(record.message) > LONGEST:
            record.message = record.message[:LONGEST] + "…"
        return super().formatMessage(record)


def discreet_logs(level: str, form: str = "text") -> None:
    """Every logger of this process writes masked lines to standard error. `form`: text | json, one object a line.

    A line for each request is written in JSON only: a terminal would show nothing else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if form == "json" else Discreet(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in CHATTY if form == "json" else (*CHATTY, REQUESTS):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _json() -> logging.Formatter:
    from structlog import processors, stdlib

    return stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            stdlib.add_log_level,
            stdlib.add_logger_name,
            stdlib.ExtraAdder(),
            processors.TimeStamper(fmt="iso", key="at"),
            _with_request,
        ],
        processors=[
            stdlib.ProcessorFormatter.remove_processors_meta,
            processors.format_exc_info,
            _discreet,
            processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )


def _with_request(logger: Any, method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if request_id.get():
        record.setdefault("request", request_id.get())
    return record


def _discreet(logger: Any, method: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Each text for itself: the times and figures beside them are ours."""
    for name, value in record.items():
        if not isinstance(value, (int, float)) and name != "at":
            whole = masked(str(value))
            record[name] = whole if name == "exception" or len(whole) <= LONGEST else whole[:LONGEST] + "…"
    return record


def _hidden(found: "re.Match[str]") -> str:
    number = found[0]
    return number[:3] + "****" + number[-4:]
