"""A fault: which service, what is seen, since when; first steps together; then a visit, or remote repair.

Taken on in actions/repair.py."""

import re
from collections.abc import Iterable

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions import names, offers, reading
from actions.form import DeskForm, Field, Slots
from actions.said import Said, Time, moment
from bot.assistant.turn import current_turn

# Repaired at the customer's place; the others from afar.
VISITED = ("broadband", "tv", "landline")
SOONEST = "soonest"

_HAN = re.compile("[\u4e00-\u9fff]")

_SOONEST = re.compile(r"尽快|越快越好|马上|最快|随时|as soon as|asap|any ?time|earliest|soonest|4 hours", re.IGNORECASE)
_WORKS = re.compile(
    r"好了|恢复|正常了|可以了|能用了|\b(works|working now|fixed|solved|it helped|back)\b", re.IGNORECASE
)
_FAILS = re.compile(
    r"不行|没用|没有|没好|还是|仍然|不亮|连不上|上不了|唔得|不会|弄不|做不|"
    r"\b(still|not|no|doesn'?t|didn'?t|won'?t|can'?t|cannot|nothing)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"从|自|开始|起|以来|就|\b(since|from|about|around|ago|it|was|started|began)\b", re.IGNORECASE)
_BARE = re.compile(
    r"我|想|要|需要|请|帮|一下|报修|故障|维修|家|的|"
    r"\b(i|would|like|want|need|to|report|a|an|fault|my|there|is|please|problem|with|repair)\b",
    re.IGNORECASE,
)


def _helped(said: Said, _: Slots) -> bool | None:
    """Did the first steps help? Who does not know, tells what is seen, or when to come, was not helped."""
    if said.intent in ("deny", "not_solved") or said.skips or _FAILS.search(said.text):
        return False
    if said.agrees or _WORKS.search(said.text):
        return True
    return False if said.intent in ("report_fault", "inform") or _ahead(said) or reading.district(said) else None


def _time(said: Said, slots: Slots) -> str | None:
    if _SOONEST.search(said.text):
        return SOONEST
    district = slots.get("fault_district")
    return offers.chosen(said.time, "repair", district) if district and slots.get("fault_solved") is False else None


def _symptom(said: Said, _: Slots) -> str | None:
    """“Since this morning” is none."""
    rest = said.text.replace(said.words("time") or "", "")
    return reading.words(said) if reading.weight(_SINCE.sub("", rest)) >= 2 else None


def _since(said: Said, _: Slots) -> str | None:
    return _began(said) or reading.words(said)


def _began(said: Said) -> str | None:
    """A time that is not yet to come, in the customer's words."""
    return None if _ahead(said) else said.words("time")


def _ahead(said: Said) -> bool:
    """A time to come: when the technician is wanted."""
    return said.time is not None and said.time.starts_at > current_turn().now


class FaultForm(DeskForm):
    topic = "fault"
    opened_by = frozenset({"report_fault", "make_complaint", "book_appointment"})
    fields = {
        "fault_product": Field(lambda said, _: reading.product(said), spotted=True),
        "fault_symptom": Field(_symptom, open=True, named="情况|故障|现象|symptom|fault"),
        "fault_since": Field(_since, open=True, optional=True, volunteered=_began),
        "fault_solved": Field(_helped),
        "fault_district": Field(lambda said, _: reading.district(said), spotted=True, named="区|district"),
        "fault_time": Field(_time, named="时间|几点|日期|time|date|day|when"),
        "fault_address": Field(
            lambda said, _: reading.address(said),
            open=True,
            named="地址|地点|address|place",
            volunteered=reading.told_address,
        ),
        "fault_name": Field(
            lambda said, _: reading.name(said),
            open=True,
            named="姓名|名字|称呼|name",
            volunteered=reading.told_name,
        ),
        "fault_contact": Field(
            lambda said, _: reading.contact(said), spotted=True, named="电话|手机号|号码|联系方式|phone|number|contact"
        ),
    }

    def name(self) -> str:
        return "validate_fault_form"

    def needed(self, slots: Slots) -> Iterable[str]:
        first = ["fault_product", "fault_symptom", "fault_since", "fault_solved"]
        if slots.get("fault_solved"):
            return first
        visit = ["fault_district", "fault_time", "fault_address"] if slots.get("fault_product") in VISITED else []
        return [*first, *visit, "fault_name", "fault_contact", self.confirmation]

    def opening(self, said: Said, slots: Slots, tracker: Tracker) -> Slots:
        if _goes_on(tracker):
            return {}
        heard: Slots = {"fault_solved": None, "fault_time": None, "fault_wanted": None}
        if said.intent != "report_fault" or not said.text:
            return heard
        rest = _BARE.sub("", said.text.replace(said.words("product") or "", ""))
        if reading.weight(rest) >= 2:
            heard["fault_symptom"] = said.text
        if _ahead(said) and said.time:
            heard["fault_wanted"] = said.time.kept()
        return heard

    def _heard(self, asked: str, said: Said, slots: Slots) -> Slots | None:
        heard = {asked: False} if asked == "fault_solved" and said.intent == "not_solved" else None
        heard = heard if heard else super()._heard(asked, said, slots)
        if heard is None:
            return None
        more = self._seen(said, slots) if asked == "fault_solved" and heard.get(asked) is False else {}
        wanted = {"fault_wanted": said.time.kept()} if _ahead(said) and said.time else {}
        return {**heard, **more, **wanted}

    def _put_right(self, asked: str, said: Said, slots: Slots) -> Slots:
        """Another service has other first steps."""
        right = super()._put_right(asked, said, slots)
        return {**right, "fault_solved": None, REQUESTED_SLOT: None} if "fault_product" in right else right

    def _seen(self, said: Said, slots: Slots) -> Slots:
        """What is seen after the first steps belongs to the symptom: the technician reads it."""
        known = slots.get("fault_symptom")
        if said.intent not in ("report_fault", "inform") or not known or reading.district(said) or _ahead(said):
            return {}
        return {"fault_symptom": f"{known}；{said.text}" if _HAN.search(said.text) else f"{known}; {said.text}"}

    def checked(self, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
        """A time said before it could be looked for."""
        district, wanted = slots.get("fault_district"), slots.get("fault_wanted")
        if not district or not wanted or slots.get("fault_time") or slots.get("fault_solved") is not False:
            return {}
        time = offers.chosen(Time.of(wanted), "repair", district)
        return {"fault_time": time, "fault_wanted": None} if time else {}

    def cleared(self, slot: str) -> Slots:
        return {slot: None, "fault_wanted": None} if slot == "fault_time" else {slot: None}

    def ask(self, slot: str, said: Said, slots: Slots, again: bool, dispatcher: CollectingDispatcher) -> None:
        product = slots["fault_product"] if slot != "fault_product" else ""
        if slot == "fault_solved" and slots.get(REQUESTED_SLOT) != slot:
            dispatcher.utter_message(response=f"utter_fault_steps_{product}")
        if slots.get(REQUESTED_SLOT) == "fault_solved" and slot != "fault_solved":
            dispatcher.utter_message(response="utter_fault_visit" if product in VISITED else "utter_fault_remote")
        if slot == "fault_time":
            soonest = {"title": names.title(SOONEST), "payload": f'/inform{{"fault_time": "{SOONEST}"}}'}
            wanted = slots.get("fault_wanted")
            time = said.time or (Time.of(wanted) if wanted else None)
            offers.offer(dispatcher, slot, time, "repair", slots["fault_district"], again=again, first=soonest)
            return
        super().ask(slot, said, slots, again, dispatcher)

    def read_back(self, slots: Slots) -> dict[str, str]:
        fields = {
            "product": names.name("product", slots["fault_product"]),
            "symptom": slots["fault_symptom"],
            "since": slots["fault_since"],
            "visit": visit_time(slots),
            "address": slots.get("fault_address"),
            "name": slots["fault_name"],
        }
        return {"summary": names.listed(fields), "contact": reading.masked(slots["fault_contact"])}


def _goes_on(tracker: Tracker) -> bool:
    """After action_report_fault: others took the chosen time. The first steps have been tried."""
    actions = (event["name"] for event in reversed(tracker.events) if event["event"] == "action")
    return next((name for name in actions if name != "fault_form"), None) == "action_report_fault"


def visit_time(slots: Slots) -> str:
    chosen = slots.get("fault_time")
    if slots["fault_product"] not in VISITED or not chosen:
        return ""
    return names.name("visit", SOONEST) if chosen == SOONEST else names.when(moment(chosen))
