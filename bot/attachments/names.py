"""A file's name as it may be shown and saved: no path, nothing invisible, and an ending that tells the truth."""

import re
import unicodedata

from bot.attachments.kinds import FileKind

NAME_LIMIT = 120  # code points, as the table keeps them
# What some system takes for a path, a device or a pattern.
UNSAFE = re.compile(r'[<>:"|?*\\/]')


def clean_name(name: str, kind: FileKind) -> str:
    """Real PNG contents called "photo.jpg" are saved as "photo.png"; a name of nothing is "image.png"."""
    base = _visible(re.split(r"[\\/]", name)[-1])
    stem, dot, ending = base.rpartition(".")
    if not dot:
        stem, ending = base, ""
    elif ending.lower() not in kind.endings:
        stem, ending = (stem if _looks_like_an_ending(ending) else base), ""
    ending = ending or kind.endings[0]
    stem = stem.strip(" .")[: NAME_LIMIT - len(ending) - 1].strip(" .") or kind.kind
    return f"{stem}.{ending}"


def told_name(name: str) -> str:
    """A name that an app tells before the file is here."""
    return _visible(re.split(r"[\\/]", name)[-1])[:NAME_LIMIT].strip(" .")


def _looks_like_an_ending(ending: str) -> bool:
    return 0 < len(ending) <= 5 and ending.isascii() and ending.isalnum()


def _visible(name: str) -> str:
    """Without control, formatting (such as the reversing of "gpj.exe") and unassigned characters."""
    kept = (character for character in unicodedata.normalize("NFC", name) if unicodedata.category(character)[0] != "C")
    return re.sub(r"\s+", " ", UNSAFE.sub("_", "".join(kept))).strip()
