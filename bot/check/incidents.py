"""What customers read of an incident keeps the wording rules, and the standard names topics that there are."""

from collections.abc import Iterator

from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.variations import variations
from bot.standard import Standard

FILE = "standard.yml"


def check(project: Project, standard: Standard) -> Iterator[Finding]:
    marked = project.file(FILE)
    if marked is None:
        return
    for key, notice in standard.incidents.notices.items():
        for language in ("zh", "en"):
            line = marked.line(("incidents", "notices", key, language))
            for found in standard.wording.check(notice.name(language), language, "bot", explain="en"):
                yield Finding(FILE, line, found.severity, f"{found.rule} {found.meaning}: “{found.text}”. {found.fix}.")
    known = {one.key for one in variations(project)}
    for key, service in standard.incidents.services.items():
        for topic in service.topics:
            if f"utter_faq_{topic}" not in known:
                line = marked.line(("incidents", "services", key, "topics"))
                yield Finding(FILE, line, "error", f"there is no answer utter_faq_{topic}")
