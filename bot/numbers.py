"""Numbers of tickets and appointments: easy to read out, not to be guessed, and a slip of the pen is noticed."""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOKALIKES = str.maketrans("ILO", "110")
RANDOM_CHARACTERS = 7

# A number in a sentence; looked for at every place, as two candidates may overlap.
WRITTEN = re.compile(r"(?<![0-9A-Z])(?=([TA])[-\s]?([0-9A-Z]{4})[-\s]?([0-9A-Z]{4})(?![0-9A-Z]))")


def new_number(prefix: str) -> str:
    """`prefix` "T" (ticket) or "A" (appointment); seven random characters and a check character: T7K2M-9QXD."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return _shown(prefix, body + _check(prefix, body))


def read_number(text: str) -> str | None:
    """The first valid number in the text as we write it; small letters, missing dashes, O for 0 are understood."""
    plain = re.sub(r"[‐-―−_]", "-", unicodedata.normalize("NFKC", text)).upper()
    for match in WRITTEN.finditer(plain):
        prefix, body = match[1], (match[2] + match[3]).translate(LOOKALIKES)
        if set(body) <= set(ALPHABET) and _check(prefix, body[:-1]) == body[-1]:
            return _shown(prefix, body)
    return None


def _shown(prefix: str, body: str) -> str:
    return f"{prefix}{body[:4]}-{body[4:]}"


def _check(prefix: str, body: str) -> str:
    """Odd weights: every single wrong character changes the sum, and nearly every swap of two."""
    total = ord(prefix) + sum((2 * place + 1) * ALPHABET.index(character) for place, character in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
