"""Ratings (SYS-13): who is asked when, what they answered, and the figures that follow."""

from bot.surveys.asking import (
    Survey,
    ask,
    due_reminders,
    last_asked,
    last_campaign,
    latest,
    of_ticket_closing,
    remind,
    served,
)
from bot.surveys.figures import Figures, figures, rated_between
from bot.surveys.rating import Answer, Rating, add, given, of_ticket, rate, rate_callback, say_more, score_of_ticket

__all__ = [
    "Answer",
    "Figures",
    "Rating",
    "Survey",
    "add",
    "ask",
    "due_reminders",
    "figures",
    "given",
    "last_asked",
    "last_campaign",
    "latest",
    "of_ticket",
    "of_ticket_closing",
    "rate",
    "rate_callback",
    "rated_between",
    "remind",
    "say_more",
    "score_of_ticket",
    "served",
]
