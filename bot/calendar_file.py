"""An appointment as a file for the customer's own calendar."""

from icalendar import Calendar, Event

from bot.appointments import Appointment

PRODUCT = "-//Courtesy Desk//Appointments//"


def ics(appointment: Appointment, language: str, title: str = "") -> bytes:
    """`title` is what the calendar shows; without one, who comes or the hall. The same appointment has the same id,
    so a changed time replaces the old entry."""
    english = language == "en"
    resource = appointment.resource_en if english else appointment.resource_zh
    hall = appointment.place_en if english else appointment.place_zh
    event = Event()
    event.add("uid", f"{appointment.number}@courtesy-desk")
    event.add("dtstamp", appointment.created_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", f"{title or resource} {appointment.number}")
    event.add("location", hall or appointment.place)
    event.add("description", appointment.need)
    event.add("status", "CANCELLED" if appointment.state == "cancelled" else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
