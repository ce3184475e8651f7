"""`138****1234` instead of a telephone number, and so on, wherever it stands in what somebody is shown."""

import re
from collections.abc import Set
from typing import Any

from bot.logs import masked
from bot.masks import names as named

# Fields that hold one thing, whatever it looks like, by the names under which the desk's interface tells them.
CONTACTS = frozenset({"contact", "phone", "telephone", "email", "external_id", "address_of", "sender"})
PLACES = frozenset({"place", "address", "home"})
IDENTITIES = frozenset({"identity_number", "id_number", "id_card"})
NAMES = frozenset({"customer_name"})
# Where one of these stands beside a `name`, it is a customer's; so is the answer `name` of a form.
WITH_A_NAME = frozenset({"customer_id", "contact", "place"})
FORM = "fields"
# Ours: numbers in these are no person's.
OURS = re.compile(r"(^|_)(id|ids|key|keys|number|numbers|hash|at|seq|token|csrf|until|due|since|fence|cursor)$")
SHOWN_OF_A_PLACE = 3  # characters


def hidden(shown: Any, name: str = "", names: Set[str] = frozenset()) -> Any:
    """The same JSON, masked: contacts, places, identities and customers' names by the names of their fields, and
    numbers, e-mail addresses and `names` in every other text."""
    if isinstance(shown, dict):
        own = _names_of(shown, name)
        names = names | {shown[key] for key in own}
        return {
            key: named.name(value) if key in own else hidden(value, str(key), names) for key, value in shown.items()
        }
    if isinstance(shown, list):
        return [hidden(value, name, names) for value in shown]
    return _hidden(shown, name, names) if isinstance(shown, str) and shown else shown


def _names_of(shown: dict[str, Any], name: str) -> list[str]:
    """The fields of this object that hold a customer's name."""
    theirs = NAMES | {"name"} if name == FORM or WITH_A_NAME & shown.keys() else NAMES
    return [key for key in shown if key in theirs and isinstance(shown[key], str) and shown[key].strip()]


def _hidden(text: str, name: str, names: Set[str]) -> str:
    if name in CONTACTS or name in IDENTITIES:
        return contact(text)
    if name in PLACES:
        return text[:SHOWN_OF_A_PLACE] + "****"
    return text if OURS.search(name) else named.unnamed(masked(text), names)


def contact(text: str) -> str:
    """As much as tells two apart, and no more: three characters and four, or one of a short one."""
    seen = masked(text)
    if seen != text:
        return seen
    return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else f"{text[:1]}****"
