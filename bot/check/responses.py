"""Every response is there in both languages, and the two say the same."""

from collections.abc import Iterator

from bot.check.figures import figures, named
from bot.check.finding import Finding
from bot.check.project import Project
from bot.check.variations import Variation, misshapen, variations
from bot.standard.plain import PLACEHOLDER, language_of


def check(project: Project) -> Iterator[Finding]:
    yield from misshapen(project)
    by_key: dict[str, list[Variation]] = {}
    for variation in variations(project):
        by_key.setdefault(variation.key, []).append(variation)
    for same_key in by_key.values():
        yield from _in_one_file(same_key)
        chinese = [one for one in same_key if one.language == "zh"]
        english = [one for one in same_key if one.language == "en"]
        yield from _in_both(same_key[0], chinese, english)
        for zh, en in _pairs(chinese, english):
            yield from _agree(zh, en)


def _in_one_file(same_key: list[Variation]) -> Iterator[Finding]:
    for variation in same_key:
        if variation.file != same_key[0].file:
            yield variation.error(f"also in {same_key[0].file}; Rasa would keep one of them only")
            return


def _in_both(first: Variation, chinese: list[Variation], english: list[Variation]) -> Iterator[Finding]:
    if not chinese:
        yield first.error("no Chinese text (a variation without a condition)")
    if not english:
        yield first.error("no English text (a variation with the condition language = en)")
    for variation in english:
        if language_of(variation.text) == "zh":
            yield variation.error("the English variation is written in Chinese")


def _pairs(chinese: list[Variation], english: list[Variation]) -> Iterator[tuple[Variation, Variation]]:
    """In the order they stand; where one language has more, the rest is held against the last of the other."""
    if chinese and english:
        for index in range(max(len(chinese), len(english))):
            yield chinese[min(index, len(chinese) - 1)], english[min(index, len(english) - 1)]


def _agree(zh: Variation, en: Variation) -> Iterator[Finding]:
    only_zh, only_en = figures(zh.text) - named(en.text, "en"), figures(en.text) - named(zh.text, "zh")
    if only_zh:
        yield en.error(f"the Chinese says {', '.join(sorted(only_zh))}, the English does not")
    if only_en:
        yield zh.error(f"the English says {', '.join(sorted(only_en))}, the Chinese does not")
    if set(PLACEHOLDER.findall(zh.text)) != set(PLACEHOLDER.findall(en.text)):
        yield en.error("the placeholders differ between Chinese and English")
    if zh.payloads != en.payloads:
        yield en.error("the buttons mean something else in Chinese and in English")
