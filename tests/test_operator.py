"""data/operator.yml is whole, and a mistake in it is named."""

from datetime import datetime
from pathlib import Path

import pytest

from bot import appointments
from bot.operator import Operator
from bot.settings import ROOT
from bot.store import Store

FILE = ROOT / "data/operator.yml"


def test_every_service_can_be_had_in_every_district(sqlite_store: Store, now: datetime) -> None:
    operator = Operator.load(FILE)
    assert len(operator.districts) == 5 and len(operator.services) == 4
    with sqlite_store.writing() as db:
        appointments.put_resources(db, operator.resources)
        for service in operator.services:
            for district in operator.districts:
                assert len(appointments.free_times(db, service, district, now)) == 6, (service, district)


def test_names_are_in_both_languages() -> None:
    operator = Operator.load(FILE)
    assert (operator.name.name("zh"), operator.name.name("en")) == ("晴川通信", "Qingchuan Telecom")
    assert operator.districts["donghu"].name("zh") == "东湖区"
    assert operator.services["repair"].name("en") == "repair visit"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("services: [repair]", "services: [repare]"),
        ("districts: [xishan, nangang]", "districts: [atlantis]"),
        ("weekdays: [1, 2, 3, 4, 5, 6]", "weekdays: [0]"),
        ("services: [hall]", "services: [hall, repair]"),
        ("capacity: 3", "capacity: 0"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, wrong: str, told: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert wrong in text
    file = tmp_path / "operator.yml"
    file.write_text(text.replace(wrong, told), encoding="utf-8")
    with pytest.raises(ValueError, match="resource"):
        Operator.load(file)
