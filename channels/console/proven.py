"""How somebody's second factor stands, and whether the operator wants one of their role."""

from dataclasses import dataclass

from sanic.request import Request

from bot import second_factor
from bot.agents import Agent
from channels.console.asked import look


@dataclass(frozen=True)
class SecondFactor:
    """`needed`: the operator wants one of this role; `recovery_left`: codes that were not used."""

    is_set: bool
    needed: bool
    recovery_left: int


async def second_factor_of(request: Request, who: Agent) -> SecondFactor:
    found = await look(request, lambda db: second_factor.standing(db, who.id))
    return SecondFactor(found.is_set, needs_second_factor(request, who), found.recovery_left)


def needs_second_factor(request: Request, who: Agent) -> bool:
    return who.role in request.app.ctx.settings.second_factor
