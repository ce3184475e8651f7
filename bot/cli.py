"""`desk …`: everything an operator or a designer does with the desk, by name."""

import os
from datetime import datetime, timezone
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from bot.errors import Refused
from bot.identity.commands import commands as identity
from bot.keeping.commands import commands as keeping
from bot.keeping.records import audits, held, kept
from bot.settings import ROOT, Settings, settings
from bot.staff import staff
from bot.store import Store, open_store
from bot.wakeups import Wakeups

# Read before Rasa or SQLAlchemy are: no telemetry, and no notice that the pinned SQLAlchemy is the pinned one.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

HELP = "Courtesy Desk: polite answers, appointments, tickets and people, in Chinese and English."
app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
survey = typer.Typer(help="What customers think of the service.", no_args_is_help=True)
telegram = typer.Typer(help="The desk's bot on Telegram.", no_args_is_help=True)
app.add_typer(staff, name="agent")
app.add_typer(survey, name="survey")
app.add_typer(telegram, name="telegram")
app.add_typer(identity, name="identity")
for name, records in (("audit", audits), ("hold", held), ("retention", kept)):
    app.add_typer(records, name=name)
app.add_typer(keeping)
console = Console(highlight=False)


def main() -> None:
    """The command, with every refusal told in one line."""
    try:
        app()
    except Refused as refused:
        _stop(str(refused))
    except ValidationError as error:
        if error.model is not Settings:
            raise
        wrong = [f"DESK_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()]
        _stop("A setting is wrong: " + "; ".join(wrong))


def _stop(sentence: str) -> NoReturn:
    console.print(f"[red]{sentence}[/red]")
    raise SystemExit(1)


@app.command()
def serve(
    only_web: bool = typer.Option(False, "--only-web", help="Without assistants and watch: these run elsewhere"),
) -> None:
    """Serve the customers' widget and the agents' console on one port.

    Trains the model if the data changed, brings the database up to date and starts the assistant beside it."""
    from bot.serve import serve as serve_with

    serve_with(settings(), only_web)


@app.command()
def assist(number: int = typer.Option(1, min=1, max=16, help="Processes; each holds a model in about 0.4 GB")) -> None:
    """Answer customers, beside any number of `desk serve --only-web` on the same database.

    Trains the model if the data changed. Told to end, it finishes the turn in hand."""
    from bot.roles import assist as assist_with

    assist_with(settings(), number)


@app.command()
def watch() -> None:
    """Watch deadlines, tell who waits, bring messages to the apps; any number beside `desk serve --only-web`."""
    from bot.roles import watch as watch_with

    watch_with(settings())


@app.command()
def train() -> None:
    """Train the assistant if `data/`, `domain.yml` or `config.yml` changed since the last time."""
    from bot.assistant.model import model_file
    from bot.assistant.model import train as train_with

    chosen = settings()
    if model_file(chosen).exists():
        console.print("Nothing changed since the last training.")
        return
    console.print(f"Trained: {train_with(chosen).name}")


@app.command()
def demo(
    seed: int = typer.Option(1, help="Another number: another month"),
    anyway: bool = typer.Option(False, "--anyway", help="Also where customers have had conversations"),
) -> None:
    """Fill the desk with a month of work, so that every page has something to show. Not for a desk that serves."""
    from bot import demo as fresh
    from bot import demo_month
    from bot.operator import Operator
    from bot.phrases import Phrases
    from bot.standard import load

    chosen, standard = settings(), load(ROOT / "standard.yml")
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    operator = Operator.load(chosen.path(chosen.operator))
    with fresh.new_passwords(chosen) as password:
        told = demo_month.fill(
            _store(), standard, phrases, operator, _now(), password=password, seed=seed, anyway=anyway
        )
    console.print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in told.items()))
    for login, word in fresh.logins(chosen):
        console.print(f"{login:<8} {word}")


@app.command()
def check() -> None:
    """Check the data, the domain, the service standard and the wording: one line for each finding."""
    from bot.check import run

    findings = run(ROOT)
    for finding in findings:
        colour = "red" if finding.severity == "error" else "yellow"
        console.print(
            f"{finding.file}:{finding.line}: [{colour}]{finding.severity}[/{colour}] {finding.text}", soft_wrap=True
        )
    errors = sum(finding.severity == "error" for finding in findings)
    console.print(f"{errors} errors, {len(findings) - errors} warnings")
    raise SystemExit(1 if errors else 0)


@app.command("standard")
def show_standard(
    clause: str = typer.Argument("", help="Begin of a clause's id, such as S0-6.1"),
    page: bool = typer.Option(False, "--page", help="Write docs/standard-coverage.md anew"),
) -> None:
    """Show for each clause of the service standard what implements it and what tests it."""
    from bot import coverage

    covered = coverage.load()
    if page:
        coverage.PAGE.write_text(coverage.page(covered), encoding="utf-8")
        console.print(f"{coverage.PAGE.relative_to(ROOT)}: {len(covered)} clauses")
        return
    table = Table("clause", show_lines=True)
    for heading in ("demand", "kept by", "proved by; what is not done"):
        table.add_column(heading, overflow="fold")
    for name, one in covered.items():
        if name.startswith(clause):
            table.add_row(name, one.demand, "\n".join(one.by), "\n".join([*one.tests, one.reason]).strip())
    console.print(table)


@app.command()
def talk(
    language: str = typer.Option("zh", help="Language to begin in: zh, zh-Hant or en"),
    customer: str = typer.Option(
        "", "--as", help="A name of your own: whoever comes back by it goes on where they were"
    ),
) -> None:
    """Talk to the assistant in the terminal; the conversation is stored like any other. An empty line ends it."""
    from bot.talk import talk as talk_in

    talk_in(settings(), language, customer, console)


@survey.command("campaign")
def survey_campaign(quarter: str = typer.Option("", help="Such as 2026-Q4; the present one when left out")) -> None:
    """Ask the customers who were served in a quarter to rate the service, where they were not asked lately."""
    from bot.phrases import Phrases
    from bot.reception import campaign
    from bot.standard import load

    chosen, now, store = settings(), _now(), _store()
    standard = load(chosen.path(chosen.standard))
    phrases = Phrases.load(ROOT / "data" / "responses", standard)
    whole = campaign.quarter(quarter, now, standard.zone)
    outcome = campaign.campaign(store, whole, now, standard=standard, phrases=phrases)
    console.print(f"{whole.name}: {outcome.asked} asked, {outcome.spared} spared.")


@telegram.command("set-webhook")
def set_webhook() -> None:
    """Have Telegram bring updates to DESK_PUBLIC_URL; what waits there is kept."""
    from bot.phrases import Phrases
    from bot.standard import load
    from channels.telegram import setup

    chosen = settings()
    standard = load(chosen.path(chosen.standard))
    address = setup.set_webhook(chosen, Phrases.load(ROOT / "data" / "responses", standard))
    console.print(f"Telegram brings updates to {address}.")
    if chosen.telegram_mode != "webhook":
        console.print("[yellow]The desk takes them once DESK_TELEGRAM_MODE=webhook.[/yellow]")


@telegram.command("delete-webhook")
def delete_webhook() -> None:
    """Have Telegram keep updates until they are fetched (DESK_TELEGRAM_MODE=polling)."""
    from channels.telegram import setup

    setup.delete_webhook(settings())
    console.print("Telegram keeps updates until they are fetched.")


@telegram.command("status")
def telegram_status() -> None:
    """Show which bot this is, where its updates go, and what trouble Telegram had with us."""
    from channels.telegram import setup

    for name, value in setup.status(settings()).items():
        console.print(f"{name:<11} {value}", soft_wrap=True)


def _store() -> Store:
    from bot.store.migrate import migrate

    chosen = settings()
    migrate(chosen.database)
    return open_store(chosen.database, Wakeups())


def _now() -> datetime:
    return datetime.now(timezone.utc)
