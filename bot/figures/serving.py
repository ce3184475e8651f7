"""What agents can do, as far as their work shows it (S0-3.1-f)."""

from collections.abc import Iterable

from bot.figures.case import About, Case
from bot.figures.period import Period
from bot.figures.talks import Talk


def channels(talks: Iterable[Talk], period: Period) -> list[Case]:
    """On how many channels each agent took up conversations that were asked for in the period."""
    served: dict[tuple[int, str | None], dict[str, Talk]] = {}
    for talk in talks:
        about = talk.about
        claimed = any(name == "handoff_claimed" for name, _ in talk.happened)
        if about.agent_id is not None and about.channel and claimed and period.holds(talk.asked_at):
            served.setdefault((about.agent_id, about.department), {})[about.channel] = talk
    return [
        Case(
            max(talk.asked_at for talk in here.values()),
            len(here),
            About(None, None, agent_id, department),
            f"agent:{agent_id}",
            note=", ".join(sorted(here)),
        )
        for (agent_id, department), here in served.items()
    ]
