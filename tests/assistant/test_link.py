"""Wake-ups cross between two processes once, in both directions, and a closed end is noticed."""

import socket
import threading

from bot.assistant.link import Link
from bot.wakeups import Wakeup, Wakeups

SOON_SECONDS = 5.0


class Side:
    """One process's wake-ups, remembering what it heard."""

    def __init__(self, end: socket.socket) -> None:
        self.wakeups, self.heard = Wakeups(), []
        self.something, self.closed = threading.Event(), threading.Event()
        self.wakeups.listen(self.hear)
        self.link = Link(self.wakeups, end, self.closed.set)

    def hear(self, wakeup: Wakeup) -> None:
        self.heard.append(wakeup)
        self.something.set()


def two_sides() -> "tuple[Side, Side]":
    ours, theirs = socket.socketpair()
    return Side(ours), Side(theirs)


def test_a_wakeup_is_heard_on_the_other_side_and_not_echoed() -> None:
    web, assistant = two_sides()
    web.wakeups.publish(Wakeup("turn", "c1"))
    assert assistant.something.wait(SOON_SECONDS)
    assistant.wakeups.publish(Wakeup("conversation", "c1"))
    web.wakeups.publish(Wakeup("typing", "c1:customer"))
    deadline = threading.Event()
    while len(web.heard) + len(assistant.heard) < 6 and not deadline.wait(0.01):
        pass
    expected = {Wakeup("turn", "c1"), Wakeup("conversation", "c1"), Wakeup("typing", "c1:customer")}
    assert set(web.heard) == set(assistant.heard) == expected
    assert len(web.heard) == len(assistant.heard) == 3


def test_the_assistant_notices_that_the_web_side_has_gone() -> None:
    web, assistant = two_sides()
    web.link._end.shutdown(socket.SHUT_RDWR)
    assert assistant.closed.wait(SOON_SECONDS)


def test_a_wakeup_for_a_side_that_has_gone_is_no_error() -> None:
    web, assistant = two_sides()
    assistant.link.close()
    for _ in range(100):
        web.wakeups.publish(Wakeup("queue"))
    assert len(web.heard) == 100


def test_what_a_side_keeps_for_itself_goes_no_further() -> None:
    ours, theirs = socket.socketpair()
    web, kept, something = Wakeups(), [], threading.Event()
    heard: list[Wakeup] = []
    web.listen(lambda wakeup: (heard.append(wakeup), something.set()))
    Link(web, ours, keeps=lambda wakeup: wakeup.topic == "leased" and not kept.append(wakeup))
    assistant = Side(theirs)
    assistant.wakeups.publish(Wakeup("leased", "7:1"))
    assistant.wakeups.publish(Wakeup("conversation", "c1"))
    assert something.wait(SOON_SECONDS)
    assert (kept, heard) == ([Wakeup("leased", "7:1")], [Wakeup("conversation", "c1")])


def test_a_side_that_stands_still_stops_nobody() -> None:
    ours, theirs = socket.socketpair()
    web = Wakeups()
    Link(web, ours)
    heard: list[Wakeup] = []
    web.listen(heard.append)
    for number in range(20_000):  # far more than the pair of sockets holds
        web.publish(Wakeup("turn", f"c{number}"))
    assert len(heard) == 20_000
    theirs.close()


def test_half_a_line_spoils_no_other() -> None:
    ours, theirs = socket.socketpair()
    web = Side(ours)
    theirs.sendall(b'["turn", "c\n["turn", "c2"]\n')
    assert web.something.wait(SOON_SECONDS)
    assert web.heard == [Wakeup("turn", "c2")]
    theirs.close()
