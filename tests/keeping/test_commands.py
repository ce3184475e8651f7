"""The commands as an operator types them, in a process of their own, on a real database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import customers
from bot.customers import Visit
from bot.settings import ROOT
from bot.store import Store


def desk(store: Store, state: Path, *words: str, address: str = "") -> subprocess.CompletedProcess[str]:
    own = store.engine.url.render_as_string(hide_password=False)
    environment = {**os.environ, "DESK_DATABASE_URL": address or own, "DESK_STATE": str(state), "COLUMNS": "200"}
    program = [sys.executable, "-c", "from bot.cli import main; main()", *words]
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_road_from_export_to_erasure_over_a_backup(
    store: Store, alice: Visit, dan: Visit, tmp_path: Path, empty_sqlite_address: str
) -> None:
    with store.writing() as db:
        customers.introduce(db, alice.customer_id, "Alice")
    exported = desk(store, tmp_path, "export", "--customer", alice.customer_id, "--to", str(tmp_path))
    assert exported.returncode == 0, exported.stdout
    assert (tmp_path / f"customer-{alice.customer_id}.zip").stat().st_size > 300
    put_aside = desk(store, tmp_path, "backup")
    assert "written" in put_aside.stdout
    (file,) = (tmp_path / "backups").glob("desk-*.zip")
    erased = desk(store, tmp_path, "erase", "--customer", alice.customer_id, "--yes")
    assert erased.returncode == 0, erased.stdout
    assert f"still in {file}" in erased.stdout
    restored = desk(store, tmp_path, "restore", str(file), address=empty_sqlite_address)
    assert "erased again: 1 customers" in restored.stdout, restored.stdout
    assert "restored" in restored.stdout


@pytest.mark.parametrize("words", [("export", "--customer", "nobody"), ("restore", "nothing.zip")])
def test_a_mistake_is_told_in_one_line(sqlite_store: Store, tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = desk(sqlite_store, tmp_path, *words)
    assert refused.returncode == 1
    assert len(refused.stdout.strip().splitlines()) == 1, refused.stdout
    assert "Traceback" not in refused.stderr


def test_a_wrong_setting_is_refused_by_its_name(sqlite_store: Store, tmp_path: Path) -> None:
    os.environ["DESK_BACKUP_DAYS"] = "never"
    try:
        refused = desk(sqlite_store, tmp_path, "backup")
    finally:
        del os.environ["DESK_BACKUP_DAYS"]
    assert refused.returncode == 1
    assert "DESK_BACKUP_DAYS" in refused.stdout
