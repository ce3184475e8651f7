"""Whom a waiting conversation goes to: pure rules over who is free (SYS-34, S1-5.2-d, S0-5.4-a, S4-3.2-b)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import validator

from bot.standard.entry import Clauses, Entry, Limit, NamedEntry


class Skill(NamedEntry):
    """What an agent may know well; `topics` are the beginnings of the conversations' topics that need it."""

    topics: tuple[str, ...]

    def covers(self, topic: str) -> bool:
        return any(topic == begin or topic.startswith(f"{begin}_") for begin in self.topics)


class SeniorStaff(Entry):
    """Who is asked for difficult, major and emotional matters: any of these roles or grades."""

    roles: tuple[str, ...]
    grades: tuple[Literal["junior", "intermediate", "senior", "manager"], ...]


@dataclass(frozen=True)
class Case:
    """What is known of a conversation that waits. `last_agent`: who served this customer last, not too long ago;
    `passed_by`: those who did not answer when it was theirs."""

    topic: str
    language: str
    needs_senior: bool
    last_agent: int | None = None
    passed_by: Collection[int] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """An agent who is there. `latest`: the number of what they were given last, 0 for nothing."""

    agent_id: int
    role: str
    grade: str
    skills: Collection[str]
    languages: Collection[str]
    capacity: int
    holding: int
    latest: int = 0

    @property
    def free(self) -> bool:
        return self.holding < self.capacity

    @property
    def share(self) -> float:
        return self.holding / self.capacity if self.capacity else 1.0


class RoutingRules(Entry):
    """The entry `routing` of the standard."""

    clauses: Clauses = ()
    mode: Literal["pull", "assign"]
    answer_within: Limit
    last_agent_within: Limit
    roles: tuple[str, ...]
    senior: SeniorStaff
    skills: dict[str, Skill]

    @validator("answer_within", "last_agent_within")
    def _has_a_length(cls, limit: Limit) -> Limit:
        if limit.unit == "working_days":
            raise ValueError("state it in seconds, minutes, hours or days")
        return limit

    def skill(self, topic: str) -> str | None:
        """The skill that a conversation's topic needs, such as `bills` for `faq/bill_refund`."""
        bare = topic.rpartition("/")[2]
        return next((name for name, skill in self.skills.items() if skill.covers(bare)), None)

    def is_senior(self, role: str, grade: str) -> bool:
        return role in self.senior.roles or grade in self.senior.grades

    def choose(self, case: Case, candidates: Sequence[Candidate]) -> Candidate | None:
        """Never above the capacity, and nobody who let it pass. Who speaks the language goes before everybody; then
        the agent the customer knows, senior staff for what needs them, the skill, the least load for what one can
        carry, and who was given nothing for the longest time. The same question has the same answer."""
        free = [one for one in candidates if one.free and one.agent_id not in case.passed_by]
        return min(free, key=lambda one: self._place(case, one), default=None)

    def _place(self, case: Case, one: Candidate) -> tuple[bool, bool, bool, bool, float, int, int]:
        wanted = self.skill(case.topic)
        return (
            not _speaks(one.languages, case.language),
            one.agent_id != case.last_agent,
            case.needs_senior and not self.is_senior(one.role, one.grade),
            wanted is not None and wanted not in one.skills,
            one.share,
            one.latest,
            one.agent_id,
        )


def _speaks(languages: Collection[str], language: str) -> bool:
    """Who reads one Chinese script reads the other."""
    return language.partition("-")[0] in {one.partition("-")[0] for one in languages}
