"""The sentences of data/responses outside Rasa: notices of the desk, told in the customer's language."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from opencc import OpenCC

from bot.standard import Standard
from bot.standard.marked import read
from bot.standard.stated import stated

TRADITIONAL = "zh-Hant"
# `{{` and `}}` are braces, as in Rasa's files; a placeholder is one name in single braces.
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(\w+)\}")


class Button(NamedTuple):
    title: str
    payload: str


class UnknownPhrase(LookupError):
    """There is no such response, or a value for one of its placeholders is missing."""


class Phrases:
    """Responses by key and language; the first variation that is bound to nothing but the language is the one said."""

    def __init__(self, variations: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self._variations = variations

    @classmethod
    def load(cls, folder: Path, standard: Standard) -> "Phrases":
        """Reads every .yml file of the folder, with the standard's figures put in. `desk check` reports what is wrong
        in them."""
        variations: dict[tuple[str, str], Mapping[str, Any]] = {}
        for file in sorted(Path(folder).glob("*.yml")):
            for key, entries in ((read(file).value or {}).get("responses") or {}).items():
                for entry in entries or []:
                    language = language_of(entry)
                    if language:
                        variations.setdefault((key, language), with_figures(entry, standard))
        return cls(variations)

    def say(self, key: str, language: str, **params: object) -> str:
        """`language`: zh, zh-Hant or en; without an English variation the Chinese one is said."""
        return in_script(_filled(key, str(self._variation(key, language).get("text", "")), params), language)

    def buttons(self, key: str, language: str, **params: object) -> list[Button]:
        buttons = self._variation(key, language).get("buttons") or []
        return [
            Button(in_script(_filled(key, item["title"], params), language), _filled(key, item["payload"], params))
            for item in buttons
        ]

    def beginning(self, prefix: str) -> list[str]:
        """The keys that begin so, in the order of the files."""
        return list(dict.fromkeys(key for key, _ in self._variations if key.startswith(prefix)))

    def __contains__(self, key: str) -> bool:
        return (key, "zh") in self._variations or (key, "en") in self._variations

    def _variation(self, key: str, language: str) -> Mapping[str, Any]:
        wanted = "en" if language == "en" else "zh"
        found = self._variations.get((key, wanted)) or self._variations.get((key, "zh"))
        if found is None:
            raise UnknownPhrase(f"there is no response {key!r} for the language {language!r} in data/responses")
        return found


def with_figures(entry: Mapping[str, Any], standard: Standard) -> Mapping[str, Any]:
    """A variation whose sentence states the limits of the standard."""
    return {**entry, "text": stated(str(entry.get("text") or ""), standard, language_of(entry) or "zh")}


def language_of(entry: Mapping[str, Any]) -> str:
    """The language a variation is for: zh without a condition; empty when it is bound to something else as well."""
    language = "zh"
    for condition in entry.get("condition") or []:
        if condition.get("name") != "language":
            return ""
        language = str(condition.get("value"))
    return language


def to_traditional(text: str) -> str:
    """Taiwan's characters but not its vocabulary (s2tw, not s2twp): that turns 支持 into 支援 and changes names."""
    return str(_converter().convert(text))


def _filled(key: str, text: str, params: Mapping[str, object]) -> str:
    def value(found: "re.Match[str]") -> str:
        name = found[1]
        if name is None:
            return found[0][0]
        if name not in params:
            raise UnknownPhrase(f"the response {key!r} needs a value for {{{name}}}")
        return str(params[name])

    return _PLACEHOLDER.sub(value, text)


def in_script(text: str, language: str) -> str:
    """Chinese is written Simplified in the files, and told in Traditional characters to whoever writes them."""
    return to_traditional(text) if language == TRADITIONAL else text


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2tw")
