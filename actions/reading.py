"""How a field's answer is read from what was said. Each reader returns None when the message holds no answer."""

import re
from collections.abc import Collection

from actions.said import Said
from bot.assistant.turn import current_turn
from bot.numbers import read_number

PRODUCTS = ("broadband", "mobile", "tv", "landline", "sim")

MOST_NAME = 40  # characters
MOST_WORDS = 2000

_CALLED = re.compile(
    r"^\W*(我(的)?(名字|姓名)?(叫|是|姓)|(姓名|名字|联系人)(是|[:：])?|叫我|称呼我|请?叫|"
    r"(my name is|my name'?s|i am|i'?m|this is|call me|it'?s|name:?)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"[?？!！\d@]|不|投诉|预约|宽带|电话|装好|怎么|多久|为什么|谢谢|"
    r"\b(not|no|yes|what|why|want|phone|my|is|was|how|when|please|wrong)\b",
    re.IGNORECASE,
)
# A name that is told along with other things.
_NAMED = re.compile(
    r"(?:我(?:的)?(?:名字|姓名)?叫(?![人你他她它了过车])|(?:姓名|名字|联系人)[是:：]|我是(?=\S{1,3}(?:先生|女士|小姐|太太|阿姨)))\s*"
    r"(?P<zh>[\u4e00-\u9fff·]{2,8})"
    r"|\b(?:my name is|my name'?s|call me)\s+(?P<en>[a-z][\w'.-]*(?:\s+(?!and\b|my\b|phone\b)[A-Z][\w'.-]*){0,3})",
    re.IGNORECASE,
)
# A street with a number, or a building with a flat.
_STREET = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:路|街|大道|道|巷|弄|苑|园|小区)\s*\d+\s*[号弄栋幢座][\w\u4e00-\u9fff-]*"
    r"|\b\d+\s+(?:[A-Z][\w']*\s+){1,3}(?:Road|Street|Avenue|Lane|Rd|St|Ave)\b"
    r"(?:,?\s*(?:building|block|flat|room|apartment|unit|floor)\s*\w+)*",
    re.IGNORECASE,
)
_AT = re.compile(r"^[^，。\d]*(?:地址|住址|[是在到为]|改成|换成)(?=[\u4e00-\u9fff]{2})")
MOST_SURNAME_AND_NAME = 8  # Chinese characters, with a title or a compound surname
_PLACE = re.compile(
    r"[路街巷道号弄村镇苑园区楼栋幢座室院庄里]|\d|\b(road|street|avenue|lane|building|block|flat|room|apartment|estate|st|rd|ave)\b",
    re.IGNORECASE,
)
# “No wait, what I meant is …”
_ANEW = re.compile(
    r"(不对|不是|错了|等等|等一下).{0,20}(?<!不)(是|想问|想说|改成|应该)[^吗?？]{3,}$|"
    r"\b(scrap that|i (really )?mean|i (really )?meant)\b.{6}",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"\d{5}|电话|号码|手机号|姓名|名字|\b(number|name)\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)\+?\d[\d\s-]{5,16}\d(?!\d)")
# The beginning of a mobile number: fixed lines do not begin with 1.
_CUT_SHORT = re.compile(r"1[3-9]\d{,8}")
_FOUR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]+|\d+")


def service(said: Said) -> str | None:
    return _one_of(current_turn().operator.services, said.value("service"))


def district(said: Said) -> str | None:
    return _one_of(current_turn().operator.districts, said.value("district"))


def product(said: Said) -> str | None:
    return _one_of(PRODUCTS, said.value("product"))


def contact(said: Said) -> str | None:
    """A phone number that can be called: in digits, with its country code if it was said."""
    found = said.value("phone")
    if found is None:
        match = _PHONE.search(said.text)
        found = match.group() if match else ""
    digits = re.sub(r"[^\d+]", "", found)
    if _CUT_SHORT.fullmatch(digits):
        return None
    return digits if 7 <= len(digits.lstrip("+")) <= 15 else None


def last4(said: Said) -> str | None:
    """Four digits; of a whole phone number the last four, as that is what was meant."""
    match = _FOUR.search(said.text)
    if match:
        return match.group(1)
    whole = contact(said)
    return whole[-4:] if whole else None


def number(said: Said, prefixes: str) -> str | None:
    """A ticket or appointment number that begins with one of `prefixes`."""
    found = said.value("appointment_number") or said.value("ticket_number") or said.text
    read = read_number(found)
    return read if read and read[0] in prefixes else None


def name(said: Said) -> str | None:
    rest = _CALLED.sub("", _PHONE.sub("", said.text)).strip(" ,，.。、;；:：")
    if not rest or len(rest) > MOST_NAME or _NO_NAME.search(rest) or said.agrees or said.skips:
        return None
    if len(_HAN.findall(rest)) > MOST_SURNAME_AND_NAME:
        return None
    # “我姓李，李静”: the surname first, then the whole.
    first, *more = re.split(r"[，,、\s]+", rest, maxsplit=1)
    return more[0] if more and more[0].startswith(first) else rest


def told_name(said: Said) -> str | None:
    """Only where it is said to be one."""
    match = _NAMED.search(said.text)
    found = (match.group("zh") or match.group("en")) if match else ""
    return found if found and not _NO_NAME.search(found) else None


def told_address(said: Said) -> str | None:
    """Only where a street and a number are said."""
    match = _STREET.search(said.text)
    return _AT.sub("", match.group()).strip() if match else None


def address(said: Said) -> str | None:
    text = said.text.strip()
    return text[:200] if len(_LETTERS.findall(text)) >= 3 and _PLACE.search(text) else None


def restated(said: Said) -> str | None:
    """An account that is told anew, in the whole of its words; not a number or a name that is put right."""
    return said.text[:MOST_WORDS] if _ANEW.search(said.text) and not _DETAIL.search(said.text) else None


def words(said: Said) -> str | None:
    """Any words that say something."""
    if said.by_button or said.agrees or said.skips or weight(said.text) < 2:
        return None
    return said.text[:MOST_WORDS]


def weight(text: str) -> int:
    """How much is said: Chinese characters, words and numbers."""
    return len(_LETTERS.findall(text))


def masked(phone: str) -> str:
    """138****8000: enough to recognise one's own number (S4-6.1-b)."""
    digits = re.sub(r"^\+?86(?=1\d{10}$)", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"****{digits[-4:]}"


def _one_of(known: Collection[str], value: str | None) -> str | None:
    return value if value in known else None
