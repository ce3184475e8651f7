"""How fast an app may be written to: so much a second in all, so much a second to one chat."""

from collections import deque

WINDOW_SECONDS = 1.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0


class Pace:
    """Asked before each sending. Every `at` is in seconds of a clock that never goes back."""

    def __init__(self, per_chat_seconds: float = 1.0, per_second: int = 30) -> None:
        self._per_chat_seconds = per_chat_seconds
        self._recent: deque[float] = deque([float("-inf")] * per_second, maxlen=per_second)
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._all_held_until = float("-inf")

    def take(self, address: str, at: float) -> float:
        """0: go now, and it is counted. Otherwise wait for so many seconds, and ask again."""
        wait = max(self._all_free_at(), self._free_at.get(address, at)) - at
        if wait > 0:
            return wait
        self._recent.append(at)
        self._forget(at)
        self._free_at[address] = at + self._per_chat_seconds
        return 0.0

    def hold(self, address: str, seconds: float, at: float) -> None:
        """The app asked us to wait. When it asks so in two chats at once, it means all of them."""
        self._held_until = {one: until for one, until in self._held_until.items() if until > at}
        self._held_until[address] = self._free_at[address] = at + seconds
        if len(self._held_until) > 1:
            self._all_held_until = max(self._all_held_until, at + seconds)

    def _all_free_at(self) -> float:
        return max(self._recent[0] + WINDOW_SECONDS, self._all_held_until)

    def _forget(self, at: float) -> None:
        if len(self._free_at) > 10 * len(self._recent):
            self._free_at = {address: free_at for address, free_at in self._free_at.items() if free_at > at}


def pause(attempts: int, chance: float) -> float:
    """Seconds before the next attempt after `attempts` that failed; `chance` from 0 to 1 spreads them, so that what
    failed together does not come back together."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(attempts, 16))
    return longest * (0.5 + chance / 2)
