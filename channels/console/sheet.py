"""Figures and their rows as CSV that spreadsheets open rightly, and in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.figures import Row
from channels.console.figure_answers import FiguresShown

# Excel takes a file for UTF-8 by this mark only.
MARK = "\ufeff"
# What a spreadsheet may take for the beginning of a formula; full-width forms are folded by some.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

FIGURE_HEADS = {
    "zh": ["指标编号", "指标", "数值", "单位", "样本数", "目标", "是否达标", "开始日期", "结束日期", "口径", "条款"],
    "en": ["id", "figure", "value", "unit", "cases", "target", "kept", "first day", "last day", "formula", "clauses"],
}
ROW_HEADS = {
    "zh": ["时间", "编号", "对象", "标题", "数值", "分组", "到期时间", "渠道", "主题", "客服", "部门", "联系方式",
           "备注"],
    "en": ["time", "number", "subject", "title", "value", "group", "due", "channel", "topic", "agent", "department",
           "contact", "note"],
}  # fmt: skip
KEPT = {"zh": {True: "达标", False: "未达标", None: ""}, "en": {True: "kept", False: "missed", None: ""}}


def sheet_of_figures(made: FiguresShown, language: str) -> bytes:
    place = 0 if language == "zh" else 1

    def line(one: Any) -> list[Any]:
        kpi, kept = made.kpis[one.kpi], KEPT[language][one.kept]
        days = (made.period.first, made.period.last)
        said = (one.kpi, kpi.name[place], one.value, kpi.unit, one.n, one.target, kept, *days)
        return [*said, kpi.formula[place], " ".join(kpi.clauses)]

    return _written(FIGURE_HEADS[language], map(line, made.figures))


def sheet_of_rows(rows: Iterable[Row], language: str, zone: ZoneInfo) -> bytes:
    """Times are local, as on the page."""

    def line(one: Row) -> list[Any]:
        return [
            _time(one.at, zone), one.label, one.subject, one.title, one.value, one.group, _time(one.due, zone),
            one.channel, one.topic, one.agent, one.department, one.contact, one.note,
        ]  # fmt: skip

    return _written(ROW_HEADS[language], map(line, rows))


def _written(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return (MARK + file.getvalue()).encode("utf-8")


def _cell(value: Any) -> Any:
    """Text that looks like a formula gets the apostrophe that makes it plain text; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""
