"""`desk identity …`: what a site needs to vouch for its users, to try it out."""

import json
import secrets
from datetime import datetime, timezone

import typer

from bot.errors import NotFound
from bot.identity.tokens import LONGEST, sign
from bot.settings import settings

KEY_BYTES = 32
MINUTES = int(LONGEST.total_seconds() // 60)

commands = typer.Typer(help="Visitors whom a site vouches for.", no_args_is_help=True)


@commands.command("key")
def make_key(kid: str = typer.Option("site-1", help="Name of the key: tokens carry it")) -> None:
    """Print a new key as a setting for `.env`; the site's server keeps the same secret."""
    typer.echo(f"DESK_IDENTITY_KEYS={json.dumps({kid: secrets.token_urlsafe(KEY_BYTES)})}")


@commands.command("sign")
def sign_for(
    user: str = typer.Argument(..., help="The site's own name for its user"),
    kid: str = typer.Option("", help="Which key; empty: the first one"),
    name: str = typer.Option("", help="The user's name, for the agents"),
    phone: str = typer.Option("", help="A phone number that the site has verified"),
    minutes: int = typer.Option(5, min=1, max=MINUTES, help="How long it is good"),
) -> None:
    """Print a token for a user, as the site's server would make it."""
    keys, now = settings().identity_keys, datetime.now(timezone.utc)
    chosen = kid or next(iter(keys), "")
    if chosen not in keys:
        raise NotFound("no_such_key", "set DESK_IDENTITY_KEYS first; `desk identity key` makes one")
    key, audience = keys[chosen].get_secret_value(), settings().identity_audience
    typer.echo(sign(user, chosen, key, audience, now, minutes=minutes, name=name, phone=phone))
