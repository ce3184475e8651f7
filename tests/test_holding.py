"""While a person holds a conversation, or one is waited for, no line of the assistant gets into it: whatever the
customer types, and however long it takes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import update

from bot import customers, handoff, reception, transcript
from bot.agents import Agent
from bot.phrases import Phrases
from bot.reception import Reply
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import agents as people

RUNS, STEPS = 20, 30
COMMANDS = st.sampled_from(["/restart", "/session_start", "/back", "/human", '/intent{"a":1}', "hello", "／restart"])
PAUSES = st.sampled_from([timedelta(seconds=1), timedelta(minutes=61), timedelta(hours=24)])


def machine(
    store: Store, standard: Standard, phrases: Phrases, agents: list[Agent], begin: datetime
) -> type[RuleBasedStateMachine]:
    class Holding(RuleBasedStateMachine):
        """`person`: whether one holds the conversation or is waited for."""

        @initialize()
        def arrive(self) -> None:
            self.now, self.keys, self.person, self.said_while_held = begin, 0, False, 0
            with store.writing() as db:
                name = f"customer-{datetime.now().timestamp()}"
                self.id = customers.welcome(db, "web", "widget", name, "zh", self.now).conversation_id

        def write(self, work: Callable[[Any], Any]) -> Any:
            self.keys += 1
            with store.writing() as db:
                return work(db)

        @rule(pause=PAUSES)
        def wait(self, pause: timedelta) -> None:
            self.now += pause

        @rule(text=COMMANDS)
        def customer_types(self, text: str) -> None:
            self.write(lambda db: reception.customer_said(db, self.id, text, f"c{self.keys}", self.now))

        @rule()
        def assistant_answers(self) -> None:
            said = self.write(lambda db: reception.assistant_said(db, self.id, [Reply("好的")], self.now))
            self.said_while_held += len(said) if self.person else 0
            assert bool(said) != self.person

        @rule()
        def person_wanted(self) -> None:
            self.write(lambda db: handoff.ask(db, self.id, "asked", {}, self.now))
            self.person = True

        @precondition(lambda self: self.person)
        @rule(agent=st.sampled_from(agents))
        def agent_takes(self, agent: Agent) -> None:
            def take(db: Any) -> None:
                if handoff.holder(db, self.id).kind == "queue":
                    open_one = handoff.current(db, self.id)
                    reception.claimed(db, open_one.handoff_id, agent.id, self.now, phrases=phrases)

            self.write(take)

        @rule(wrap_up=st.booleans())
        def agent_ends(self, wrap_up: bool) -> None:
            def end(db: Any) -> None:
                one = handoff.holder(db, self.id)
                if one.kind != "agent":
                    return
                if wrap_up:
                    summary = {"topic": "other", "outcome": "resolved", "summary": "ok"}
                    told = {"standard": standard, "phrases": phrases}
                    reception.closed(db, one.handoff_id, one.agent_id, one.fence, summary, self.now, **told)
                else:
                    reception.handed_back(db, one.handoff_id, one.agent_id, one.fence, self.now, phrases=phrases)
                self.person = False

            self.write(end)

        @invariant()
        def nobody_talks_over_a_person(self) -> None:
            if not hasattr(self, "id"):
                return
            with store.reading() as db:
                assert (handoff.holder(db, self.id).kind != "assistant") == self.person
                seqs = [message.seq for message in transcript.after(db, self.id, 0)]
            assert self.said_while_held == 0
            assert seqs == list(range(1, len(seqs) + 1))

    return Holding


def test_the_assistant_never_talks_over_a_person(
    sqlite_store: Store, standard: Standard, phrases: Phrases, employ: Callable[..., Agent], now: datetime
) -> None:
    agents = [employ(sqlite_store, "bob", "1001"), employ(sqlite_store, "carol", "1002", "supervisor")]
    with sqlite_store.writing() as db:  # one run must not leave them full for the next
        db.execute(update(people).values(capacity=RUNS * STEPS))
    checks = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    bounds = settings(max_examples=RUNS, stateful_step_count=STEPS, **checks)
    run_state_machine_as_test(machine(sqlite_store, standard, phrases, agents, now), settings=bounds)
