"""Incidents (SYS-28): declared, graded, notified, planned, told to customers, handled, reviewed. Facts only."""

from bot.incidents.following import follow, followers, is_follower
from bot.incidents.handling import declare, finish_task, give_task, inform, mark, mark_told, next_step, regrade, step
from bot.incidents.record import Incident, IncidentEvent, active, find, history, listing, reaching
from bot.incidents.tasks import Task, tasks

__all__ = [
    "Incident",
    "IncidentEvent",
    "Task",
    "active",
    "declare",
    "find",
    "finish_task",
    "follow",
    "followers",
    "give_task",
    "history",
    "inform",
    "is_follower",
    "listing",
    "mark",
    "mark_told",
    "next_step",
    "reaching",
    "regrade",
    "step",
    "tasks",
]
