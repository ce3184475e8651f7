"""What customers are given for their trouble: within the limit of a role at once, above it by a supervisor (SYS-35)."""

from datetime import datetime
from typing import Any

from bot import reception
from bot.agents import Agent
from bot.demo_month.month import Month, Script
from bot.remedies import Proposal
from bot.tickets import Ticket

# Yuan of an investigator's proposals; the highest need a supervisor's yes.
AMOUNTS = (20, 50, 80, 120, 300, 600, 800)
DECIDES, GRANTS = (300, 4000), 0.8


def gives(month: Month, at: datetime, ticket: Ticket, agent: Agent) -> Script:
    yield at
    words = month.texts["remedy"]["en" if ticket.language == "en" else "zh"]
    wanted = Proposal("compensation", month.random.choice(AMOUNTS), words, month.texts["remedy"]["reason"])
    told: dict[str, Any] = {"standard": month.standard, "phrases": month.phrases}
    made = reception.remedy_proposed(month.db, ticket.number, wanted, agent.id, month.key(), at, **told)
    if made.state == "waiting":
        yield (at := month.in_hours(month.after(at, *DECIDES)))
        granted = month.chance(GRANTS)
        note = "" if granted else month.texts["remedy"]["refused"]
        decider = month.agents["carol"].id
        reception.remedy_decided(month.db, made.id, granted, decider, note, at, **told)
