"""Quality scores a sample of each week, agents appeal, what a complaint led to is checked (SYS-25, SYS-27)."""

from datetime import datetime, timedelta
from typing import Any

from bot import quality, reception, tickets
from bot.demo_month.month import Month, Script
from bot.quality import FoundThing

WEEK = timedelta(days=7)
SIZE = 10
SCORER, SETTLER = "quinn", "carol"
ANSWERS = {"fully": 80, "partly": 16, "missing": 4}
APPEALS, FINDS = 0.2, 0.12
EFFECTIVE = 0.8


def draws_samples(month: Month, at: datetime) -> Script:
    """One a week; what was drawn last is not all scored yet."""
    scorer = month.agents[SCORER]
    while True:
        yield (at := at + WEEK)
        drawn = quality.draw(month.db, f"{at.date()}", at - WEEK, at, SIZE, scorer.id, at)
        month.begin(month.in_hours(month.after(at, 30, 300)), scores, drawn.id)


def scores(month: Month, at: datetime, sample_id: int) -> Script:
    """One part after the other, from the words of the conversation and by hand."""
    for one in quality.items(month.db, sample_id):
        yield (at := month.in_hours(month.after(at, 60, 1200)))
        checks = {
            name: month.random.choices(list(ANSWERS), list(ANSWERS.values()))[0]
            for name in month.standard.quality.checks
        }
        words = month.texts["quality"]
        found = [FoundThing("correct", words["found"])] if month.chance(FINDS) else []
        told = (checks, month.random.choice(words["remarks"]), found, at, month.standard)
        made = reception.review_given(month.db, one.id, month.agents[SCORER], *told)
        if one.agent_id is not None and month.chance(APPEALS):
            month.begin(month.in_hours(month.after(at, 200, 3000)), appeals, made.id, one.agent_id)


def appeals(month: Month, at: datetime, review_id: int, agent_id: int) -> Script:
    yield at
    words = month.texts["quality"]
    made = quality.appeal(month.db, review_id, agent_id, words["appeal"], at)
    yield (at := month.in_hours(month.after(at, 900, 6000)))
    score = min(100, made.score + month.random.choice((0, 4, 8)))
    reception.appeal_settled(month.db, review_id, month.agents[SETTLER], score, words["settled"], at)


def checks_measure(month: Month, at: datetime, number: str) -> Script:
    """Somebody looks whether the improvement works."""
    yield at
    data: dict[str, Any] = {"of": "improvement", "result": month.texts["measure"]}
    data["effective"] = "yes" if month.chance(EFFECTIVE) else "no"
    tickets.record(month.db, number, "measure_checked", month.agents[SETTLER].id, at, data, standard=month.standard)
