"""Incidents of the month: declared, planned, handled, reviewed (FLOW-INCIDENT)."""

from datetime import datetime, timedelta

from bot import incidents
from bot.demo_month.month import Month, Script
from bot.reception import incidents as emergency
from bot.reception.incidents import Desk


def happens(
    month: Month, at: datetime, severity: str, services: list[str], districts: list[str], what: str, hours: float
) -> Script:
    yield at

    def desk(moment: datetime) -> Desk:
        return Desk(month.db, month.agents["carol"], moment, month.standard)

    handled = at + timedelta(hours=hours)
    notice = _notice(month, services, districts)
    wanted = {"severity": severity, "services": services, "districts": districts, "what": what, "notice": notice}
    declared = emergency.incident_declared(desk(at), **wanted, until=handled, drill=False)
    stages = month.standard.incidents.stages_of(severity)
    if "planned" in stages:
        yield (at := month.after(at, 20, 80))
        emergency.incident_stepped(desk(at), declared.id, "planned", month.texts["incident_plan"])
    for task in incidents.tasks(month.db, declared.id):
        yield (at := max(at, min(month.after(at, 5, 40), handled)))
        emergency.incident_task_done(desk(at), declared.id, task.task, "")
    yield (at := max(at, handled))
    emergency.incident_stepped(desk(at), declared.id, "handled", {})
    if "reviewed" in stages:
        yield (at := month.after(at, 1440, 5000))
        emergency.incident_stepped(desk(at), declared.id, "reviewed", month.texts["review"])


def _notice(month: Month, services: list[str], districts: list[str]) -> dict[str, str]:
    notice = month.standard.incidents.notices["degraded"]
    operator, known = month.operator, month.standard.incidents.services

    def filled(language: str) -> str:
        where = [operator.districts[one].name(language) for one in districts] or [operator.city.name(language)]
        what = [known[one].name(language) for one in services]
        join = ", " if language == "en" else "、"
        return notice.name(language).format(services=join.join(what), districts=join.join(where))

    return {"zh": filled("zh"), "en": filled("en")}
