"""`desk export`, `erase`, `backup` and `restore`."""

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import audit
from bot.errors import Conflict, Invalid
from bot.keeping import backup as backups
from bot.keeping.backup import Backup
from bot.keeping.erasure import Receipt, erase_again, sweep_freed_pages
from bot.keeping.erasure import erase as erase_rows
from bot.keeping.export import export as export_rows
from bot.keeping.forgotten import Forgotten
from bot.keeping.person import find
from bot.keeping.restore import restore as restore_from
from bot.reception import guard
from bot.settings import Settings, settings
from bot.standard import load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.wakeups import Wakeups

commands = typer.Typer()
console = Console(highlight=False)

WHO = "Id of the customer, or a ticket's, appointment's or phone number of theirs"
FORGOTTEN = "erased.txt"


@commands.command("export")
def export_customer(
    customer: Annotated[str, typer.Option(help=WHO)],
    reason: Annotated[str, typer.Option(help="For what; it is kept in the audit")] = "asked for by the customer",
    to: Annotated[Path, typer.Option(help="Folder for the file")] = Path(),
) -> None:
    """Write everything that is kept about a customer into a ZIP, to be handed out."""
    if not reason.strip():
        raise Invalid("reason", "say in --reason for what; it is kept in the audit")
    chosen = settings()
    rules = load(chosen.path(chosen.standard)).guard
    with _store(chosen).writing() as db:
        customer_id = find(db, customer)
        packed = export_rows(db, customer_id, _now())
        guard.exported(db, "desk", f"customer:{customer_id}", reason, _now(), rules)
    file = to / f"customer-{customer_id}.zip"
    if file.exists():
        raise Conflict("file_exists", f"{file} exists already")
    file.touch(mode=0o600)
    file.write_bytes(packed)
    console.print(f"{file}, {len(packed):,} bytes")


@commands.command("erase")
def erase_customer(
    customer: Annotated[str, typer.Option(help=WHO)],
    records_too: Annotated[
        bool, typer.Option(help="Also tickets that the standard still keeps (three years, S2-3.1-h); needs a reason")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, in the audit")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
) -> None:
    """Forget a customer: what was said, files, names and contacts. The figures of the work stay, without a person."""
    if records_too and not reason.strip():
        raise Invalid("reason", "records that the standard still keeps are erased only with a --reason")
    chosen = settings()
    store = _store(chosen)
    with store.reading() as db:
        customer_id = find(db, customer)
    if not yes:
        typer.confirm(f"Erase customer {customer_id}? This cannot be undone", abort=True)
    forgotten = Forgotten(chosen.path(chosen.state) / FORGOTTEN)
    with store.writing() as db:
        years = load(chosen.path(chosen.standard)).retention.years
        receipt = erase_rows(db, customer_id, _now(), records_too=records_too, years=years)
        facts = {"reason": reason, "records_too": records_too, "counts": receipt.counts}
        audit.record(db, "desk", "erased", f"customer:{customer_id}", _now(), **facts)
    forgotten.add(customer_id)
    sweep_freed_pages(store)
    _show(receipt, _folder(chosen), chosen.backup_days)


@commands.command()
def backup(
    to: Annotated[
        Path | None, typer.Option(help="File to write; default: backups/desk-<time>.zip in the state's folder")
    ] = None,
) -> None:
    """Put everything aside in one file while the desk goes on. Old files of the default folder are removed."""
    chosen, now = settings(), _now()
    made = backups.back_up(_store(chosen), to or _folder(chosen) / backups.name_of(now), now)
    for old in backups.expire(_folder(chosen), now, chosen.backup_days):
        console.print(f"removed {old}: older than {chosen.backup_days} days")
    _tell(made, "written")


@commands.command()
def restore(file: Path) -> None:
    """Fill an empty database (DESK_DATABASE_URL, of either kind) from a back-up; who was erased since stays erased."""
    chosen = settings()
    made = restore_from(file, chosen.database)
    forgotten = Forgotten(chosen.path(chosen.state) / FORGOTTEN)
    store = open_store(chosen.database, Wakeups())
    with store.writing() as db:
        again = erase_again(db, forgotten.__contains__, _now())
    if again:
        sweep_freed_pages(store)
        console.print(f"erased again: {len(again)} customers")
    _tell(made, "restored")


def _show(receipt: Receipt, folder: Path, days: int) -> None:
    table = Table("table", "rows", title=f"Customer {receipt.customer_id}, erased {receipt.at:%Y-%m-%d %H:%M} UTC")
    for name, count in receipt.counts.items():
        table.add_row(name, str(count))
    console.print(table)
    if receipt.kept:
        console.print(f"kept for three years from their end (S2-3.1-h): {', '.join(receipt.kept)}")
    for old in sorted(folder.glob("desk-*.zip")):
        console.print(f"still in {old}, which `desk backup` removes when it is {days} days old")


def _tell(made: Backup, done: str) -> None:
    rows = sum(made.rows.values())
    console.print(f"{made.file} {done}: {rows:,} rows of {made.made_at:%Y-%m-%d %H:%M} UTC")


def _folder(chosen: Settings) -> Path:
    return chosen.path(chosen.state) / "backups"


def _store(chosen: Settings) -> Store:
    migrate(chosen.database)
    return open_store(chosen.database, Wakeups())


def _now() -> datetime:
    return datetime.now(timezone.utc)
