"""`make soak`: SOAK_DATABASE=sqlite|postgresql SOAK_KILLS=200 SOAK_RESTARTS=20 SOAK_MESSAGES=50000 SOAK_SEED=1."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.soak.ledger import Ledger
from tests.soak.postgres import Server
from tests.soak.program import Program, bring_model, in_app
from tests.soak.soak import Plan, Soak
from tests.soak.verdict import Figures, judge
from tests.telegram.stand_in import StandIn

console = Console(highlight=False)


def main() -> int:
    """0 when nothing was lost, doubled or said out of turn."""
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda *_: sys.exit(1))  # what was started is ended on the way out
    kind = os.environ.get("SOAK_DATABASE", "sqlite")
    server = Server() if kind == "postgresql" else None
    try:
        with tempfile.TemporaryDirectory(prefix="desk-soak-") as folder:
            return _soak(Path(folder), server, _plan(kind))
    finally:
        if server:
            server.stop()


def _plan(kind: str) -> Plan:
    postgresql = kind == "postgresql"
    kills = int(os.environ.get("SOAK_KILLS", 100 if postgresql else 200))
    return Plan(
        kills=kills,
        messages=int(os.environ.get("SOAK_MESSAGES", kills * 250)),
        restarts=int(os.environ.get("SOAK_RESTARTS", kills // 5)) if postgresql else 0,
        seed=int(os.environ.get("SOAK_SEED", 1)),
        long_every=min(25, kills),
    )


def _soak(folder: Path, server: Server | None, plan: Plan) -> int:
    bring_model(folder)
    began = time.monotonic()
    with StandIn() as telegram:
        program = Program(folder, server.address if server else "", more=in_app(telegram))
        soak = Soak(plan, program, server, telegram)
        trouble = _run(soak)
    figures, faults = judge(program.database, soak.ledger)
    _show(soak.ledger, figures, faults, time.monotonic() - began)
    if trouble:
        console.print(f"[red]{trouble}[/red]")
    return int(bool(trouble) or any(faults.values()))


def _run(soak: Soak) -> str:
    """What went wrong with the soak itself, in words."""
    try:
        asyncio.run(soak.run())
    except (TimeoutError, asyncio.TimeoutError, RuntimeError) as error:
        console.print((soak.program.folder / "log").read_text(errors="replace")[-3000:])
        return str(error) or "it took too long"
    return ""


def _show(ledger: Ledger, figures: Figures, faults: Figures, seconds: float) -> None:
    recoveries = sorted(ledger.recoveries) or [0.0]
    table = Table("figure", "", title=f"Soak: {seconds:.0f} s")
    for name, figure in {"acknowledged": len(ledger.acked), **figures, **dict(sorted(ledger.counts.items()))}.items():
        table.add_row(name, str(figure))
    table.add_row("start to first acknowledgement, median", f"{recoveries[len(recoveries) // 2]:.1f} s")
    table.add_row("start to first acknowledgement, longest", f"{recoveries[-1]:.1f} s")
    for name, figure in ledger.done_by_assistant.items():
        table.add_row(f"assistant: {name} to its end", str(figure))
    table.add_section()
    for name, figure in faults.items():
        table.add_row(name, f"[red]{figure}[/red]" if figure else "0")
    console.print(table)
    for sentence in ledger.breaches[:20]:
        console.print(f"[red]{sentence}[/red]")
    console.print("FAILED" if any(faults.values()) else "Nothing lost, doubled or out of turn.")


if __name__ == "__main__":
    sys.exit(main())
