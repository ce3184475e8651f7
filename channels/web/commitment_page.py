"""The public service commitment as a page: every figure on it is a clock's (SYS-37)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from bot.phrases import Phrases, in_script
from bot.standard import Standard
from bot.standard.commitment import Group, Promise
from bot.standard.entry import Named
from bot.standard.stated import week
from bot.tickets.kept import Kept

LANGUAGES = {"zh": ("zh-CN", "简体"), "zh-Hant": ("zh-Hant", "繁體"), "en": ("en", "English")}


@dataclass(frozen=True)
class Page:
    """`language`: zh | zh-Hant | en; `kept`: by clock, as far as there are figures."""

    standard: Standard
    phrases: Phrases
    language: str
    kept: Mapping[str, Kept]

    def html(self) -> str:
        told, say = self.standard.commitments, self._say
        outside = f"<h2>{say(told.outside)}</h2><p>{say(told.outside_how)}</p>"
        complain = "".join(f"<li>{say(step)}</li>" for step in told.complain_how)
        hours = escape(in_script(week(self.standard.agents_hours, self.language), self.language))
        sections = [
            *map(self._group, told.groups),
            f'<section><h2>{say(told.hours)}</h2><p class="hours">{hours}</p></section>',
            f"<section><h2>{say(told.complain)}</h2><ol>{complain}</ol></section>",
            f'<section class="outside">{outside}</section>',
        ]
        header = f'<header><h1>{say(told.title)}</h1><p class="lead">{say(told.intro)}</p></header>'
        main = f"<main>{header}{''.join(sections)}</main>"
        return self._around(f"{self._nav()}{main}<footer><p>{self._phrase('footer')}</p></footer>")

    def _around(self, body: str) -> str:
        tag, title = LANGUAGES[self.language][0], self._say(self.standard.commitments.title)
        return (
            f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="color-scheme" content="light dark"><title>{title}</title>'
            '<link rel="icon" href="/widget/demo/icon.svg">'
            '<link rel="stylesheet" href="/widget/commitment/commitment.css">'
            f'<script type="module" src="/widget/desk.js" data-language="{self.language}"></script>'
            f'</head><body><div class="page">{body}</div></body></html>\n'
        )

    def _nav(self) -> str:
        links = "".join(self._switch(key, *names) for key, names in LANGUAGES.items())
        home = "/en" if self.language == "en" else "/"
        return (
            f'<nav aria-label="{self._phrase("languages")}"><a class="home" href="{home}">{self._phrase("home")}</a>'
            f"{links}</nav>"
        )

    def _switch(self, key: str, tag: str, name: str) -> str:
        current = ' aria-current="page"' if key == self.language else ""
        return f'<a href="/commitment?lang={key}" lang="{tag}" hreflang="{tag}"{current}>{name}</a>'

    def _group(self, group: Group) -> str:
        promises = "".join(map(self._promise, group.promises))
        return f'<section><h2>{self._say(group)}</h2><ul class="promises">{promises}</ul></section>'

    def _promise(self, promise: Promise) -> str:
        limit = self.standard.clock(promise.clock).limit.say(self.language)
        sentence = promise.name(self.language).replace("{limit}", limit)
        shown = "".join(self._share(promise.clock))
        return f'<li><span class="limit">{self._script(limit)}</span><span>{self._script(sentence)}</span>{shown}</li>'

    def _share(self, clock_id: str) -> Iterator[str]:
        """Of few cases a share says nothing."""
        told, found = self.standard.commitments, self.kept.get(clock_id)
        if found is None or found.of < told.shown_from:
            return
        share = 100 * found.kept // found.of
        about = {"share": share, "n": found.of, "over": told.over.say(self.language)}
        sentence = self._phrase("kept", **about)
        bar = f'<progress max="100" value="{share}" aria-label="{sentence}"></progress>'
        yield f'<span class="kept">{bar}{sentence}</span>'

    @property
    def _say(self) -> Callable[[Named], str]:
        return lambda named: self._script(named.name(self.language))

    def _script(self, text: str) -> str:
        return escape(in_script(text, self.language))

    def _phrase(self, key: str, **about: object) -> str:
        return escape(self.phrases.say(f"utter_commitment_{key}", self.language, **about))
