"""`138****1234` instead of a telephone number, and so on, wherever it stands in what somebody is shown."""

import re
from typing import Any

from bot.logs import masked

# Fields that hold one thing, whatever it looks like, by the names under which the desk's interface tells them.
CONTACTS = frozenset({"contact", "phone", "telephone", "email", "external_id", "address_of", "sender"})
PLACES = frozenset({"place", "address", "home"})
IDENTITIES = frozenset({"identity_number", "id_number", "id_card"})
# Ours: numbers in these are no person's.
OURS = re.compile(r"(^|_)(id|ids|key|keys|number|numbers|hash|at|seq|token|csrf|until|due|since|fence|cursor)$")
SHOWN_OF_A_PLACE = 3  # characters


def hidden(shown: Any, name: str = "") -> Any:
    """The same JSON, masked: contacts, places and identities by the names of their fields, and numbers and e-mail
    addresses in every other text."""
    if isinstance(shown, dict):
        return {key: hidden(value, str(key)) for key, value in shown.items()}
    if isinstance(shown, list):
        return [hidden(value, name) for value in shown]
    return _hidden(shown, name) if isinstance(shown, str) and shown else shown


def _hidden(text: str, name: str) -> str:
    if name in CONTACTS or name in IDENTITIES:
        return contact(text)
    if name in PLACES:
        return text[:SHOWN_OF_A_PLACE] + "****"
    return text if OURS.search(name) else masked(text)


def contact(text: str) -> str:
    """As much as tells two apart, and no more: three characters and four, or one of a short one."""
    seen = masked(text)
    if seen != text:
        return seen
    return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else f"{text[:1]}****"
