"""/start, /help, /human, /status, /language and /link: orders to the desk, which work whoever holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message

from bot import customers, links, reception, transcript
from bot.errors import Invalid, TooMany
from bot.links import CODE_VALID
from channels.greeting import greet
from channels.telegram.cases import status
from channels.telegram.heard import IGNORED, SAID, Heard, Hearing

_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_MEANS = re.compile(r'/switch_language\{"language_name": *"(zh|zh-Hant|en)"\}')
LANGUAGES = {
    "zh": ("zh", "cn", "hans", "中文", "简体", "简体中文", "chinese"),
    "zh-Hant": ("zh-hant", "tw", "hk", "hant", "繁體", "繁体", "繁體中文"),
    "en": ("en", "english", "英文", "英语", "英語"),
}


def start(hearing: Hearing, message: Message, rest: str) -> None:
    """The greeting; with a code that a link brought, the question whether both are the same customer."""
    visit = hearing.visit(message.chat.id, message.from_user)
    language = customers.conversation(hearing.db, visit.conversation_id).language
    if rest and bring_code(hearing, visit.conversation_id, rest, f"tg:{message.message_id}:told"):
        return
    desk = hearing.desk
    if not greet(hearing.db, visit.conversation_id, language, hearing.now, desk.standard, desk.phrases):
        help_(hearing, message, "")


def help_(hearing: Hearing, message: Message, rest: str) -> None:
    _tell(hearing, message, "utter_telegram_help")


def human(hearing: Hearing, message: Message, rest: str) -> None:
    """As the widget's button."""
    visit, desk = hearing.visit(message.chat.id, message.from_user), hearing.desk
    language = customers.conversation(hearing.db, visit.conversation_id).language
    wish, key = hearing.say("utter_telegram_human", language), f"tg:{message.message_id}"
    reception.person_wanted(
        hearing.db, visit.conversation_id, wish, key, hearing.now, standard=desk.standard, phrases=desk.phrases
    )


def language(hearing: Hearing, message: Message, rest: str) -> None:
    """With a name, that language from now on; without one, the choice."""
    visit = hearing.visit(message.chat.id, message.from_user)
    wanted = next((code for code, names in LANGUAGES.items() if rest.lower() in (code.lower(), *names)), None)
    if wanted is None:
        return _tell(hearing, message, "utter_telegram_language")
    customers.use_language(hearing.db, visit.conversation_id, wanted, fixed=True)
    return _tell(hearing, message, "utter_language_switched")


def link(hearing: Hearing, message: Message, rest: str) -> None:
    """Without a code, one to show on another channel; with one, the code of another channel."""
    visit = hearing.visit(message.chat.id, message.from_user)
    if rest:
        show_code(hearing, visit.conversation_id, rest)
        return
    code = links.issue(hearing.db, visit.conversation_id, hearing.now)
    _tell(hearing, message, "utter_desk_code", code=code, minutes=round(CODE_VALID.total_seconds() / 60))


def bring_code(hearing: Hearing, conversation_id: str, code: str, key: str) -> bool:
    """Whether the code was good; if it was not, the customer is told why. A good one waits for their word."""
    db, now, phrases = hearing.db, hearing.now, hearing.desk.phrases
    try:
        shown = reception.code_brought(db, conversation_id, code, key, now, phrases=phrases)
    except TooMany as too_many:
        _tell_to_wait(hearing, conversation_id, too_many)
        return False
    if shown is None or shown.already:
        _tell_not_joined(hearing, conversation_id, already=shown is not None)
    return shown is not None


def show_code(hearing: Hearing, conversation_id: str, code: str) -> None:
    """A code that was typed, by who has seen it."""
    try:
        joined = reception.code_shown(hearing.db, conversation_id, code, hearing.now, phrases=hearing.desk.phrases)
    except TooMany as too_many:
        _tell_to_wait(hearing, conversation_id, too_many)
        return
    if joined is None or joined.joined_id is None:
        _tell_not_joined(hearing, conversation_id, already=joined is not None)


def _tell_to_wait(hearing: Hearing, conversation_id: str, refused: TooMany) -> None:
    minutes, phrases = -(-int(str(refused.facts["retry_after"])) // 60), hearing.desk.phrases
    key = "utter_desk_code_too_often"
    reception.desk_said(hearing.db, conversation_id, key, hearing.now, phrases=phrases, minutes=minutes)


def _tell_not_joined(hearing: Hearing, conversation_id: str, *, already: bool) -> None:
    key = "utter_desk_already_joined" if already else "utter_desk_code_unknown"
    reception.desk_said(hearing.db, conversation_id, key, hearing.now, phrases=hearing.desk.phrases)


def prove_phone(hearing: Hearing, conversation_id: str, message: Message) -> None:
    """Telegram vouches for a contact that a customer shares of themselves: its user is the sender."""
    contact, user = message.contact, message.from_user
    if contact is None or user is None or contact.user_id != user.id:
        return
    try:
        phone = f"+{contact.phone_number.lstrip('+')}"
        joined = reception.phone_proven(hearing.db, conversation_id, phone, hearing.now, phrases=hearing.desk.phrases)
    except Invalid:
        return
    if joined.joined_id is None:
        _tell(hearing, message, "utter_desk_phone_proven")


def language_meant(payload: str) -> str | None:
    """The language that a button chooses, if that is what it does."""
    found = _MEANS.fullmatch(payload)
    return found[1] if found else None


def _tell(hearing: Hearing, message: Message, key: str, **params: object) -> None:
    visit = hearing.visit(message.chat.id, message.from_user)
    reception.desk_said(
        hearing.db,
        visit.conversation_id,
        key,
        hearing.now,
        {"notice": "told"},
        phrases=hearing.desk.phrases,
        client_key=f"tg:{message.message_id}:told",
        **params,
    )


COMMANDS: dict[str, Callable[[Hearing, Message, str], None]] = {
    **dict.fromkeys(("start", "开始", "開始"), start),
    **dict.fromkeys(("help", "帮助", "幫助"), help_),
    **dict.fromkeys(("human", "agent", "人工", "转人工", "轉人工"), human),
    **dict.fromkeys(("status", "progress", "进度", "進度"), status),
    **dict.fromkeys(("language", "lang", "语言", "語言"), language),
    **dict.fromkeys(("link", "关联", "關聯"), link),
}


@dataclass(frozen=True)
class Command:
    do: Callable[[Hearing, Message, str], None]
    rest: str

    def carry_out(self, hearing: Hearing, message: Message) -> Heard:
        """A message that was dealt with under another update's number is not dealt with again."""
        known = hearing.known(message.chat.id)
        key = f"tg:{message.message_id}"
        if known and any(transcript.keyed(hearing.db, known.conversation_id, one) for one in (key, f"{key}:told")):
            return IGNORED
        self.do(hearing, message, self.rest)
        return SAID


def command_of(message: Message) -> Command | None:
    """What is not one of ours is a message like any other."""
    found = _COMMAND.fullmatch((message.text or "").strip())
    do = COMMANDS.get(found[1].lower()) if found else None
    return Command(do, (found[2] or "").strip()) if found and do else None
