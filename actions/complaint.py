"""A complaint by 5W2H: what, when, where, who, how, how much, and what the customer wishes. What was said is not
asked; what does not matter for this kind of complaint is not asked either."""

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import names, reading
from actions.form import DeskForm, Field, Slots, emptied
from actions.handoff import hand_over
from actions.lodging import also_promised, case_of, lodge, mood, promised, remembered
from actions.said import Said, earlier
from bot.assistant.turn import current_turn
from bot.standard.complaint import Proposal

ANSWERS = ("what", "when", "where", "who", "how", "how_much", "wish")
# Which details settle a complaint of this type. The others are taken when said, and not asked.
RELEVANT = {
    "service_attitude": ("where", "who"),
    "communication": ("where", "who"),
    "operation_error": ("where", "how"),
    "late_repair": (),
    "product_quality": ("where",),
    "billing": ("how_much",),
    "process": ("how",),
    "privacy_security": ("how",),
    "other": ("how",),
}
# From this much on, the account of what happened also says how (characters or words).
TOLD = 25

_BARE = re.compile(
    r"我|想|要|需要|请|帮|进行|投诉|一下|你们|您们|客服|服务|有意见|不满|对|的|"
    r"\b(i|would|like|want|wish|need|to|make|file|lodge|a|an|complaint|complain|about|you|your|please|d)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"[^，。,.;；!！?？]*(希望|要求|想要|请(你们|您们)?(退|赔|道歉|解决|尽快)|应该(退|赔|道歉)|"
    r"\b(i (want|would like|expect|demand)(?! to (complain|make|file|lodge|report))|"
    r"please (refund|cancel|apologi[sz]e|fix))\b)[^，。,.;；!！?？]*",
    re.IGNORECASE,
)


# How long something took, which is not when it was.
_LASTED = re.compile(
    r"(迟到|晚到|晚了|等了|等足|超过|拖了|花了).{0,4}[\d一二两三四五六七八九十半几]+(个)?(小时|分钟|钟头|天|周|月)(?!前)|"
    r"\b(late by|waited|waiting)\b.{0,12}\b(minutes?|hours?|days?|weeks?)\b|"
    r"\b[\w.]+ (minutes?|hours?|days?|weeks?) late\b",
    re.IGNORECASE,
)


def _account(said: Said, _: Slots) -> str | None:
    return reading.words(said)


def _when(said: Said, _: Slots) -> str | None:
    """In the customer's words: “昨天下午” needs no minute."""
    return said.words("time") or reading.words(said)


def _amount(said: Said, _: Slots) -> str | None:
    return said.words("amount") or reading.words(said)


class ComplaintForm(DeskForm):
    topic = "complaint"
    opened_by = frozenset({"make_complaint", "report_fault", "make_suggestion"})
    fields = {
        "complaint_what": Field(_account, open=True, named="事情|情况|内容|what happened|story"),
        "complaint_when": Field(_when, open=True, optional=True, named="时间|日期|when|date|time"),
        "complaint_where": Field(_account, open=True, optional=True, named="地点|地方|where|place"),
        "complaint_who": Field(_account, open=True, optional=True, named="人员|工号|who|staff"),
        "complaint_how": Field(_account, open=True, optional=True, named="经过|how it went"),
        "complaint_how_much": Field(
            _amount,
            open=True,
            optional=True,
            named="金额|多少钱|amount|how much",
            volunteered=lambda said: None if _WISH.search(said.text) else said.words("amount"),
        ),
        "complaint_wish": Field(_account, open=True, optional=True, named="诉求|要求|希望|wish"),
        "complaint_contact": Field(
            lambda said, _: reading.contact(said), spotted=True, named="电话|手机号|号码|联系方式|phone|number|contact"
        ),
    }

    def name(self) -> str:
        return "validate_complaint_form"

    def needed(self, slots: Slots) -> Iterable[str]:
        asked = {"what", "when", "wish", "contact", "confirmed", *self._relevant(slots)}
        return [slot for slot in self._slots() if slot[len("complaint_") :] in asked]

    def _relevant(self, slots: Slots) -> tuple[str, ...]:
        what = slots.get("complaint_what")
        if not what:
            return ()
        relevant = RELEVANT.get(proposed(what).type, ())
        told = reading.weight(what) >= TOLD
        return tuple(one for one in relevant if not (told and one == "how"))

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        account = said if said.intent == "make_complaint" and said.text else _disputed(tracker)
        if account is None or reading.weight(_BARE.sub("", account.text)) < 3:
            return {}
        return {"complaint_what": account.text, **details(account)}

    def _heard(self, asked: str, said: Said, slots: Slots) -> Slots | None:
        """An account also answers what would be asked next."""
        heard = super()._heard(asked, said, slots)
        if heard and heard.get(asked) and asked == "complaint_what":
            return {**{slot: value for slot, value in details(said).items() if slots.get(slot) is None}, **heard}
        return heard

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        if slot == "complaint_what" and not again and slots.get("requested_slot") is None:
            dispatcher.utter_message(response="utter_complaint_open")
        super().ask(slot, said, slots, again, dispatcher)

    def read_back(self, slots: Slots) -> dict[str, str]:
        return {
            "summary": names.listed({one: slots.get(f"complaint_{one}") for one in ANSWERS}),
            "contact": reading.masked(slots["complaint_contact"]),
        }


def _happened(account: Said) -> str | None:
    """The first time that is not how long something lasted: “昨天下午…迟到三个小时” was yesterday afternoon."""
    lasted = [found.span() for found in _LASTED.finditer(account.text)]
    for one in account.entities:
        if one["entity"] == "time" and "start" in one:
            inside = any(start <= one["start"] and one["end"] <= end for start, end in lasted)
            if not inside:
                return account.text[one["start"] : one["end"]]
    return None


def details(account: Said) -> Slots:
    """What an account of what happened already answers."""
    wish = _WISH.search(account.text)
    found = {
        "when": _happened(account),
        "where": account.words("district") or ("营业厅" if "营业厅" in account.text else None),
        "who": account.words("staff_no"),
        "how_much": account.words("amount"),
        "wish": wish.group().strip() if wish else None,
        "contact": reading.contact(account),
    }
    return {f"complaint_{one}": value for one, value in found.items() if value}


def _disputed(tracker: Tracker) -> Said | None:
    """The complaint was begun by a button, after words that were one already (F26)."""
    before = earlier(tracker)
    return before[0] if before and before[0].topic == "bill_dispute" and not before[0].asks else None


def proposed(what: str) -> Proposal:
    """Type and level; a person confirms them within 24 hours (S0-6.1-c)."""
    turn = current_turn()
    return turn.standard.complaint.propose(what, turn.language)


class ActionLodgeComplaint(Action):
    """Level major or urgent goes to a person at once (G-01)."""

    def name(self) -> str:
        return "action_lodge_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        slots, turn = tracker.slots, current_turn()
        said = {one: slots.get(f"complaint_{one}") or "" for one in ANSWERS}
        proposal = proposed(" ".join(said.values()))
        scores = turn.standard.complaint.scores(proposal, mood(tracker))
        contact = slots["complaint_contact"]
        more = {"type": proposal.type, "level": proposal.level, **scores._asdict()}
        ticket = lodge("complaint", said["what"], said, contact, tracker, **more)
        told = {"written_time": also_promised(ticket, "SLA-COMPLAINT-WRITTEN"), **promised(ticket)}
        dispatcher.utter_message(response="utter_complaint_done", json_message=case_of(ticket), **told)
        dispatcher.utter_message(response="utter_complaint_class", **_named(proposal))
        if turn.standard.handoff.needs_person(proposal.level):
            hand_over(dispatcher, "major_complaint", urgent=proposal.level == "urgent", topic="complaint")
        return [*emptied(ComplaintForm), *remembered(contact=contact)]


def _named(proposal: Proposal) -> dict[str, str]:
    turn = current_turn()
    known = turn.standard.complaint
    return {
        "type": known.types[proposal.type].name(turn.language),
        "level": next(one for key, one in known.levels.items() if key == proposal.level).name(turn.language),
    }
