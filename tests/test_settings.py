"""What an operator sets, and what follows from it."""

from pathlib import Path

from bot.settings import ROOT, Settings


def test_the_database_lies_where_everything_else_is_kept(tmp_path: Path) -> None:
    assert Settings(_env_file=None, state=tmp_path).database == f"sqlite:///{tmp_path}/desk.db"
    assert Settings(_env_file=None).database == f"sqlite:///{ROOT}/var/desk.db"


def test_a_database_elsewhere_stays_there(tmp_path: Path) -> None:
    for address in ("postgresql://desk@db/desk", f"sqlite:///{tmp_path}/other.db"):
        assert Settings(_env_file=None, database_url=address, state=tmp_path / "state").database == address
