"""One customer by several identities: joined by what they prove, never by what they claim."""

from bot.links.codes import CODE_VALID, Shown, burn, confirm, issue, look, redeem
from bot.links.joining import Joined
from bot.links.phones import PHONE_TRUSTED, by_phone, e164, number_in
from bot.links.sites import SITE, adopt, adoptable, hand_out

__all__ = [
    "CODE_VALID",
    "PHONE_TRUSTED",
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
    "number_in",
    "redeem",
]
