"""What `desk check` finds in the files that designers edit. Rasa's own validation is not repeated here."""

from pathlib import Path

from bot.check import actions, canned, domain, incidents, interface, limits, nlu, responses, wording
from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.standard_file import read_standard

__all__ = ["Finding", "run"]


def run(root: Path) -> list[Finding]:
    """All findings in the order of files and lines. Texts are checked against the standard only when it is valid."""
    project = Project(Path(root))
    standard, findings = read_standard(project.root)
    for concern in (responses, nlu, domain, actions):
        findings += concern.check(project)
    if standard is not None:
        findings += wording.check(project, standard)
        findings += canned.check(project, standard)
        findings += interface.check(project, standard)
        findings += limits.check(project, standard)
        findings += incidents.check(project, standard)
    return sorted({*findings, *project.unreadable, *project.repeated()})
