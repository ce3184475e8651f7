"""A mistake in standard.yml is named by file and line; a change there changes the product."""

import re

import pytest
from pydantic import ValidationError

from bot.settings import ROOT
from bot.standard import InvalidStandard, load

TEXT = (ROOT / "standard.yml").read_text(encoding="utf-8")


def changed(folder, old, new):
    assert TEXT.count(old) >= 1, f"{old!r} is not in standard.yml"
    path = folder / "standard.yml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


def mistakes(path):
    with pytest.raises(InvalidStandard) as refused:
        load(path)
    return refused.value.mistakes


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    limit: 15 minutes", "    limit: a while", "no limit"),
        ("    calendar: agent_hours", "    calendar: lunar", "calendar"),
        ("    limit: 7 working_days", "    limit: 7 days", "does not go with the calendar"),
        ('    monday: ["08:00-22:00"]', '    monday: ["8-22"]', "no period"),
        ("    department: complaints", "    department: gardening", "no department 'gardening'"),
        ("    promise: SLA-FAULT-FIX", "    promise: SLA-NEVER", "no clock 'SLA-NEVER'"),
        ("    stop: [classified]", "    stop: [clasified]", "neither an event nor a step 'clasified'"),
        ("    for: {kinds: [turn]}", "    for: {kinds: [tern]}", "no kind 'tern'"),
        ("      moments: [greeting]", "      moments: [goodnight]", "no moment 'goodnight'"),
        ("time_zone: Asia/Shanghai", "time_zone: Asia/Atlantis", "no time zone"),
        ("          - '随便(您|你)'", "          - '随便(您|你'", "cannot be read"),
        ("  same_question: 3", "  same_questions: 3", "extra fields"),
        ("  same_question: 3", "  same_question: 0", "greater than or equal"),
        ("    - id: LX-PERFUNCTORY", "    - id: LX-BLAME", "stands twice"),
        ("        needs: solution", "        needs: dissolution", "no form 'dissolution'"),
        ("        stage: answer", "        stage: reaction", "no stage 'reaction'"),
        (
            "          - {any_of: [reviewed], since: resolved, features: [complex], people: 2}",
            "          - {any_of: [reviewed], since: resolved, features: [long], people: 2}",
            "no feature 'long'",
        ),
        (
            "          - {any_of: [reviewed], since: repaired, features: [complex], people: 2}",
            "          - {any_of: [reviewed], since: repaired, grades: [P0], people: 2}",
            "unexpected value",
        ),
        (
            "          - {any_of: [reviewed], since: resolved, features: [complex], people: 2}",
            "          - {any_of: [reviewed], since: resolved, features: [complex], people: 0}",
            "greater than or equal to 1",
        ),
        ("    not_solved: solution_proposed", "    not_solved: solved", "no step 'solved'"),
        ("    ticks: closing", "    ticks: shutting", "no form 'shutting'"),
        (
            "          - {any_of: [concluded], since: investigating}",
            "          - {any_of: [concluding], since: looking}",
            "neither an event nor a step 'concluding'",
        ),
        (
            "          - {any_of: [concluded], since: investigating}",
            "          - {any_of: [concluded], since: looking}",
            "no step 'looking'",
        ),
        (
            "      types: [service_attitude, operation_error, communication]",
            "      types: [service_altitude]",
            "no type 'service_altitude'",
        ),
        (
            "      lead: {zh: 负责人, en: lead, kind: agent}",
            "      lead: {zh: 负责人, en: lead, kind: choice}",
            "belong to a field of kind choice",
        ),
        (
            "      attempts: {zh: 联系次数, en: attempts, kind: number, least: 3, clauses: [G-04]}",
            "      attempts: {zh: 联系次数, en: attempts, kind: figure}",
            "unexpected value",
        ),
        (
            "    for: {kinds: [request], feature: complex}",
            "    for: {kinds: [request], feature: hard}",
            "no kind of ticket has a feature 'hard'",
        ),
        ("  exports: 5 ", "  exports: 0 ", "greater than or equal"),
        ("  within: 1 hour", "  within: 1 working_day", "state it in minutes"),
        ('  closes: "18:00"', '  closes: "08:00"', "closes after it opens"),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path, old, new, says):
    path = changed(tmp_path, old, new)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if text.startswith(new))
    found = [mistake for mistake in mistakes(path) if says in mistake.text]
    assert found
    assert any(mistake.line == line or _encloses(lines, mistake.line, line) for mistake in found)
    assert str(found[0]).startswith(f"{path}:")


def _encloses(lines, outer, inner):
    """A mistake of a whole entry points at the entry's own line."""

    def indent(number):
        return len(lines[number - 1]) - len(lines[number - 1].lstrip())

    return outer < inner and all(indent(n) > indent(outer) or not lines[n - 1].strip() for n in range(outer + 1, inner))


def test_a_key_that_stands_twice_is_named(tmp_path):
    path = changed(tmp_path, "  training: {", "  quality: {zh: 甲, en: a}\n  training: {")
    (found,) = mistakes(path)
    assert "'quality' stands here twice" in found.text


def test_all_mistakes_come_at_once(tmp_path):
    path = changed(tmp_path, "    limit: 5 seconds", "    limit: soon")
    path.write_text(path.read_text(encoding="utf-8").replace("years: 3", "years: 0"), encoding="utf-8")
    assert {text.split(":")[0] for text in (mistake.text for mistake in mistakes(path))} == {
        "clocks.SLA-BOT-REPLY.limit",
        "retention.years",
    }


def test_what_is_no_yaml_is_named_by_its_line(tmp_path):
    path = changed(tmp_path, "departments:\n", "departments: [\n")
    (found,) = mistakes(path)
    assert found.line > 1
    assert re.search(r"standard\.yml:\d+: ", str(found))


def test_an_empty_file_names_what_is_missing(tmp_path):
    path = tmp_path / "standard.yml"
    path.write_text("", encoding="utf-8")
    assert any("clocks" in mistake.text for mistake in mistakes(path))


def test_a_changed_limit_changes_the_clock_and_what_is_said_of_it(tmp_path):
    limit = "    limit: 72 hours"
    standard = load(changed(tmp_path, limit, "    limit: 60 hours"))
    assert standard.promise("complaint").limit.say("en") == "60 hours"


def test_changed_hours_change_when_the_desk_is_open(tmp_path, now):
    standard = load(changed(tmp_path, 'monday: ["08:00-22:00"]', "monday: []"))
    assert not standard.hours.open_at(now)  # a Monday morning


def test_nothing_in_the_standard_can_be_changed_at_run_time(standard):
    with pytest.raises((TypeError, ValidationError)):
        standard.handoff.angry = 5


def test_names_of_departments_and_steps_are_there_in_both_languages(standard):
    assert len(standard.departments) == 6
    assert standard.departments["complaints"].name("zh") == "投诉处理部"
    assert standard.departments["complaints"].name("en") == "complaint handling"
    assert standard.tickets["complaint"].step("investigating").name("zh-Hant") == "调查中"
    assert standard.tickets["fault"].step("reopened").name("en") == "reopened"
