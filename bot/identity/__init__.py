"""A site's word for who its visitor is."""

from bot.identity.tokens import Claims, check, sign, use

__all__ = ["Claims", "check", "sign", "use"]
