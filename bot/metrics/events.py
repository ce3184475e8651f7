"""What happened in this process since its start. No label ever carries what somebody typed."""

import logging
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

Info("desk_build", "Release of the desk", registry=REGISTRY).info({"version": version("courtesy-desk")})

REQUEST_SECONDS = Histogram(
    "desk_request_seconds",
    "From a request's first byte to its answer's; of an event stream, to its beginning",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "desk_turn_seconds",
    "The assistant's work on one turn, without the wait before it",
    buckets=(0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20),
    registry=REGISTRY,
)
STREAMS = Gauge("desk_streams_open", "Event streams that somebody reads now", registry=REGISTRY)
ERRORS = Counter("desk_errors", "Records logged as errors", ["logger"], registry=REGISTRY)


class CountErrors(logging.Handler):
    """Counts each record of level ERROR and above, by the logger that wrote it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        ERRORS.labels(record.name).inc()


def count_errors() -> None:
    logging.getLogger().addHandler(CountErrors())
