"""Remedies (SYS-35, G-05): what people give to customers to make good, within limits or with somebody's yes."""

from bot.remedies.figures import Figure, figures
from bot.remedies.giving import Proposal, decide, propose
from bot.remedies.record import Remedy, find, given, of_ticket, waiting

__all__ = ["Figure", "Proposal", "Remedy", "decide", "figures", "find", "given", "of_ticket", "propose", "waiting"]
