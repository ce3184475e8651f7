"""So much a second in all, so much to one chat, measured with a clock that only the test moves."""

import heapq
import random

from hypothesis import given
from hypothesis import strategies as st

from channels.delivery.pace import LONGEST_PAUSE_SECONDS, Pace, pause

PER_SECOND, PER_CHAT = 30, 1.0
TINY = 1e-9


def sendings(pace: Pace, wanted: list[str], begin: float = 100.0) -> list[tuple[float, str]]:
    """When each message to these addresses goes out; all are there from the beginning, each chat waits by itself."""
    waiting = [(begin, number, address) for number, address in enumerate(wanted)]
    heapq.heapify(waiting)
    sent = []
    while waiting:
        at, number, address = heapq.heappop(waiting)
        wait = pace.take(address, at)
        if wait:
            heapq.heappush(waiting, (at + wait, number, address))
        else:
            sent.append((at, address))
    return sent


def busiest_second(times: list[float]) -> int:
    return max(sum(1 for later in times if 0 <= later - one < 1 - TINY) for one in times)


def closest(times: list[float]) -> float:
    return min((later - one for one, later in zip(times, times[1:], strict=False)), default=PER_CHAT)


def test_two_hundred_chats_get_thirty_a_second_in_all() -> None:
    wanted = [f"chat {number % 200}" for number in range(1000)]
    random.Random(7).shuffle(wanted)
    sent = sendings(Pace(PER_CHAT, PER_SECOND), wanted)
    times = [at for at, _ in sent]
    assert len(sent) == 1000
    assert busiest_second(times) == PER_SECOND
    assert times[-1] - times[0] < 1000 / PER_SECOND + 1, "and no slower than it may"


def test_one_chat_gets_one_a_second() -> None:
    sent = sendings(Pace(PER_CHAT, PER_SECOND), ["alice"] * 20)
    assert closest([at for at, _ in sent]) >= PER_CHAT - TINY
    assert sent[-1][0] - sent[0][0] < 20


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=60), st.integers(1, 8), st.floats(0.1, 3))
def test_whatever_is_wanted_neither_limit_is_passed(wanted: list[str], per_second: int, per_chat: float) -> None:
    sent = sendings(Pace(per_chat, per_second), wanted)
    assert len(sent) == len(wanted)
    assert busiest_second([at for at, _ in sent]) <= per_second
    for address in set(wanted):
        times = [at for at, to in sent if to == address]
        assert len(times) < 2 or closest(times) >= per_chat - TINY


def test_a_chat_that_is_held_waits_and_the_others_do_not() -> None:
    pace = Pace(PER_CHAT, PER_SECOND)
    pace.hold("alice", 30, at=100)
    assert pace.take("alice", 101) == 29
    assert pace.take("dan", 101) == 0


def test_when_two_chats_are_held_all_are() -> None:
    pace = Pace(PER_CHAT, PER_SECOND)
    pace.hold("alice", 30, at=100)
    pace.hold("dan", 5, at=101)
    assert pace.take("erin", 102) == 4
    assert pace.take("erin", 106) == 0
    assert pace.take("alice", 106) == 24


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = Pace(PER_CHAT, PER_SECOND)
    for number in range(5000):
        assert pace.take(f"chat {number}", 100.0 + 2 * number) == 0
    assert len(pace._free_at) <= 10 * PER_SECOND + 1


def test_pauses_double_up_to_a_minute_and_are_spread() -> None:
    assert [pause(attempts, 1.0) for attempts in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert [pause(attempts, 0.0) for attempts in range(3)] == [0.5, 1, 2]
    assert pause(10_000, 1.0) == LONGEST_PAUSE_SECONDS
