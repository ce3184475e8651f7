"""What an update means for the desk."""

from datetime import timedelta

from telegram import Bot, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot import attachments, deliveries, reception, transcript, updates
from bot.attachments import Limits
from bot.store.engine import wake_after_commit
from bot.wakeups import Wakeup
from channels.telegram import commands, pressing
from channels.telegram.account import CHANNEL
from channels.telegram.enclosed import Enclosed, enclosed, words
from channels.telegram.heard import IGNORED, SAID, Heard, Hearing, language_of

# Telegram's own limit, which is a little more than the widget's.
LONGEST = 4096  # characters
# A group that takes us in again after this is told again.
DECLINED = timedelta(hours=1)
GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def hear(hearing: Hearing, stored: updates.Update) -> Heard:
    """Within one transaction. Raises: Refused; whatever Telegram's types make of a body that is none."""
    update = Update.de_json(stored.body, None)
    chat, user = update.effective_chat, update.effective_user
    if update.callback_query:
        return pressing.press(hearing, update.callback_query)
    if chat is None:
        return IGNORED
    if chat.type != ChatType.PRIVATE:
        return _decline(hearing, stored, update, chat, user)
    if update.my_chat_member:
        return _membership(hearing, update.my_chat_member)
    if user is None or user.is_bot:
        return IGNORED
    if update.message:
        return _message(hearing, update.message)
    return _edit(hearing, update.edited_message) if update.edited_message else IGNORED


def _message(hearing: Hearing, message: Message) -> Heard:
    command = commands.command_of(message)
    if command:
        return command.carry_out(hearing, message)
    said, file = words(message), enclosed(message)
    if not said.strip() and file is None:
        return _not_understood(hearing, message)
    visit, key = hearing.visit(message.chat.id, message.from_user), key_of(message)
    if transcript.keyed(hearing.db, visit.conversation_id, key):
        return IGNORED
    files = [_await(hearing, visit.conversation_id, file)] if file else []
    reception.customer_wrote(
        hearing.db,
        visit.conversation_id,
        said,
        key,
        hearing.now,
        attachments=files,
        standard=hearing.desk.standard,
        phrases=hearing.desk.phrases,
        longest=LONGEST,
    )
    commands.prove_phone(hearing, visit.conversation_id, message)
    return SAID


def key_of(message: Message) -> str:
    """Telegram's number of a message is unique within its chat, as a client key is within its conversation."""
    return f"tg:{message.message_id}"


def _await(hearing: Hearing, conversation_id: str, file: Enclosed) -> str:
    """Kept as awaited; fetched once the transaction is."""
    limits = Limits.of_mb(hearing.desk.settings.attachment_mb)
    told = (file.kind, file.name, file.media_type, file.size, file.facts)
    wake_after_commit(hearing.db, Wakeup("file", CHANNEL))
    return attachments.await_(hearing.db, conversation_id, *told, hearing.now, limits=limits)


def _not_understood(hearing: Hearing, message: Message) -> Heard:
    """A game, a poll, a story: it cannot be kept, and the customer hears it. What the app itself tells is passed by."""
    if message.effective_attachment is None:
        return IGNORED
    visit = hearing.visit(message.chat.id, message.from_user)
    told, key = {"notice": "not_taken"}, f"{key_of(message)}:not_taken"
    reception.desk_said(
        hearing.db,
        visit.conversation_id,
        "utter_telegram_not_taken",
        hearing.now,
        told,
        phrases=hearing.desk.phrases,
        client_key=key,
    )
    return SAID


def _edit(hearing: Hearing, message: Message) -> Heard:
    """Other words for an old message; for one that never reached us, its first words."""
    said, visit = words(message).strip(), hearing.known(message.chat.id)
    old = transcript.keyed(hearing.db, visit.conversation_id, key_of(message)) if visit else None
    if old is None or visit is None:
        return _message(hearing, message)
    latest = transcript.edited(hearing.db, visit.conversation_id, old.seq) or old
    if not said or said == latest.text:
        return IGNORED
    moment = int(message.edit_date.timestamp()) if message.edit_date else 0
    # Two edits within one second differ in what they follow.
    key = f"{key_of(message)}:edit:{moment}:{latest.seq}"
    reception.customer_edited(hearing.db, visit.conversation_id, old.seq, said, key, hearing.now, longest=LONGEST)
    return SAID


def _membership(hearing: Hearing, change: ChatMemberUpdated) -> Heard:
    """The customer blocked us, or let us in again: then what they missed is brought."""
    visit = hearing.known(change.chat.id)
    if visit is None:
        return IGNORED
    if change.new_chat_member.status in GONE:
        deliveries.stop(hearing.db, visit.conversation_id, hearing.now)
    else:
        deliveries.go_on(hearing.db, visit.conversation_id, hearing.now)
    return SAID


def _decline(hearing: Hearing, stored: updates.Update, update: Update, chat: Chat, user: User | None) -> Heard:
    """The desk talks to one customer at a time: said once to a group, which is then left."""
    if update.my_chat_member and update.my_chat_member.new_chat_member.status in GONE:
        return IGNORED
    told = chat.type == ChatType.CHANNEL or updates.declined_since(hearing.db, stored, hearing.now - DECLINED)
    sentence = "" if told else hearing.say("utter_telegram_group", language_of(user))

    async def say(bot: Bot) -> None:
        await bot.send_message(chat.id, sentence)

    async def leave(bot: Bot) -> None:
        await bot.leave_chat(chat.id)

    return Heard("declined", (say, leave) if sentence else (leave,))
