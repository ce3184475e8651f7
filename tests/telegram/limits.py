"""What Telegram refuses: the limits of its Bot API that a desk can run into."""

import re
from html.parser import HTMLParser
from typing import Any

TEXT, CAPTION, CALLBACK_DATA, TOAST = 4096, 1024, 64, 200
BUTTONS = 100
UPLOAD = 50 * 1024 * 1024
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote"}


class Refusal(Exception):
    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.retry_after = status, description, retry_after

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def check(method: str, params: dict[str, Any], files: dict[str, bytes]) -> None:
    """Raises: Refusal, in Telegram's words."""
    if method.startswith(("send", "edit")) and "chat_id" not in params:
        raise Refusal(400, "Bad Request: chat_id is empty")
    if method in ("sendMessage", "editMessageText"):
        _text(_readable(params, "text"))
    if "caption" in params and _length(_readable(params, "caption")) > CAPTION:
        raise Refusal(400, "Bad Request: message caption is too long")
    if isinstance(params.get("reply_markup"), dict):
        _keyboard(params["reply_markup"])
    if method == "answerCallbackQuery" and _length(str(params.get("text", ""))) > TOAST:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    if method in ("sendDocument", "sendPhoto"):
        _upload(files)
    if method == "setWebhook":
        _webhook(params)


def _length(text: str) -> int:
    """Telegram counts as UTF-16 does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _readable(params: dict[str, Any], name: str) -> str:
    text = str(params.get(name, ""))
    if str(params.get("parse_mode", "")).upper() == "HTML":
        return _Markup.read(text)
    if params.get("parse_mode"):
        raise Refusal(400, "Bad Request: unsupported parse_mode in the stand-in")
    return text


def _text(text: str) -> None:
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if _length(text) > TEXT:
        raise Refusal(400, "Bad Request: message is too long")


def _keyboard(markup: dict[str, Any]) -> None:
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > BUTTONS:
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not str(button.get("text", "")).strip():
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: text must be non-empty")
        data = button.get("callback_data")
        if data is None and not button.get("url"):
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: one optional field must be used")
        if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def _upload(files: dict[str, bytes]) -> None:
    if any(not content for content in files.values()):
        raise Refusal(400, "Bad Request: file must be non-empty")
    if any(len(content) > UPLOAD for content in files.values()):
        raise Refusal(413, "Request Entity Too Large")


def _webhook(params: dict[str, Any]) -> None:
    url = str(params.get("url", ""))
    if url and not url.startswith("https://"):
        raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    secret = str(params.get("secret_token", ""))
    if secret and not SECRET.fullmatch(secret):
        raise Refusal(400, "Bad Request: secret token contains unallowed characters")


class _Markup(HTMLParser):
    """Telegram's HTML: few tags, all of them closed, every other < and & escaped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.open = "", list[str]()

    @classmethod
    def read(cls, text: str) -> str:
        parser = cls()
        parser.feed(text)
        parser.close()
        if parser.open:
            raise Refusal(400, "Bad Request: can't parse entities: can't find end tag")
        return parser.text

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refusal(400, "Bad Request: can't parse entities: unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.text += data
