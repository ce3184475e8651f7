"""Every wording rule proves itself: what it calls bad is found, what it calls good is clean."""

from pathlib import Path

import pytest

from bot.standard import load

STANDARD = load(Path(__file__).parents[2] / "standard.yml")


def examples(side):
    for rule in STANDARD.wording.rules:
        for language in ("zh", "en"):
            for text in getattr(rule.patterns(language), side, ()):
                yield pytest.param(rule, language, text, id=f"{rule.id}-{language}-{text[:20]}")


def found(rule, language, text):
    moment = rule.moments[0] if rule.moments else None
    return [
        finding
        for finding in STANDARD.wording.check(text, language, rule.scope[0], moment)
        if finding.rule == rule.id or finding.severity == "error"
    ]


@pytest.mark.parametrize(("rule", "language", "text"), examples("bad"))
def test_a_bad_example_is_found(rule, language, text):
    assert rule.id in {finding.rule for finding in found(rule, language, text)}


@pytest.mark.parametrize(("rule", "language", "text"), examples("good"))
def test_a_good_example_is_clean(rule, language, text):
    assert found(rule, language, text) == []


def test_all_31_rules_are_there_and_each_but_the_measured_one_has_examples():
    without = {
        rule.id
        for rule in STANDARD.wording.rules
        if not any(side and side.bad and side.good for side in (rule.zh, rule.en))
    }
    assert len(STANDARD.wording.rules) == 31
    assert without == {"LX-LENGTH"}
