"""What is promised stands once, in standard.yml: the clocks, the sentences and the public page say the same."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import figures, tickets
from bot.customers import Visit
from bot.figures import Facts, Wanted
from bot.phrases import Phrases, with_figures
from bot.settings import ROOT
from bot.standard import Standard, load
from bot.standard.entry import Limit
from bot.standard.marked import read
from bot.standard.stated import stated, week
from bot.store import Store
from bot.tickets import Ticket
from bot.tickets.kept import Kept, kept
from channels.console.figure_answers import FiguresShown
from channels.console.figures import figures_shown
from channels.web.commitment import preferred
from channels.web.commitment_page import Page

FIX = "SLA-FAULT-FIX"


def with_limit(folder: Path, clock: str, limit: str) -> Standard:
    """A copy of the standard in which one limit is another."""
    text = (ROOT / "standard.yml").read_text(encoding="utf-8")
    changed, count = re.subn(rf"(\n  {clock}:\n(?:    .*\n)*?    limit: ).*", rf"\g<1>{limit}", text)
    assert count == 1
    file = folder / "standard.yml"
    file.write_text(changed, encoding="utf-8")
    return load(file)


def page(standard: Standard, language: str, figures: dict[str, Kept] | None = None) -> str:
    return Page(standard, Phrases.load(ROOT / "data/responses", standard), language, figures or {}).html()


def shown(store: Store, standard: Standard, at: datetime) -> tuple[FiguresShown, list[figures.Row]]:
    """The page of figures of that day, and the rows that the share of the clock is made of."""
    with store.reading() as db:
        day = at.astimezone(standard.zone).date()
        facts = Facts(db, standard, figures.between(day, day, standard.zone), at)
        return figures_shown(facts, Wanted()), figures.rows(facts, figures.cases_behind(facts, Wanted(), FIX))


def test_changing_one_limit_changes_clock_sentence_page_and_figures_together(
    tmp_path: Path,
    store: Store,
    alice: Visit,
    opened: Callable[..., Ticket],
    reach: Callable[..., None],
    now: datetime,
    standard: Standard,
) -> None:
    changed = with_limit(tmp_path, FIX, "20 hours")
    phrases = Phrases.load(ROOT / "data/responses", changed)
    trained = read(ROOT / "data/responses/faq_faults.yml").value["responses"]["utter_faq_fault_times"]
    # The clock, and what a customer is told when a fault is opened.
    assert tickets.due(opened(store, alice), changed) == now + timedelta(hours=20)
    # The assistant's sentences: those it has by itself, and those of the trained model.
    assert "20小时内修复" in phrases.say("utter_faq_fault_times", "zh")
    assert "within 20 hours" in phrases.say("utter_faq_fault_times", "en")
    assert ["20" in with_figures(one, changed)["text"] for one in trained] == [True, True]
    # The public page, the demo page, and what a report shows beside its figure.
    for language, said, was in (("zh", "20小时", "24小时内修复"), ("en", "20 hours", "repaired within 24 hours")):
        assert said in page(changed, language) and was not in page(changed, language)
        assert said not in page(standard, language)
        demo = (ROOT / f"channels/web/static/demo/{language}.html").read_text(encoding="utf-8")
        assert said in stated(demo, changed, language)
    # The KPI: one fault was repaired within both limits, one only within the old one, one within neither.
    for hours in (20, 21, 25):
        reach(store, opened(store, alice), "repaired", now + timedelta(hours=hours))
    for rule, limit, in_time, due in (
        (standard, ["24小时", "24 hours"], 2, timedelta(hours=24)),
        (changed, ["20小时", "20 hours"], 1, timedelta(hours=20)),
    ):
        told, rows = shown(store, rule, now + timedelta(hours=30))
        (clock,) = [one for one in told.clocks if one.clock == FIX]
        (index,) = [one for one in told.figures if one.kpi == "KPI-SEI"]
        assert told.clocks_named[FIX].limit == limit
        # A fourth is the fault of the clock above, which nobody repaired.
        assert (clock.n, clock.kept, index.value) == (4, in_time, pytest.approx(efficiency(told), abs=1e-4))
        assert (len(rows), sum(one.value for one in rows), {one.due for one in rows}) == (4, in_time, {now + due})


def efficiency(told: FiguresShown) -> float:
    """The index of service efficiency by hand: the mean of the shares kept, each clock counting the same."""
    return sum(one.kept / one.n for one in told.clocks) / len(told.clocks) * 100


def test_a_figure_says_the_time_that_it_counts_with(standard: Standard) -> None:
    """And the clocks that it rests on stand beside it with their limits."""
    named = {name: standard.kpis.figures[name] for name in ("KPI-FCR", "KPI-REOPEN")}
    for one in named.values():
        assert one.within
        assert one.within.say("zh") in one.counts("zh") and one.within.say("en") in one.counts("en")
    longer = named["KPI-FCR"].copy(update={"within": Limit(9, "days")})
    assert "9天内" in longer.counts("zh") and "within 9 days" in longer.counts("en")
    assert [name for name, one in standard.kpis.figures.items() if "{" in one.counts("zh") + one.counts("en")] == []


def test_every_figure_of_the_page_is_that_of_its_clock(standard: Standard) -> None:
    told = page(standard, "en")
    for group in standard.commitments.groups:
        for promise in group.promises:
            limit = standard.clock(promise.clock).limit.say("en")
            assert promise.en.replace("{limit}", limit) in told
    assert "{limit" not in told and "{hours" not in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["服务承诺", "每天08:00–22:00", "如何投诉", "外部申诉"]),
        ("zh-Hant", ["服務承諾", "每天08:00–22:00", "如何投訴"]),
        ("en", ["Our service commitment", "every day 08:00–22:00", "How to complain", "Outside help"]),
    ],
)
def test_the_page_is_there_in_three_languages(standard: Standard, language: str, words: list[str]) -> None:
    told = page(standard, language)
    assert [word for word in words if word not in told] == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", told) == []  # nothing inline


def test_the_share_kept_is_shown_from_enough_cases_on(standard: Standard) -> None:
    enough = standard.commitments.shown_from
    assert "<progress" not in page(standard, "en", {FIX: Kept(enough - 2, enough - 1)})
    assert "Kept in 95% of 20 cases" in page(standard, "en", {FIX: Kept(enough - 1, enough)})


def test_the_share_kept_counts_what_is_decided(
    store: Store,
    alice: Visit,
    opened: Callable[..., Ticket],
    reach: Callable[..., None],
    now: datetime,
    standard: Standard,
) -> None:
    in_time, late, open_still, overdue = (opened(store, alice) for _ in range(4))
    reach(store, in_time, "repaired", now + timedelta(hours=24))
    reach(store, late, "repaired", now + timedelta(hours=24, seconds=1))
    with store.reading() as db:
        early = kept(db, standard, [FIX], now, now + timedelta(hours=24))
        later = kept(db, standard, [FIX], now, now + timedelta(hours=30))
        too_late = kept(db, standard, [FIX], now + timedelta(hours=1), now + timedelta(hours=30))
    assert (open_still.number == overdue.number, early[FIX].of) == (False, 2)
    assert (later[FIX], too_late[FIX]) == (Kept(1, 4), Kept(0, 0))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("fr-FR,fr;q=0.9", "zh"),
        ("fr, en-GB;q=0.8, zh;q=0.5", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-TW,en;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
    ],
)
def test_the_browser_s_language_is_taken(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_a_week_of_different_days_is_said_shortly(tmp_path: Path, standard: Standard) -> None:
    weekly = {**standard.agents_hours.weekly, "saturday": ["10:00-18:00"], "sunday": []}
    hours = type(standard.agents_hours).parse_obj({"weekly": weekly})
    assert week(hours, "zh") == "周一至周五08:00–22:00，周六10:00–18:00，周日休息"
    assert week(hours, "en") == "Mon–Fri 08:00–22:00, Sat 10:00–18:00, Sun closed"
