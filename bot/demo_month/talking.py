"""Customers and the assistant: what is said on both sides, and what follows when a person is asked for."""

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import handoff, promises, reception, surveys, turns
from bot.agents import Agent
from bot.brief import brief
from bot.customers import Visit
from bot.demo_month.month import Month, Script
from bot.errors import Conflict
from bot.reception import Given, Reply

LEASE_SECONDS = 30.0
QUICK, SLOW = (0.4, 2.4), (5.5, 14.0)  # seconds until the assistant answers
SLOW_SHARE = 0.012
RATES, REPLY_HOUR = 0.6, 18
ROLES = ("agent", "senior", "investigator")
# A topic, and what an agent and the customer say about it in turns.
Matter = tuple[str, list[str]]


def heard(month: Month, visit: Visit, text: str, at: datetime, *replies: str, emotion: str = "neutral") -> datetime:
    """The customer says something and is answered; returns when."""
    reception.customer_said(month.db, visit.conversation_id, text, month.key(), at)
    debt = turns.lease(month.db, at, LEASE_SECONDS)
    answered = at + timedelta(seconds=month.random.uniform(*(SLOW if month.chance(SLOW_SHARE) else QUICK)))
    if debt:
        reception.assistant_said(month.db, visit.conversation_id, [Reply(text) for text in replies], answered)
        turns.settle(month.db, debt, "answered", answered, emotion)
    return answered


def asks(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    """One or two questions that the assistant knows the answer to."""
    for _ in range(month.random.choice((1, 1, 2, 3))):
        text, key = month.some("faq", language)
        at = heard(month, visit, text, at, month.phrases.say(f"utter_faq_{key}", language))
        yield (at := month.after(at, 0.4, 3))
    if month.chance(0.4):
        heard(month, visit, month.texts["thanks"][language], at, month.phrases.say("utter_anything_else", language))


def wants_a_person(month: Month, at: datetime, visit: Visit, language: str) -> Script:
    """Asked for, taken up, answered, closed; some give up, some are transferred, some get a promise."""
    topic, lines = yield from asks_for_a_person(month, at, visit, language)
    yield (at := month.after(at, *month.random.choices(((0.3, 4), (4, 13), (16, 40)), (70, 22, 8))[0]))
    gives_up = month.chance(0.04)
    # The desk may have closed meanwhile, and nobody waits any more.
    if gives_up and handoff.holder(month.db, visit.conversation_id).kind == "queue":
        reception.withdrawn(month.db, visit.conversation_id, at, phrases=month.phrases)
    yield from is_served(month, at, visit, language, topic, lines)


def asks_for_a_person(month: Month, at: datetime, visit: Visit, language: str) -> Generator[datetime, None, Matter]:
    """And waits. Returns what it is about, and what is said about it."""
    topic, opening, *lines = month.some("person", language)
    mood = month.random.choices(("neutral", "worried", "dissatisfied", "angry"), (60, 18, 15, 7))[0]
    at = heard(month, visit, opening, at, emotion=mood)
    about: dict[str, Any] = {"urgent": month.chance(0.03), "emotion": mood, "topic": f"faq/{topic}"}
    told: dict[str, Any] = {"standard": month.standard, "phrases": month.phrases}
    known = {**brief(month.db, visit.conversation_id), "topic": about["topic"], "emotion": mood}
    reception.ask_for_person(month.db, visit.conversation_id, "asked", known, at, **told, **about)
    yield at
    return topic, lines


def is_served(
    month: Month, at: datetime, visit: Visit, language: str, topic: str = "", lines: Sequence[str] = ()
) -> Script:
    """As soon as somebody has room, if the customer still waits. Without a topic, about whatever people ask."""
    yield at
    if not topic:
        topic, _, *lines = month.some("person", language)
    while (waiting := handoff.current(month.db, visit.conversation_id)) and waiting.agent_id is None:
        agent = _taken_up(month, waiting.handoff_id, topic, at)
        if agent:
            yield from _served(month, at, visit, language, agent, lines, topic)
            return
        yield (at := month.after(at, 1, 4))


def _taken_up(month: Month, handoff_id: int, topic: str, at: datetime) -> Agent | None:
    """By somebody who knows the topic, if they have room; None when nobody has."""
    skill = month.standard.routing.skill(topic)
    people = [one for one in month.agents.values() if one.role in ROLES]
    month.random.shuffle(people)
    for one in sorted(people, key=lambda person: skill not in person.skills):
        try:
            reception.claimed(month.db, handoff_id, one.id, at, phrases=month.phrases)
        except Conflict:
            continue
        return one
    return None


def _served(
    month: Month, at: datetime, visit: Visit, language: str, agent: Agent, lines: Sequence[str], topic: str
) -> Script:
    *answers, thanks = lines
    for number, text in enumerate(answers):
        yield (at := month.after(at, 0.4, 3))
        _says(month, visit, agent, text, at)
        if number < len(answers) - 1:
            yield (at := month.after(at, 0.5, 3))
            reception.customer_said(month.db, visit.conversation_id, month.texts["hurry"][language], month.key(), at)
    if month.chance(0.3) and at.astimezone(month.standard.zone).hour < REPLY_HOUR - 2:
        yield (at := month.after(at, 0.4, 1))
        _promises(month, visit, language, agent, at)
    yield (at := month.after(at, 0.5, 3))
    reception.customer_said(month.db, visit.conversation_id, thanks, month.key(), at)
    yield (at := month.after(at, 0.5, 4))
    outcome = month.random.choices(("resolved", "ticket", "callback", "unresolved"), (84, 8, 4, 4))[0]
    _closes(month, visit, agent, {"topic": topic, "outcome": outcome, "summary": ""}, at)
    month.begin(month.after(at, 0.5, 240), rates_talk, visit, language, outcome)


def _says(month: Month, visit: Visit, agent: Agent, text: str, at: datetime) -> Any:
    fence = handoff.holder(month.db, visit.conversation_id).fence
    return reception.agent_said(month.db, visit.conversation_id, agent.id, fence, text, month.key(), at)


def _promises(month: Month, visit: Visit, language: str, agent: Agent, at: datetime) -> None:
    text = month.texts["promise"][language]
    said = _says(month, visit, agent, text, at)
    due = at.astimezone(month.standard.zone).replace(hour=REPLY_HOUR, minute=0, second=0, microsecond=0)
    reception.agent_promised(month.db, said, [Given(text, due)], at, standard=month.standard)
    month.begin(month.after(at, 60, (due - at).total_seconds() / 60 * 1.12), keeps_word, visit, agent)


def keeps_word(month: Month, at: datetime, visit: Visit, agent: Agent) -> Script:
    """Mostly in time."""
    yield at
    if month.chance(0.94):
        for one in promises.of_conversation(month.db, visit.conversation_id):
            if one.agent_id == agent.id and one.ticket_id is None and one.kept_at is None:
                reception.promise_kept(month.db, visit.conversation_id, one.id, agent.id, at)


def _closes(month: Month, visit: Visit, agent: Agent, wrap_up: dict[str, str], at: datetime) -> None:
    held = handoff.holder(month.db, visit.conversation_id)
    told: dict[str, Any] = {"standard": month.standard, "phrases": month.phrases}
    assert held.handoff_id is not None
    reception.closed(month.db, held.handoff_id, agent.id, held.fence, wrap_up, at, **told)


def rates_talk(month: Month, at: datetime, visit: Visit, language: str, outcome: str) -> Script:
    yield at
    survey = surveys.latest(month.db, visit.conversation_id)
    if survey and surveys.given(month.db, visit.conversation_id) is None and month.chance(RATES):
        rate(month, visit.conversation_id, language, at, happy=outcome != "unresolved")


def rate(month: Month, conversation_id: str, language: str, at: datetime, *, happy: bool) -> None:
    """A score, mostly with dimensions near it, sometimes with words."""
    score = month.random.choices((5, 4, 3, 2, 1), (58, 30, 6, 4, 2) if happy else (4, 12, 28, 32, 24))[0]
    near = {
        name: min(5, max(1, score + month.random.choice((-1, 0, 0, 0, 1)))) for name in month.standard.survey.dimensions
    }
    comment = month.random.choice(month.texts["comments"][language][score])
    answer = surveys.Answer(score, comment, near if month.chance(0.7) else {}, happy)
    reception.rated(month.db, conversation_id, answer, at, standard=month.standard)
