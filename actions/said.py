"""What the customer said last, as the model understood it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker

from bot.nlu.escalation import meant

# A reply that only waves the question away, or only agrees; said by itself, whatever the classifier makes of it.
_SKIPS = re.compile(
    r"^\W*((我)?(不知道|不清楚|不记得|忘了|记不清|没有|无|跳过|不需要|不用)了?|"
    r"none|no|n/?a|not sure|no idea|skip( it| this)?|(i )?(do not|don'?t) (know|remember))\W*$",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"^\W*(对的?|是的?|好的?|没错|没问题|正确|确认|可以|嗯|"
    r"yes|yeah|yep|ok(ay)?|correct|right|that'?s right|confirm(ed)?)\W*$",
    re.IGNORECASE,
)
# In front of what is not meant: “not the broadband, it's the TV”. “是不是宽带” and “why not Friday” deny nothing.
_DENIES = re.compile(r"((?<!是)不是|并非|(?<!要)不要|(?<!why )\bnot( the| my| a| for| in| on| at)?)\s*$", re.IGNORECASE)
_ASKS = re.compile(
    r"[?？]\s*$|吗|呢|怎么|如何|多少|什么|哪|几|能不能|可不可以|是不是|为啥|"
    r"^\s*(what|how|when|where|which|why|who|can|could|do|does|is|are|will)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Time:
    """A time as it was meant: a moment, or a period when `grain` is coarser than an hour. Both ends are aware."""

    starts_at: datetime
    ends_at: datetime | None
    grain: str

    @property
    def exact(self) -> bool:
        return self.grain in ("second", "minute", "hour")

    def kept(self) -> str:
        """As a slot's value, for when it can be looked for only later."""
        return " ".join([self.starts_at.isoformat(), self.ends_at.isoformat() if self.ends_at else "-", self.grain])

    @classmethod
    def of(cls, kept: str) -> "Time":
        starts_at, ends_at, grain = kept.split()
        return cls(moment(starts_at), None if ends_at == "-" else moment(ends_at), grain)


@dataclass(frozen=True)
class Said:
    """One message. `text` is empty when a button was chosen: then only the choice counts."""

    text: str
    intent: str
    confidence: float
    faq: dict[str, Any]
    ranking: list[dict[str, Any]]
    entities: list[dict[str, Any]]

    @classmethod
    def latest(cls, tracker: Tracker) -> "Said":
        return cls.of(tracker.latest_message or {})

    @classmethod
    def of(cls, parsed: dict[str, Any]) -> "Said":
        text = str(parsed.get("text") or "").strip()
        intent = parsed.get("intent") or {}
        return cls(
            "" if text.startswith("/") else text,
            meant(parsed),
            float(intent.get("confidence") or 0.0),
            parsed.get("faq") or {},
            parsed.get("intent_ranking") or [],
            parsed.get("entities") or [],
        )

    @property
    def by_button(self) -> bool:
        return not self.text

    @property
    def topic(self) -> str:
        """The question's topic, when it is one."""
        return str(self.choice("faq_topic") or self.faq.get("topic") or "")

    def choice(self, slot: str) -> str | None:
        """What the chosen button says for `slot`. Typed words cannot say this: no such entity is read from text."""
        return self.value(slot) if self.by_button else None

    def value(self, entity: str) -> str | None:
        found = self.found(entity)
        return None if found is None else str(found["value"])

    def words(self, entity: str) -> str | None:
        """The customer's own words for what was found."""
        found = self.found(entity)
        if found is None or "start" not in found:
            return None
        return self.text[found["start"] : found["end"]] or str(found["value"])

    def found(self, entity: str) -> dict[str, Any] | None:
        named = (one for one in self.entities if one["entity"] == entity and one.get("value") is not None)
        return next((one for one in named if not self._is_denied(one)), None)

    @property
    def denies(self) -> bool:
        """Whether something that was named is said not to be meant."""
        return any(self._is_denied(one) for one in self.entities)

    def _is_denied(self, entity: dict[str, Any]) -> bool:
        return bool(_DENIES.search(self.text[: entity.get("start", 0)]))

    @property
    def time(self) -> Time | None:
        found = self.found("time")
        if found is None:
            return None
        more = found.get("additional") or found.get("additional_info") or {}
        ends_at = more.get("end")
        return Time(moment(found["value"]), moment(ends_at) if ends_at else None, str(more.get("grain") or "minute"))

    @property
    def skips(self) -> bool:
        return self.intent == "skip" or bool(_SKIPS.match(self.text))

    @property
    def agrees(self) -> bool:
        return self.intent == "affirm" or bool(_AGREES.match(self.text))

    @property
    def asks(self) -> bool:
        return bool(_ASKS.search(self.text))


def moment(written: str) -> datetime:
    """An ISO 8601 moment with its offset, `Z` included."""
    return datetime.fromisoformat(written.replace("Z", "+00:00"))


def earlier(tracker: Tracker) -> list[Said]:
    """The customer's messages before the latest one, the newest first; without those said by button."""
    said = [Said.of(event.get("parse_data") or {}) for event in tracker.events if event["event"] == "user"]
    return [one for one in reversed(said[:-1]) if not one.by_button]
