"""Updates as Telegram sends them: Alice (4001) and Dan (4002) in private chats, a group, and everything odd."""

import itertools
from typing import Any

ALICE, DAN, GROUP, CHANNEL, BOT = 4001, 4002, -1001, -1002, 700000001
NAMES = {ALICE: "Alice", DAN: "Dan"}
MESSAGE_IDS = itertools.count(101)
QUERY_IDS = itertools.count(9_000_000_001)
DATE = 1_790_000_000
Body = dict[str, Any]


def user(number: int = ALICE, language: str | None = "zh-hans", *, is_bot: bool = False) -> Body:
    told = {"id": number, "is_bot": is_bot, "first_name": NAMES.get(number, "Somebody")}
    return {**told, "language_code": language} if language else told


def private(number: int = ALICE) -> Body:
    return {"id": number, "type": "private", "first_name": NAMES.get(number, "Somebody")}


def group(kind: str = "supergroup") -> Body:
    return {"id": CHANNEL if kind == "channel" else GROUP, "type": kind, "title": "Neighbours"}


def message(number: int = ALICE, language: str | None = "zh-hans", **content: Any) -> Body:
    """The message alone. `message_id=…` and everything else may be given."""
    base = {"message_id": next(MESSAGE_IDS), "date": DATE, "chat": private(number), "from": user(number, language)}
    return {**base, **content}


def said(text: str, number: int = ALICE, language: str | None = "zh-hans", **content: Any) -> Body:
    if text.startswith("/"):
        command = text.split()[0]
        content = {"entities": [{"type": "bot_command", "offset": 0, "length": len(command)}], **content}
    return {"message": message(number, language, text=text, **content)}


def sent(number: int = ALICE, **content: Any) -> Body:
    return {"message": message(number, **content)}


def edited(original: Body, text: str, *, later: int = 60) -> Body:
    return {"edited_message": {**original["message"], "text": text, "edit_date": DATE + later}}


def pressed(data: str, below: int, number: int = ALICE, language: str | None = "zh-hans") -> Body:
    """A button with this data below the app's message `below`."""
    shown = {"message_id": below, "date": DATE, "chat": private(number), "from": user(BOT, None, is_bot=True)}
    query = {"id": str(next(QUERY_IDS)), "from": user(number, language), "message": {**shown, "text": "…"}}
    return {"callback_query": {**query, "chat_instance": "1", "data": data}}


def membership(status: str, number: int = ALICE, chat: Body | None = None) -> Body:
    def member(state: str) -> Body:
        more: Body = {"until_date": 0} if state == "kicked" else {}
        more = dict.fromkeys(RIGHTS, False) if state == "administrator" else more
        return {"user": user(BOT, None, is_bot=True), "status": state, **more}

    before = "member" if status in ("kicked", "left") else "kicked"
    change = {"chat": chat or private(number), "from": user(number), "date": DATE}
    return {"my_chat_member": {**change, "old_chat_member": member(before), "new_chat_member": member(status)}}


def file(name: str, **more: Any) -> Body:
    return {"file_id": name, "file_unique_id": f"u-{name}", "file_size": 2000, **more}


PHOTO = [file("small", width=90, height=60), file("large", width=1280, height=853, file_size=90_000)]
LOCATION = {"latitude": 30.5728, "longitude": 114.2785}
STICKER = file("sticker", width=512, height=512, type="regular", is_animated=False, is_video=False, emoji="👍")
POLL = {
    "id": "77",
    "question": "Lunch?",
    "options": [{"text": "Yes", "voter_count": 0, "persistent_id": "0"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}

PATTERN = {"type": "pattern", "document": file("pattern"), "fill": {"type": "solid", "color": 1}, "intensity": 50}
RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)

CONTENTS: dict[str, Body] = {
    "photo": {"photo": PHOTO, "caption": "路由器红灯"},
    "album photo": {"photo": PHOTO, "media_group_id": "13"},
    "document": {"document": file("doc", file_name="bill.pdf", mime_type="application/pdf")},
    "nameless document": {"document": {"file_id": "d2", "file_unique_id": "u"}},
    "voice": {"voice": file("voice", duration=3, mime_type="audio/ogg")},
    "audio": {"audio": file("audio", duration=9, file_name="song.mp3", mime_type="audio/mpeg")},
    "video": {"video": file("video", width=640, height=480, duration=4, mime_type="video/mp4")},
    "video note": {"video_note": file("note", length=240, duration=4)},
    "animation": {
        "animation": file("gif", width=200, height=200, duration=2, mime_type="video/mp4"),
        "document": file("gif", mime_type="video/mp4"),
    },
    "sticker": {"sticker": STICKER},
    "animated sticker": {"sticker": {**STICKER, "is_animated": True}},
    "location": {"location": LOCATION},
    "live location": {"location": {**LOCATION, "live_period": 900, "heading": 90}},
    "venue": {"venue": {"location": LOCATION, "title": "营业厅", "address": "湖滨路1号"}, "location": LOCATION},
    "contact": {"contact": {"phone_number": "+8613800138000", "first_name": "Bob", "user_id": 12345}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {"poll": POLL},
    "game": {"game": {"title": "Chess", "description": "Play", "photo": PHOTO}},
    "story": {"story": {"chat": group("channel"), "id": 3}},
    "reply": {"text": "这个呢", "reply_to_message": message(text="早上好")},
    "forward": {
        "text": "看看",
        "forward_origin": {"type": "user", "date": DATE, "sender_user": user(DAN)},
    },
    "quote": {"text": "是的", "quote": {"text": "早上", "position": 0}},
    "through another bot": {"text": "via", "via_bot": user(5, None, is_bot=True)},
    "formatted": {
        "text": "很 急 https://example.org",
        "entities": [
            {"type": "bold", "offset": 0, "length": 1},
            {"type": "url", "offset": 4, "length": 19},
            {"type": "a_kind_of_tomorrow", "offset": 0, "length": 1},
        ],
    },
    "topic message": {"text": "hi", "message_thread_id": 4, "is_topic_message": True},
    "something of tomorrow": {"hologram": {"file_id": "h", "size": 3}},
}
SERVICE: dict[str, Body] = {
    "pinned": {"pinned_message": message(text="早上好")},
    "timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "website": {"connected_website": "example.org"},
    "write access": {"write_access_allowed": {"from_request": True}},
    "web app": {"web_app_data": {"data": "{}", "button_text": "Open"}},
    "background": {"chat_background_set": {"type": PATTERN}},
}


def others() -> dict[str, Body]:
    """Updates that are no message of a customer."""
    in_group = {"message_id": 5, "date": DATE, "chat": group(), "from": user(), "text": "hello all"}
    return {
        "group message": {"message": in_group},
        "small group message": {"message": {**in_group, "chat": group("group")}},
        "anonymous admin": {
            "message": {**in_group, "sender_chat": group(), "from": user(1087968824, None, is_bot=True)}
        },
        "channel post": {"channel_post": {"message_id": 6, "date": DATE, "chat": group("channel"), "text": "news"}},
        "edited channel post": {
            "edited_channel_post": {
                "message_id": 6,
                "date": DATE,
                "chat": group("channel"),
                "text": "n",
                "edit_date": DATE,
            }
        },
        "added to a group": membership("member", chat=group()),
        "made admin of a channel": membership("administrator", chat=group("channel")),
        "thrown out of a group": membership("kicked", chat=group()),
        "blocked": membership("kicked"),
        "unblocked": membership("member"),
        "a bot": {"message": {**message(text="beep"), "from": user(6, None, is_bot=True)}},
        "inline query": {"inline_query": {"id": "1", "from": user(), "query": "x", "offset": ""}},
        "chosen inline result": {"chosen_inline_result": {"result_id": "1", "from": user(), "query": "x"}},
        "inline button": {
            "callback_query": {
                "id": "44",
                "from": user(),
                "inline_message_id": "z",
                "chat_instance": "1",
                "data": "1:0",
            }
        },
        "button without data": {
            "callback_query": {"id": "45", "from": user(), "chat_instance": "1", "game_short_name": "chess"}
        },
        "button of an old message": {
            "callback_query": {
                "id": "46",
                "from": user(),
                "chat_instance": "1",
                "data": "1:0",
                "message": {"message_id": 3, "date": 0, "chat": private()},
            }
        },
        "poll": {"poll": POLL},
        "poll answer": {
            "poll_answer": {"poll_id": "77", "user": user(), "option_ids": [0], "option_persistent_ids": ["0"]}
        },
        "reaction": {
            "message_reaction": {
                "chat": private(),
                "message_id": 101,
                "user": user(),
                "date": DATE,
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": "👍"}],
            }
        },
        "reaction count": {
            "message_reaction_count": {"chat": group("channel"), "message_id": 9, "date": DATE, "reactions": []}
        },
        "join request": {"chat_join_request": {"chat": group(), "from": user(), "user_chat_id": ALICE, "date": DATE}},
        "boost": {
            "removed_chat_boost": {
                "chat": group(),
                "boost_id": "b",
                "remove_date": DATE,
                "source": {"source": "premium", "user": user()},
            }
        },
        "business message": {"business_message": {**message(text="hi"), "business_connection_id": "c"}},
        "business connection": {
            "business_connection": {"id": "c", "user": user(), "user_chat_id": ALICE, "date": DATE, "is_enabled": True}
        },
        "pre-checkout": {
            "pre_checkout_query": {
                "id": "1",
                "from": user(),
                "currency": "CNY",
                "total_amount": 1,
                "invoice_payload": "p",
            }
        },
        "tomorrow's update": {"thought_read": {"chat": private(), "from": user(), "strength": 0.7}},
        "nothing": {},
        "an empty message": {"message": {}},
        "a message that is a number": {"message": 12},
        "a message without a date": {"message": {"message_id": 1, "chat": private(), "from": user(), "text": "hi"}},
        "a list for a chat": {"message": {**message(text="x"), "chat": []}},
        "null everywhere": {"message": None, "callback_query": None},
    }


def every_shape() -> dict[str, Body]:
    return {
        "text": said("你好"),
        "unknown command": said("/intent{}"),
        **{name: sent(**content) for name, content in {**CONTENTS, **SERVICE}.items()},
        "edit": edited(said("旧"), "新"),
        **others(),
    }
