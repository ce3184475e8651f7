"""`desk agent …`: the people who answer in the console."""

from datetime import datetime, timezone
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.access import ROLES
from bot.settings import Settings, settings
from bot.store import Store, open_store
from bot.wakeups import Wakeups

staff = typer.Typer(help="The people who answer in the console.", no_args_is_help=True)
console = Console(highlight=False)


@staff.command("add")
def add_agent(
    login: str,
    name: str = typer.Option(..., help="Shown to customers and colleagues"),
    number: str = typer.Option(..., help="Staff number, told to customers"),
    role: str = typer.Option("agent", help=", ".join(ROLES)),
    password: str = typer.Option(..., prompt=True, hide_input=True, confirmation_prompt=True),
) -> None:
    """Add an agent; the password is asked for."""
    from bot import agents, audit

    with _store(settings()).writing() as db:
        agents.add(db, login, name, number, password, role, _now())
        audit.record(db, "desk", "employed", f"agent:{login}", _now(), role=role)
    console.print(f"{login} may sign in.")


@staff.command("list")
def list_agents() -> None:
    """Show who may sign in, and who is there now."""
    from bot import agents

    table = Table("login", "name", "number", "role", "grade", "carries", "skills", "state")
    with _store(settings()).reading() as db:
        for one in agents.listing(db):
            state = "disabled" if one.disabled_at else "available" if one.available else "away"
            can = (one.grade, str(one.capacity), " ".join(one.skills))
            table.add_row(one.login, one.name, one.staff_no, one.role, *can, state)
    console.print(table)


@staff.command("set")
def set_agent(
    login: str,
    capacity: int | None = typer.Option(None, help="Conversations at a time"),
    skill: list[str] = typer.Option([], help="A topic of `routing.skills` in standard.yml; again for each further one"),  # noqa: B008
    language: list[str] = typer.Option([], help="zh or en; again for the other"),  # noqa: B008
    grade: str | None = typer.Option(None, help="junior, intermediate, senior or manager"),
    department: str | None = typer.Option(None, help="One of `departments` in standard.yml"),
    trained: bool = typer.Option(False, "--trained", help="Has passed the test that junior staff need"),
    no_second_factor: bool = typer.Option(
        False, "--no-second-factor", help="Take the second factor away: app and recovery codes are lost"
    ),
) -> None:
    """Say what an agent can do and carry; what is left out stays."""
    from bot import agents, audit, routing, second_factor
    from bot.standard import load

    chosen, now = settings(), _now()
    wanted: dict[str, Any] = {"capacity": capacity, "grade": grade, "department": department}
    wanted |= {"skills": skill or None, "languages": language or None}
    with _store(chosen).writing() as db:
        who = agents.named(db, login)
        wanted["trained_at"] = now if trained and who.trained_at is None else None
        told = routing.change(db, who.id, standard=load(chosen.path(chosen.standard)), **wanted)
        if told:
            audit.record(db, "desk", "abilities_changed", f"agent:{login}", now, **told)
        if no_second_factor and second_factor.remove(db, who.id):
            audit.record(db, "desk", "second_factor.removed", f"agent:{login}", now)
            told["second_factor"] = "removed"
    console.print(f"{login}: {', '.join(f'{field} {value}' for field, value in told.items()) or 'nothing changed'}")


@staff.command("disable")
def disable_agent(login: str) -> None:
    """End an agent's access at once; what they said and did stays."""
    from bot import agents, audit

    with _store(settings()).writing() as db:
        agents.disable(db, login, _now())
        audit.record(db, "desk", "disabled", f"agent:{login}", _now())
    console.print(f"{login} may no longer sign in.")


def _store(chosen: Settings) -> Store:
    from bot.store.migrate import migrate

    migrate(chosen.database)
    return open_store(chosen.database, Wakeups())


def _now() -> datetime:
    return datetime.now(timezone.utc)
