"""(b): what the length of one conversation costs."""

import statistics
from typing import Any

from topics import TOPICS, questions
from turns import Peer

AROUND = TOPICS  # messages whose median stands for a place in the conversation
EARLY = 10
# The peer is asked less: by then each of its answers takes the better part of a second.
PLACES = {"desk": (EARLY, 300, 1000), "stock": (EARLY, 300)}


async def measure(peer: Peer, places: tuple[int, ...]) -> dict[int, float]:
    """Milliseconds until the answer at each place of one conversation."""
    conversation: Any = await peer.open()
    texts = questions()
    waits = [await peer.ask(conversation, texts[number % TOPICS]) for number in range(places[-1] + AROUND)]
    return {place: 1000 * statistics.median(waits[place - AROUND // 2 : place + AROUND // 2]) for place in places}


async def rows(ours: Peer, theirs: Peer) -> list[tuple[str, str, str, str]]:
    mine, other = await measure(ours, PLACES["desk"]), await measure(theirs, PLACES["stock"])
    found = []
    for place in PLACES["desk"]:
        stock = f"{other[place]:.0f} ms ({other[place] / other[EARLY]:.2f}×)" if place in other else "not asked"
        ratio = f"{other[place] / mine[place]:.1f}" if place in other else ""
        told = f"{mine[place]:.0f} ms ({mine[place] / mine[EARLY]:.2f}×)"
        found.append((f"(b) until the answer to message {place} of one conversation", told, stock, ratio))
    return found
