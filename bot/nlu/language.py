"""Which language a message is written in, and for Chinese in which script."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from opencc import OpenCC
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.folding import HAN, fold

UNSURE = 0.5

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
# Addresses and numbers say nothing about the language, nor do the words that both languages write in Latin letters.
_NO_EVIDENCE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\b(?=\w*\d)[a-z0-9-]+\b", re.ASCII)
_SHARED = re.compile(
    r"apps?|e?sim|wi-?fi|wlan|vip|ok|okay|pdf|sms|mms|iptv|tv|modem|router|volte|nfc|qq|id|pin|puk|[gmk]b?|[mk]bps|hd|vpn"
    r"|dns|ip|iphone|ios|android|apple|huawei|xiaomi|wechat|alipay|pos"
)
# Simplified characters that Traditional texts use too.
_BOTH_SCRIPTS = frozenset("后里台只几干面松系丑斗谷余准云征志欲周才吃床占托布")


@dataclass(frozen=True)
class Opinion:
    """`name` is None when the text says nothing; at `UNSURE` or less an earlier opinion of the conversation stays."""

    name: str | None
    confidence: float


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetector(GraphComponent):
    """Sets `language`: {"name": "zh" | "zh-Hant" | "en" | None, "confidence": 0…1}."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LanguageDetector":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            opinion = language(message.get(TEXT) or "")
            message.set("language", {"name": opinion.name, "confidence": opinion.confidence}, add_to_output=True)
        return messages


def language(text: str) -> Opinion:
    """The language that a reply should be in; Chinese with some English words stays Chinese."""
    han, latin = len(_HAN.findall(text)), _latin_words(text)
    if not han and not latin:
        return Opinion(None, 0.0)
    # A Latin word weighs as much as the two characters that it takes to say it in Chinese.
    share = han / (han + 2 * latin)
    if share < 0.4:
        # One word alone is as likely a name, a brand or a greeting that everybody knows.
        return Opinion("en", UNSURE if latin == 1 and not han else round(1 - share, 3))
    simplified, traditional = _scripts(text)
    if simplified == traditional == 0:
        return Opinion("zh", UNSURE)
    script = "zh-Hant" if traditional > simplified else "zh"
    return Opinion(script, round(share * max(simplified, traditional) / (simplified + traditional), 3))


def _latin_words(text: str) -> int:
    plain = _NO_EVIDENCE.sub(" ", fold(text).text)
    return sum(not _SHARED.fullmatch(word) for word in _LATIN_WORD.findall(plain))


def _scripts(text: str) -> tuple[int, int]:
    """How many characters are written only in Simplified, only in Traditional."""
    scripts = [_script(char) for char in _HAN.findall(text)]
    return scripts.count("zh"), scripts.count("zh-Hant")


@lru_cache(maxsize=4096)
def _script(char: str) -> str | None:
    to_simplified, to_traditional = _converters()
    if char in _BOTH_SCRIPTS:
        return None
    if to_simplified.convert(char) != char:
        return "zh-Hant"
    return "zh" if to_traditional.convert(char) != char else None


@lru_cache(maxsize=1)
def _converters() -> tuple[OpenCC, OpenCC]:
    return OpenCC("t2s"), OpenCC("s2t")
