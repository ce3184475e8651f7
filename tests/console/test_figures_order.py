"""Customers' satisfaction is the first thing that whoever looks at the figures sees (S0-3.1-a)."""

from bot.standard import Standard

from .conftest import Browser


def test_satisfaction_stands_first(carol: Browser, standard: Standard) -> None:
    told = carol.get("/figures").json()
    assert told["figures"][0]["kpi"] == "KPI-CSAT-MEAN" == next(iter(standard.kpis.figures))
    assert [one["kpi"] for one in told["figures"]] == list(told["kpis"]), "the page keeps the standard's order"
