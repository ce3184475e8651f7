"""Every KPI of the standard's §2 is there, and a mistake in one is named by its line."""

import re

import pytest

from bot.settings import ROOT
from bot.standard import InvalidStandard, load

TEXT = (ROOT / "standard.yml").read_text(encoding="utf-8")
# §2 of the written standard: what must be reached, by id; None is a report.
WRITTEN = {
    "KPI-CSAT-MEAN": ("points", 4.5), "KPI-CSAT-SHARE": ("percent", 85), "KPI-COMPLAINT-CSAT": ("percent", 90),
    "KPI-RESOLUTION": ("percent", 95), "KPI-FAULT-REPAIR": ("percent", 99.5), "KPI-FIRST-RESPONSE": ("percent", 95),
    "KPI-FCR": ("percent", None), "KPI-COMPLAINT-RATE": ("percent", None), "KPI-CONTAINMENT": ("percent", 60),
    "KPI-CSI": ("index", None), "KPI-SEI": ("index", None), "KPI-CALLBACK": ("percent", None),
    "KPI-REOPEN": ("percent", None), "KPI-TRAIN-ONLINE": ("percent", 80), "KPI-TRAIN-SKILLS": ("skills", 3),
    "KPI-CHANNELS": ("channels", 2),
}  # fmt: skip


def test_every_written_kpi_has_its_target_and_its_clauses(standard):
    kpis = standard.kpis.figures
    assert {kpi: (kpis[kpi].unit, kpis[kpi].aim) for kpi in WRITTEN} == WRITTEN
    assert all(kpi.clauses and kpi.zh and kpi.en and kpi.formula.zh and kpi.formula.en for kpi in kpis.values())


def test_only_the_stretch_goal_is_off(standard):
    assert set(standard.kpis.figures) - set(standard.kpis.active) == {"KPI-CONTAINMENT"}


def test_a_target_is_kept_from_itself_on(standard):
    kpi = standard.kpis.figures["KPI-CSAT-MEAN"]
    assert [kpi.kept(value) for value in (4.4999, 4.5, 4.6, None)] == [False, True, True, None]
    assert standard.kpis.figures["KPI-FCR"].kept(12) is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("      target: 4.5", "      target: high", "a number above 0"),
        ("      target: 4.5", "      target: -1", "a number above 0"),
        ("    KPI-CSAT-MEAN:", "    CSAT:", "no id of a KPI"),
        ("      unit: index", "      unit: stars", "unexpected value"),
        ("      within: 7 days", "      within: 7 working_days", "seconds, minutes, hours or days"),
        ("      clocks: [SLA-CALLBACK-1,", "      clocks: [SLA-NEVER,", "no clock 'SLA-NEVER'"),
        ("      weights: {attitude: 1,", "      weights: {charm: 1,", "neither a clock nor a dimension 'charm'"),
        ("      weights: {attitude: 1,", "      weights: {attitude: -1,", "0 or more"),
        ("  contact_after: 12 hours", "  contact_after: 1 working_day", "seconds, minutes, hours or days"),
    ],
)
def test_a_mistake_is_named_by_its_line(tmp_path, old, new, says):
    assert TEXT.count(old) >= 1
    path = tmp_path / "standard.yml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidStandard) as refused:
        load(path)
    found = [mistake for mistake in refused.value.mistakes if says in mistake.text]
    assert found, refused.value.mistakes
    line = path.read_text(encoding="utf-8").splitlines()[found[0].line - 1]
    assert re.match(r"\s*(figures|KPI|target|unit|within|clocks|weights|contact_after)", line) or new in line
