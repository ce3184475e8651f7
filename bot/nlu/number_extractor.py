"""Numbers that the desk itself gives out, and sums of money."""

import re
from collections.abc import Iterable, Iterator

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import Found
from bot.nlu.extractor import Extractor
from bot.nlu.folding import Folded, fold

# The form only; whether the check character fits and whether there is such a ticket is for the desk to say.
_NUMBER = re.compile(r"(?<![0-9a-z])([ta])[-\s_]?([0-9a-z]{4})[-\s_]?([0-9a-z]{4})(?![0-9a-z])", re.ASCII)
_WRITTEN_OUT = re.compile(r"[TA][0-9A-Z]{4}-[0-9A-Z]{4}")
_LOOKALIKES = str.maketrans("ilo", "110")
_STAFF_NO = re.compile(
    r"(?:工号|员工号|客服编号|staff (?:no|number|id)|agent (?:no|number)?|employee (?:no|number|id))"
    r"\s*(?:是|为|is|:|\.|#|号)*\s*([a-z]{0,3}\d{2,8})(?!\d)"
    r"|(?<!\d)(\d{3,6})\s*号\s*(?:客服|坐席|话务员|工作人员|员工|师傅|专员)"
)
_SUM = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?)"
_AMOUNT = re.compile(
    rf"(?:¥|￥|\brmb|\bcny|人民币)\s*{_SUM}(?![\d.])|(?<![\d.]){_SUM}\s*(?:元|块|圆|(?:yuan|rmb|cny|kuai)\b)"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NumberExtractor(Extractor):
    """ticket_number, appointment_number (T7K2M-9QXD), staff_no, amount (in yuan, "1280.5")."""

    def find(self, message: Message) -> Iterable[Found]:
        folded = fold(message.get(TEXT))
        yield from _numbers(folded)
        yield from _captured("staff_no", _STAFF_NO, folded)
        yield from _captured("amount", _AMOUNT, folded)


def _numbers(folded: Folded) -> Iterator[Found]:
    for match in _NUMBER.finditer(folded.text):
        start, end = folded.span(*match.span())
        body = (match[2] + match[3]).translate(_LOOKALIKES)
        # English words have the form too ("attempted", "take that"): a digit, or our very spelling, makes it a number.
        if any(char.isdigit() for char in match[2] + match[3]) or _WRITTEN_OUT.fullmatch(folded.original[start:end]):
            kind = "ticket_number" if match[1] == "t" else "appointment_number"
            yield Found(kind, start, end, f"{match[1]}{body[:4]}-{body[4:]}".upper())


def _captured(entity: str, pattern: "re.Pattern[str]", folded: Folded) -> Iterator[Found]:
    for match in pattern.finditer(folded.text):
        start, end = folded.span(*match.span())
        yield Found(entity, start, end, (match[1] or match[2]).replace(",", "").upper())
