"""Addresses of machines, from which somebody signed in: whole for those who read the audit, masked for others."""

import ipaddress
from collections.abc import Callable
from typing import Any

KIND = "address:"  # before one that is a subject of the audit
SHOWN = 2  # of the groups of an address


def is_machine(text: str) -> bool:
    try:
        ipaddress.ip_address(text.removeprefix(KIND))
    except ValueError:
        return False
    return True


def machine(text: str) -> str:
    """`192.0.*.*`, `2001:db8:*`: enough to tell an office from another country."""
    address = text.removeprefix(KIND)
    kind = KIND if address != text else ""
    if ":" in address:
        return kind + ":".join([*ipaddress.ip_address(address).exploded.split(":")[:SHOWN], "*"])
    return kind + ".".join([*address.split(".")[:SHOWN], "*", "*"])


def without_machines(shown: Any) -> Any:
    """The same JSON, in which each text that is such an address is masked."""
    return _each(shown, lambda text: machine(text) if is_machine(text) else text)


def with_machines(mask: Callable[[Any], Any], shown: Any) -> Any:
    """What `mask` makes of it, but for such addresses: whoever watches over the record needs them (SYS-39)."""
    return _kept(mask(shown), shown)


def _each(shown: Any, change: Callable[[str], str]) -> Any:
    if isinstance(shown, dict):
        return {key: _each(value, change) for key, value in shown.items()}
    if isinstance(shown, list):
        return [_each(value, change) for value in shown]
    return change(shown) if isinstance(shown, str) else shown


def _kept(masked: Any, whole: Any) -> Any:
    if isinstance(whole, dict):
        return {key: _kept(masked[key], value) for key, value in whole.items()}
    if isinstance(whole, list):
        return [_kept(one, value) for one, value in zip(masked, whole, strict=True)]
    return whole if isinstance(whole, str) and is_machine(whole) else masked
