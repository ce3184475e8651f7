"""How often somebody may ask: one bucket of tokens for each visitor, each address, and all together.

A refused request takes nothing from any bucket, so a flood from one place leaves the others their share."""

import ipaddress
import math
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sanic.request import Request

from bot.errors import TooMany
from bot.settings import LIMIT, Settings

# Buckets that are remembered of one kind; the one that was asked for longest ago is forgotten, which favours its owner.
BUCKETS = 20_000
SECONDS = {"s": 1, "min": 60, "h": 3600}
STREAM_WAIT_SECONDS = 30
ADDRESS_LETTERS = 64
NETWORK_BITS = 64  # of an IPv6 address: one household has all that follow

# What is asked for ("messages", "address", …), and by whom.
Asked = tuple[str, str]


@dataclass(frozen=True)
class Rate:
    per_second: float
    burst: int

    @classmethod
    def read(cls, text: str) -> "Rate":
        """`text`: a setting such as "1/s burst 10" or "600/h burst 60"."""
        found = re.fullmatch(LIMIT, text)
        assert found, f"not a limit: {text}"
        return cls(float(found[1]) / SECONDS[found[2]], int(found[3]))


class Buckets:
    """A bucket a key. Kept is only the moment at which it is full again: a full bucket needs no memory.

    Moments are in seconds of any clock that never goes back."""

    def __init__(self, rate: Rate, most: int = BUCKETS) -> None:
        self._interval = 1 / rate.per_second
        self._slack = (rate.burst - 1) * self._interval
        self._most = most
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, key: str, at: float) -> float:
        """Seconds until there is a token; 0 when there is one."""
        return max(0.0, self._full_at.get(key, at) - at - self._slack)

    def take(self, key: str, at: float) -> None:
        """Only when there is nothing to wait for."""
        self._full_at[key] = max(self._full_at.get(key, at), at) + self._interval
        self._full_at.move_to_end(key)
        while len(self._full_at) > self._most:
            self._full_at.popitem(last=False)


class Limits:
    """All of one app's, by the names of the settings: DESK_LIMIT_<KIND>. In memory, so each process has its own."""

    KINDS = ("messages", "requests", "uploads", "conversations", "address", "sign_ins", "agents", "desk")

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._on = settings.limits
        self._buckets = {kind: Buckets(Rate.read(getattr(settings, f"limit_{kind}"))) for kind in self.KINDS}
        self._streams = {"visitor": settings.limit_streams, "address": settings.limit_streams_address}
        self._open: Counter[Asked] = Counter()

    def wait(self, *asked: Asked) -> float:
        """Seconds until all of it may be asked; 0 takes it now. Waiting takes nothing."""
        if not self._on:
            return 0.0
        at = self.clock()
        wait = max(self._buckets[kind].wait(key, at) for kind, key in asked)
        if wait == 0:
            for kind, key in asked:
                self._buckets[kind].take(key, at)
        return wait

    def admit(self, *asked: Asked) -> None:
        """Raises: TooMany with the seconds to wait."""
        wait = self.wait(*asked)
        if wait:
            raise TooMany("too_many", "please slow down", retry_after=math.ceil(wait))

    @contextmanager
    def stream(self, *held: Asked) -> Iterator[None]:
        """A line that stays open counts as long as it does. Raises: TooMany."""
        if self._on and any(self._open[one] >= self._streams[one[0]] for one in held):
            raise TooMany("too_many_streams", "too many open lines", retry_after=STREAM_WAIT_SECONDS)
        self._open.update(held)
        try:
            yield
        finally:
            self._open.subtract(held)
            for one in held:
                if not self._open[one]:
                    del self._open[one]


def address(request: Request) -> str:
    """Where a request comes from, as far as our own proxies say so: what a caller writes into the header counts for
    nothing (DESK_PROXIES). An IPv6 address stands for its network."""
    told = (request.remote_addr or request.ip or "").strip("[]")
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return told[:ADDRESS_LETTERS]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, NETWORK_BITS), strict=False))
