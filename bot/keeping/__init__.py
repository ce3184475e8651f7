"""What an operator does with everything that is kept: hand it out, forget it, put it aside, bring it back."""

from bot.keeping.backup import Backup, back_up, expire
from bot.keeping.erasure import Receipt, erase, erase_again, sweep_freed_pages
from bot.keeping.export import export
from bot.keeping.person import find
from bot.keeping.restore import restore

__all__ = [
    "Backup",
    "Receipt",
    "back_up",
    "erase",
    "erase_again",
    "expire",
    "export",
    "find",
    "restore",
    "sweep_freed_pages",
]
