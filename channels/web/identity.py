"""A visitor whom the embedding site vouches for: the same user is the same customer, on every device."""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot import customers, identity, links, reception
from bot.customers import Visit
from bot.errors import Invalid
from bot.identity import Claims
from bot.settings import Settings
from channels.greeting import greet

logger = logging.getLogger(__name__)


def claims(token: str, settings: Settings, now: datetime) -> Claims:
    """Raises: NotSignedIn."""
    keys = {kid: key.get_secret_value() for kid, key in settings.identity_keys.items()}
    return identity.check(token, keys, settings.identity_audience, now)


def enter(
    db: Connection, desk: Any, user: Claims, token_hash: str, before: Visit | None, language: str, now: datetime
) -> Visit:
    """The user's own conversation, which the new token opens from now on. `before` is what this browser had: what an
    anonymous visitor said in it goes on as the user's; another user's is not touched.

    Raises: NotSignedIn for a used token; Conflict "identity_taken" when the user enters elsewhere just now."""
    identity.use(db, user, now)
    if before and links.adoptable(db, before.conversation_id):
        links.adopt(db, user.sub, before.conversation_id, now)
    visit = customers.find_by_identity(db, links.SITE, user.sub)
    if visit is None:
        visit = customers.welcome(db, "web", links.SITE, user.sub, language, now)
        greet(db, visit.conversation_id, language, now, desk.standard, desk.phrases)
    if user.name:
        customers.introduce(db, visit.customer_id, user.name)
    links.hand_out(db, user.sub, token_hash, now)
    return visit


def prove_phone(db: Connection, desk: Any, phone: str, conversation_id: str, now: datetime) -> None:
    """In a transaction of its own, since it may lock other conversations. What is no number is left out."""
    try:
        reception.phone_proven(db, conversation_id, phone, now, phrases=desk.phrases)
    except Invalid:
        logger.warning("a site's token carries something that is no telephone number")
