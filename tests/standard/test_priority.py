"""C-11 over every combination of the four scores."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.standard.priority import Scores, aged, grade, is_urgent, quadrant

SCORE = st.integers(1, 4)
SCORES = st.builds(Scores, SCORE, SCORE, SCORE, SCORE)
SHARE = st.sampled_from([0.0, 0.5, 0.51, 1.2])
CLASSES = st.sampled_from(["vip", "important", "ordinary", "potential", "churned"])
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=timezone.utc)
ALL = [Scores(u, i, s, d) for u in range(1, 5) for i in range(1, 5) for s in range(1, 5) for d in range(1, 5)]


def test_all_256_combinations_follow_the_formula():
    assert len(ALL) == 256
    for urgency, importance, scope, _ in ALL:
        raised = max(urgency, 3) if scope == 4 else urgency
        expected_quadrant = {(True, True): "Q1", (True, False): "Q2", (False, True): "Q3", (False, False): "Q4"}[
            raised >= 3, importance >= 3
        ]
        first = urgency == 4 or scope == 4
        expected = "P1" if first else {"Q1": "P2", "Q2": "P3", "Q3": "P3", "Q4": "P4"}[expected_quadrant]
        assert (grade(urgency, importance, scope), quadrant(urgency, importance, scope)) == (
            expected,
            expected_quadrant,
        )


@given(SCORES, SCORES, SHARE, SHARE, CLASSES, CLASSES)
def test_nothing_that_is_not_urgent_comes_before_what_is(standard, one, other, used, others_used, kind, others_kind):
    if is_urgent(one.urgency, one.scope) and not is_urgent(other.urgency, other.scope):
        first = standard.priority.queue_key(one, NOON, kind, used)
        assert first < standard.priority.queue_key(other, NOON - timedelta(days=9), others_kind, others_used)


@given(SCORES)
def test_ageing_lifts_by_at_most_one_grade(standard, scores):
    before, after = grade(*scores[:3]), aged(*scores[:3])
    assert int(before[1]) - int(after[1]) in (0, 1)
    fresh, old = (standard.priority.queue_key(scores, NOON, used=used) for used in (0.5, 0.51))
    assert (fresh[0], old[0]) == (before, after)


@given(SCORES, SCORE)
def test_difficulty_says_who_not_when(standard, scores, difficulty):
    other = scores._replace(difficulty=difficulty)
    assert standard.priority.queue_key(scores, NOON) == standard.priority.queue_key(other, NOON)
    assert standard.priority.needs_senior(difficulty) == (difficulty >= 3)


@given(SCORES, CLASSES, CLASSES)
def test_a_class_breaks_ties_and_waiting_time_the_rest(standard, scores, kind, other):
    order = ["vip", "important", "ordinary", "potential", "churned"]
    early, late = (NOON, NOON + timedelta(minutes=1))
    mine, theirs = standard.priority.queue_key(scores, late, kind), standard.priority.queue_key(scores, early, other)
    assert (mine < theirs) == (order.index(kind) < order.index(other))


@given(SCORES)
def test_levels_raise_the_scores_as_decided(standard, scores):
    urgent = standard.priority.scores_for("urgent", scores)
    major = standard.priority.scores_for("major", scores)
    assert grade(*urgent[:3]) == "P1"
    assert grade(*major[:3]) == ("P1" if 4 in (scores.urgency, scores.scope) else "P2")
    assert standard.priority.scores_for("ordinary", scores) == standard.priority.scores_for(None, scores) == scores


def test_names_are_there_for_every_grade_and_quadrant(standard):
    assert {grade(*scores[:3]) for scores in ALL} == set(standard.priority.grades)
    assert {quadrant(*scores[:3]) for scores in ALL} == set(standard.priority.quadrants)
