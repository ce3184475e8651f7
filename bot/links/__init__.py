"""One customer by several identities: joined by what they prove, never by what they claim."""

from bot.links.codes import CODE_VALID, Shown, burn, confirm, issue, look, redeem
from bot.links.joining import Joined
from bot.links.phones import by_phone, e164
from bot.links.sites import SITE, adopt, adoptable, hand_out

__all__ = [
    "CODE_VALID",
    "SITE",
    "Joined",
    "Shown",
    "adopt",
    "adoptable",
    "burn",
    "by_phone",
    "confirm",
    "e164",
    "hand_out",
    "issue",
    "look",
    "redeem",
]
