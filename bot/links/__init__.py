"""One customer by several identities: joined by what they prove, never by what they claim."""

from bot.links.codes import CODE_VALID, issue, redeem
from bot.links.joining import Joined, by_signature
from bot.links.phones import by_phone, e164

__all__ = ["CODE_VALID", "Joined", "by_phone", "by_signature", "e164", "issue", "redeem"]
