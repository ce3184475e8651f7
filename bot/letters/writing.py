"""The document of a written reply: one file of HTML that needs nothing else, to be read, printed and kept."""

from datetime import date, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from bot.letters.sending import Head
from bot.phrases import in_script
from bot.standard import Standard
from bot.standard.forms import FormField

_PAGE = Template((Path(__file__).parent / "letter.html").read_text("utf-8"))
LANGUAGE_TAGS = {"zh": "zh-CN", "zh-Hant": "zh-TW", "en": "en"}


def rendered(head: Head, parts: dict[str, Any], standard: Standard) -> bytes:
    """In UTF-8. The desk's own words are told in the ticket's script, the agent's as they were written."""
    words = _Words(head, standard)
    asked = standard.letters.parts
    sections = [
        _section(words.own(part.name(head.language)), _answer(part, parts[name], words)) for name, part in asked.items()
    ]
    return _PAGE.substitute(
        language=LANGUAGE_TAGS.get(head.language, "zh-CN"),
        **{name: escape(words.of(name)) for name in ("heading", "number", "about", "date", "salutation", "opening")},
        **{name: escape(words.of(name)) for name in ("closing", "signature")},
        letter_no=escape(head.number),
        title=escape(head.title),
        day=escape(words.day(head.sent_at)),
        parts="\n".join(sections),
    ).encode()


def written(head: Head, parts: dict[str, Any], standard: Standard) -> str:
    """All its words as plain text: what the wording rules are held against."""
    words = _Words(head, standard)
    own = [words.of(name) for name in ("salutation", "opening")]
    given = [_answer(part, parts[name], words) for name, part in standard.letters.parts.items()]
    return "\n".join([*own, *given, words.of("closing")])


class _Words:
    """The template's own, filled in."""

    def __init__(self, head: Head, standard: Standard) -> None:
        self._head, self._standard = head, standard
        self._holes = {"title": head.title, "ticket_no": head.ticket_no, "department": head.department}

    def own(self, text: str) -> str:
        return in_script(text, self._head.language)

    def of(self, name: str) -> str:
        words = getattr(self._standard.letters.template, name).name(self._head.language)
        # Converted before the customer's own title is put in, which stays as it was written.
        return self.own(words).format(**{**self._holes, "department": self.own(self._head.department)})

    def day(self, moment: datetime) -> str:
        local = moment.astimezone(self._standard.zone).date()
        return (
            f"{local:%d %B %Y}".lstrip("0")
            if self._head.language == "en"
            else f"{local.year}年{local.month}月{local.day}日"
        )


def _answer(part: FormField, value: Any, words: _Words) -> str:
    if part.kind != "date":
        return str(value).strip()
    day = date.fromisoformat(value)
    return words.day(datetime(day.year, day.month, day.day, 12, tzinfo=words._standard.zone))


def _section(name: str, text: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<section><h2>{escape(name)}</h2>{paragraphs}</section>"
