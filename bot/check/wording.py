"""Every response keeps the wording rules of the standard, for the moment it is tagged with."""

from collections.abc import Iterator

from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.variations import variations
from bot.standard import Standard
from bot.standard.stated import stated, unknown

FRAGMENTS = ("utter_name_", "utter_title_")  # parts of other sentences and buttons' titles


def check(project: Project, standard: Standard) -> Iterator[Finding]:
    for variation in variations(project):
        if variation.moment is not None and variation.moment not in standard.wording.moments:
            yield variation.error(f"there is no moment {variation.moment!r} in standard.yml")
        if variation.key.startswith(FRAGMENTS):
            continue
        language = variation.language or None
        text = (
            variation.text if unknown(variation.text, standard) else stated(variation.text, standard, language or "zh")
        )
        for found in standard.wording.check(text, language, "bot", variation.moment, explain="en"):
            yield Finding(
                variation.file,
                variation.line,
                found.severity,
                f"{variation.key}: {found.rule} {found.meaning}: “{_short(found.text)}”. {found.fix}.",
            )


def _short(text: str, longest: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
