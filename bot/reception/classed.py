"""Which class a customer is of: said by a person with a reason, and it breaks ties only (S1-3.1-b, SYS-41, C-10)."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot import audit, customers
from bot.agents import Agent
from bot.errors import Invalid
from bot.standard import Standard
from bot.store.engine import wake_after_commit
from bot.wakeups import Wakeup


def customer_classed(
    db: Connection, customer_id: str, to: str, by: Agent, reason: str, now: datetime, *, standard: Standard
) -> None:
    """The audit keeps who, from what, to what and why. Raises: NotFound; Invalid "no_such_class"."""
    if to not in standard.priority.classes:
        raise Invalid("no_such_class", f"one of {', '.join(standard.priority.classes)}")
    was = customers.class_of(db, customer_id)
    if was == to:
        return
    customers.put_in_class(db, customer_id, to)
    audit.record(db, by.login, "customer.classed", f"customer:{customer_id}", now, was=was, to=to, reason=reason)
    wake_after_commit(db, Wakeup("queue"))
