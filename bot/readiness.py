"""May this process be sent work? If not, why not."""

from typing import Protocol

from bot.errors import Unavailable
from bot.store import Store
from bot.store.migrate import at_head


class Model(Protocol):
    """Whoever answers with it."""

    @property
    def are_ready(self) -> bool: ...


def missing(store: Store, assistants: Model | None) -> list[str]:
    """[] when nothing is: "store" | "migrations" | "model". `assistants`: those of this process; None: elsewhere."""
    reasons = []
    try:
        if not at_head(store):
            reasons.append("migrations")
    except Unavailable:
        reasons.append("store")
    if assistants is not None and not assistants.are_ready:
        reasons.append("model")
    return reasons
