"""Whom a conversation goes to: pure rules, the same answer to the same question, never above a capacity."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access import ROLES
from bot.settings import ROOT
from bot.standard import InvalidStandard, Standard, load
from bot.standard.routing import Candidate, Case

CASE = Case("faq/bill_refund", "zh", needs_senior=False)


def person(agent_id: int, **traits: object) -> Candidate:
    usual = {"role": "agent", "grade": "intermediate", "skills": (), "languages": ("zh", "en"), "capacity": 3}
    return Candidate(agent_id, **{**usual, "holding": 0, **traits})  # type: ignore[arg-type]


def chosen(standard: Standard, case: Case, *there: Candidate) -> int | None:
    found = standard.routing.choose(case, there)
    return found.agent_id if found else None


@pytest.mark.parametrize(
    ("topic", "skill"),
    [
        ("faq/bill_refund", "bills"), ("report_fault", "fault"), ("fault_slow", "fault"), ("faults", None),
        ("make_complaint", "complaint"), ("book_appointment", "booking"), ("", None), ("greet", None),
    ],
)  # fmt: skip
def test_a_topic_needs_a_skill(standard: Standard, topic: str, skill: str | None) -> None:
    assert standard.routing.skill(topic) == skill


def test_each_rule_decides_before_the_next(standard: Standard) -> None:
    """Language, last agent, senior for what needs it, skill, least load of what one can carry, longest without."""
    hard = Case("faq/bill_refund", "en", needs_senior=True, last_agent=5)
    line = [
        person(1, holding=1, latest=9),
        person(2, holding=1, latest=8),
        person(3, skills=("bills",), holding=2),
        person(4, grade="senior", holding=2),
        person(5, holding=2),
        person(6, languages=("zh",), grade="senior", skills=("bills",)),
    ]
    order = []
    while line:
        best = chosen(standard, hard, *line)
        order.append(best)
        line = [one for one in line if one.agent_id != best]
    assert order == [5, 4, 3, 2, 1, 6]


def test_load_is_a_share_of_what_one_can_carry(standard: Standard) -> None:
    assert chosen(standard, CASE, person(1, holding=1, capacity=2), person(2, holding=2, capacity=8)) == 2


def test_nobody_who_is_full_or_let_it_pass_is_chosen(standard: Standard) -> None:
    full, passed = person(1, holding=3), person(2)
    case = Case("faq/bill_refund", "zh", needs_senior=False, last_agent=1, passed_by={2})
    assert chosen(standard, case, full, passed) is None
    assert chosen(standard, case, full, passed, person(3, languages=("en",))) == 3


def test_who_reads_one_chinese_script_reads_the_other(standard: Standard) -> None:
    assert chosen(standard, Case("", "zh-Hant", False), person(1, languages=("en",)), person(2, languages=("zh",))) == 2


people = st.builds(
    Candidate,
    st.integers(1, 6),
    st.sampled_from(ROLES),
    st.sampled_from(["junior", "intermediate", "senior", "manager"]),
    st.sets(st.sampled_from(["bills", "fault"])),
    st.sets(st.sampled_from(["zh", "en"]), min_size=1),
    st.integers(1, 3),
    st.integers(0, 4),
    st.integers(0, 9),
)


RULES = load(ROOT / "standard.yml").routing


@settings(deadline=None)
@given(st.lists(people, max_size=6, unique_by=lambda one: one.agent_id), st.randoms())
def test_the_answer_never_depends_on_the_order_of_the_question_nor_goes_above_a_capacity(there, chance) -> None:
    shuffled = list(there)
    chance.shuffle(shuffled)
    found = RULES.choose(CASE, there)
    assert found == RULES.choose(CASE, shuffled)
    assert (found is None) == all(one.holding >= one.capacity for one in there)
    assert found is None or found.holding < found.capacity


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  mode: pull", "  mode: push", "unexpected value"),
        ("  answer_within: 60 seconds", "  answer_within: 2 working_days", "state it in seconds"),
        ("    grades: [senior, manager]", "    grades: [senior, boss]", "unexpected value"),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path, old: str, new: str, says: str) -> None:
    text = (ROOT / "standard.yml").read_text("utf-8")
    assert text.count(old) == 1
    (tmp_path / "standard.yml").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(InvalidStandard) as refused:
        load(tmp_path / "standard.yml")
    line = text[: text.index(old)].count("\n") + 1
    assert [mistake.line for mistake in refused.value.mistakes if says in mistake.text] == [line]
