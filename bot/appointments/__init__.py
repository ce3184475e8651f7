"""Promised times with a resource: a technician's round or a service hall."""

from bot.appointments.booking import book, cancel, change, must_find, of_effect, set_state
from bot.appointments.record import Appointment, Event, find, history, listing, look_up, of_conversation
from bot.appointments.times import FreeTime, Resource, free_times, put_resources, resources_for

__all__ = [
    "Appointment",
    "Event",
    "FreeTime",
    "Resource",
    "book",
    "cancel",
    "change",
    "find",
    "free_times",
    "history",
    "listing",
    "look_up",
    "must_find",
    "of_conversation",
    "of_effect",
    "put_resources",
    "resources_for",
    "set_state",
]
