"""The wording lint: what in a text breaks a rule, where, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import validator

from bot.standard.entry import Entry, Named
from bot.standard.plain import CJK, LATIN_WORD, PLACEHOLDER, Plain, language_of, plain
from bot.standard.rules import Limits, Patterns, Severity, WordingRule

WORDS_OF_A_SENTENCE = 3  # from which English inside a Chinese text is read as English
Span = tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """`start` and `end` count code points of the text as it was given; `text` is what stands there."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    meaning: str
    fix: str


class Wording(Entry):
    """The entry `wording` of the standard."""

    moments: dict[str, Named]
    reasons: dict[str, Named]
    rules: tuple[WordingRule, ...]

    @validator("rules")
    def _once(cls, rules: tuple[WordingRule, ...]) -> tuple[WordingRule, ...]:
        ids = [rule.id for rule in rules]
        twice = {rule_id for rule_id in ids if ids.count(rule_id) > 1}
        if twice:
            raise ValueError(f"the rule {', '.join(sorted(twice))} stands twice")
        return rules

    def check(
        self,
        text: str,
        lang: str | None = None,
        scope: str = "bot",
        moment: str | None = None,
        explain: str | None = None,
    ) -> list[Finding]:
        """In reading order. `lang` None: found out, and English sentences inside Chinese are read as well.
        `explain`: language of meaning and fix, the text's own when not given."""
        language = "en" if (lang or language_of(text)) == "en" else "zh"
        folded = plain(text)
        findings: list[Finding] = []
        for rule in self.rules:
            if rule.holds_for(scope, moment):
                spans = set(hits(rule, folded, language))
                if lang is None and language == "zh" and rule.level != "required":
                    spans |= set(hits(rule, folded, "en", WORDS_OF_A_SENTENCE))
                findings += [_finding(rule, folded, text, span, explain or language) for span in spans]
        return sorted(findings, key=lambda found: (found.start, found.end, found.rule))


def hits(rule: WordingRule, folded: Plain, language: str, least_words: int = 0) -> Iterator[Span]:
    """Spans of the folded text; sentences with fewer English words than `least_words` are passed over."""
    if rule.level == "metric":
        if rule.limits and not least_words:
            yield from _too_long(rule.limits, folded.text)
        return
    side = rule.patterns(language)
    if side is None or (side.unless_message and _matches(side.unless_message, folded.text)):
        return
    if rule.level == "required":
        if not _has_all(side, folded.text):
            yield 0, len(folded.text)
    elif rule.level == "message":
        if not (side.need_message and _has_all(side, folded.text)):
            yield from _hits_in(side, folded.text, 0, len(folded.text))
    else:
        for start, end in folded.sentences():
            if len(LATIN_WORD.findall(folded.text[start:end])) >= least_words:
                yield from _hits_in(side, folded.text[start:end], start, end)


def _hits_in(side: Patterns, text: str, start: int, end: int) -> Iterator[Span]:
    if side.pattern is None or (side.unless_sentence and _matches(side.unless_sentence, text)):
        return
    for found in side.pattern.finditer(text):
        if found.end() > found.start():
            yield start + found.start(), start + found.end()


def _has_all(side: Patterns, text: str) -> bool:
    return all(_matches(need, text) for need in side.need_message)


def _matches(pattern, text: str) -> bool:  # type: ignore[no-untyped-def]
    """A placeholder counts as a number: its name and a figure in its place are both looked at."""
    return bool(pattern.search(text) or pattern.search(PLACEHOLDER.sub("8", text)))


def _too_long(limits: Limits, text: str) -> Iterator[Span]:
    for unit, most in ((CJK, limits.max_cjk), (LATIN_WORD, limits.max_words)):
        found = list(unit.finditer(text))
        if len(found) > most:
            yield found[most].start(), len(text)
    questions = [place for place, character in enumerate(text) if character == "?"]
    if len(questions) > limits.max_questions:
        yield questions[limits.max_questions], questions[limits.max_questions] + 1


def _finding(rule: WordingRule, folded: Plain, text: str, span: Span, language: str) -> Finding:
    start, end = folded.original(*span)
    return Finding(
        rule.id, rule.severity, start, end, text[start:end], rule.names.name(language), rule.fix.name(language)
    )
