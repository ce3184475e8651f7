"""`desk audit`, `desk hold` and `desk retention`."""

from datetime import datetime, timezone
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import audit
from bot.audit import Anchor
from bot.keeping import holds, retention
from bot.keeping.person import find
from bot.settings import settings
from bot.standard import load
from bot.store import Store, open_store
from bot.store.migrate import migrate
from bot.wakeups import Wakeups

audits = typer.Typer(help="Who did what, and who looked at what.", no_args_is_help=True)
held = typer.Typer(help="Legal holds: what must be kept longer.", no_args_is_help=True)
kept = typer.Typer(help="Records whose years are over.", no_args_is_help=True)
console = Console(highlight=False, soft_wrap=True)

WHO = "Id of the customer, or a ticket's, appointment's or phone number of theirs"
OPERATOR = "desk"


@audits.command("verify")
def verify(
    anchor: Annotated[list[str], typer.Option(help="<number>:<hash> as `desk audit anchor` or the log told it")] = [],  # noqa: B006
) -> None:
    """Check the whole chain, and that what the anchors name is still there. Fails with the row that does not fit."""
    with _store().reading() as db:
        verdict = audit.verify(db, [Anchor.read(one) for one in anchor])
    if verdict.broken:
        one = verdict.broken
        console.print(f"[red]entry {one.id} does not fit[/red]: {one.at:%Y-%m-%d %H:%M} {one.actor} {one.action} "
                      f"{one.subject}; the {verdict.entries} before it hold")  # fmt: skip
    elif verdict.lost:
        console.print(f"[red]entry {verdict.lost.id} is not the one that the anchor names[/red]: the end was cut off")
    else:
        console.print(f"{verdict.entries:,} entries, an unbroken chain")
    raise SystemExit(0 if verdict.holds else 1)


@audits.command("anchor")
def anchor() -> None:
    """The last entry's number and hash: keep it where nobody who can change the database comes."""
    with _store().reading() as db:
        console.print(str(audit.anchor(db) or "nothing is recorded yet"))


@audits.command("list")
def entries(
    actor: Annotated[str, typer.Option(help="An agent's login, or desk")] = "",
    action: Annotated[str, typer.Option()] = "",
    subject: Annotated[str, typer.Option(help="Such as ticket:T7K2M-9QXD, or ticket: for all of them")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
) -> None:
    """Show the latest entries."""
    table = Table("entry", "at (UTC)", "actor", "action", "subject", "data")
    with _store().reading() as db:
        for one in audit.listing(db, actor=actor, action=action, subject=subject, limit=limit):
            table.add_row(str(one.id), f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, one.action, one.subject, str(one.data))
    console.print(table)


@held.command("set")
def set_hold(
    customer: Annotated[str, typer.Option(help=WHO)],
    reason: Annotated[str, typer.Option(help="Why: a file number, an authority")],
) -> None:
    """Keep everything of a customer until the hold is lifted: it is neither stripped nor erased."""
    with _store().writing() as db:
        hold = holds.hold(db, find(db, customer), reason, OPERATOR, _now())
    console.print(f"Held: customer {hold.customer_id}.")


@held.command("lift")
def lift_hold(
    customer: Annotated[str, typer.Option(help=WHO)], reason: Annotated[str, typer.Option(help="Why it may end")]
) -> None:
    """End a hold; what is past its years goes with the next run of retention."""
    with _store().writing() as db:
        customer_id = find(db, customer)
        holds.lift(db, customer_id, reason, OPERATOR, _now())
    console.print(f"Lifted: customer {customer_id}.")


@held.command("list")
def list_holds() -> None:
    """Show all holds, the latest first."""
    table = Table("customer", "since (UTC)", "by", "reason", "lifted")
    with _store().reading() as db:
        for one in holds.listing(db, limit=1000):
            lifted = f"{one.lifted_at:%Y-%m-%d} by {one.lifted_by}: {one.lifted_because}" if one.lifted_at else ""
            table.add_row(one.customer_id, f"{one.set_at:%Y-%m-%d %H:%M}", one.set_by, one.reason, lifted)
    console.print(table)


@kept.command("run")
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be stripped")] = False,
) -> None:
    """Strip what is personal from records whose years are over. `desk watch` does it by itself."""
    chosen = settings()
    standard, store = load(chosen.path(chosen.standard)), _store()
    if dry_run:
        with store.reading() as db:
            found = retention.due(db, _now(), standard)
        console.print(f"would strip {len(found.tickets)} tickets and forget {len(found.customers)} customers")
        return
    done = retention.run(store, _now(), standard)
    console.print(f"stripped {len(done.tickets)} tickets, forgot {len(done.customers)} customers")


def _store() -> Store:
    chosen = settings()
    migrate(chosen.database)
    return open_store(chosen.database, Wakeups())


def _now() -> datetime:
    return datetime.now(timezone.utc)
