"""All figures of this process and of its store, in Prometheus' text form."""

from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest

from bot.metrics.events import REGISTRY
from bot.metrics.state import State
from bot.store import Store


def exposition(store: Store, now: datetime) -> bytes:
    """Reads the store: not for the event loop."""
    state = CollectorRegistry(auto_describe=False)
    state.register(State(store, now))
    return generate_latest(state) + generate_latest(REGISTRY)
