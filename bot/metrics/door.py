"""Who may see the figures: whoever has the token, or without one only this machine itself."""

import hmac
import ipaddress
from collections.abc import Mapping

from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import Forbidden, NotSignedIn
from bot.settings import Settings

CONTENT_TYPE = CONTENT_TYPE_LATEST
# A proxy on this machine asks for somebody else.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def admit(settings: Settings, address: str, headers: Mapping[str, str]) -> None:
    """`address`: of who connects. Raises: NotSignedIn without the token that is set; Forbidden from elsewhere."""
    token = settings.metrics_token.get_secret_value()
    if token:
        given = headers.get("authorization") or ""
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise NotSignedIn("metrics_token")
    elif not _is_own(address) or any(name in headers for name in FORWARDED):
        raise Forbidden("metrics_elsewhere", "set DESK_METRICS_TOKEN to read the figures from another machine")


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
