"""The public service commitment (SYS-37): which clocks are promised in which words, and where else one may turn."""

from bot.standard.entry import Clauses, Entry, Limit, Named, NamedEntry


class Promise(Named):
    """`{limit}` in its sentences is the clock's own limit."""

    clock: str


class Group(NamedEntry):
    promises: tuple[Promise, ...]


class Commitments(Entry):
    """`shown_from`: so many cases of a kind before the share kept is published; `over`: of how long."""

    clauses: Clauses = ()
    title: Named
    intro: Named
    groups: tuple[Group, ...]
    hours: Named
    complain: NamedEntry
    complain_how: tuple[Named, ...]
    outside: NamedEntry
    outside_how: Named
    shown_from: int
    over: Limit
