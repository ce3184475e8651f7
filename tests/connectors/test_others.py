"""The other connectors: what each brings in, who is refused, and that a refusal is never taken for success."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from rasa.core.channels.botframework import BotFramework

from bot.reception import Reply
from channels.connectors.connector import Connector
from channels.connectors.credentials import connectors
from channels.delivery.sender import Blocked, Gone, Rejected, Slow
from tests.connectors import conftest
from tests.connectors.conftest import Scene
from tests.connectors.stand_ins import App

BUTTONS = [{"title": "Yes", "payload": "desk:2:0"}]
TOKEN = "webhook-token-of-the-tests"


class Agreeable(App):
    """Whatever it is asked, it says yes in the words of all of them."""

    def read(self, path: str, content: bytes, headers: Any) -> dict[str, Any]:
        return super().read(path, content if content.startswith(b"{") else b"{}", headers)

    def done(self, post: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        number = f"m{next(self.numbers)}"
        login = {"status": "success", "data": {"authToken": "a", "userId": "u"}}
        return 200, {"id": number, "message_id": number, "success": True, "message": {"_id": number}, **login}, {}


@pytest.fixture
def app() -> Iterator[App]:
    with Agreeable() as running:
        yield running


@pytest.fixture
def credentials(app: App) -> dict[str, Any]:
    told = {"url": app.address, "webhook_token": TOKEN}
    return {
        "callback": told,
        "mattermost": {**told, "token": "t", "webhook_url": f"https://desk.example/?token={TOKEN}"},
        "facebook": {"verify": "v", "secret": "s", "page-access-token": "t", "api_url": app.address},
        "rocketchat": {"user": "u", "password": "p", "server_url": app.address, "webhook_token": TOKEN},
        "webexteams": {"access_token": "t", "api_url": app.address},
        "botframework": {"app_id": "i", "app_password": "p"},
    }


ADDRESSES: dict[str, dict[str, Any]] = {
    "botframework": {"to": "alice", "where": {"id": "a:1"}, "bot": {"id": "28:b"}},
    "webexteams": {"to": "room"},
    "callback": {"to": "alice"},
    "mattermost": {"to": "alice", "channel": "c1"},
    "facebook": {"to": "alice"},
    "rocketchat": {"to": "room"},
}


@pytest.fixture(params=sorted(ADDRESSES))
def connector(request: pytest.FixtureRequest, settings: Any) -> Connector:
    return next(one for one in connectors(settings) if one.name == request.param)


@pytest.fixture(autouse=True)
def microsofts_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is fixed in Rasa's connector; a token that is still good is not asked for."""
    monkeypatch.setattr(BotFramework, "token_expiration_date", datetime.max)
    monkeypatch.setattr(BotFramework, "headers", {"Authorization": "Bearer t"})


@pytest.fixture
def send(connector: Connector, app: App) -> Callable[..., str]:
    address = {**ADDRESSES[connector.name], "server": f"{app.address}/"}
    return lambda text, *buttons: asyncio.run(connector.send(address, text, buttons))


def test_words_and_buttons_go_out_and_their_number_is_known(
    connector: Connector, app: App, send: Callable[..., str]
) -> None:
    said = send("Good morning")
    assert "Good morning" in str(app.posts[-1]) and said.startswith("m")
    if not connector.has_room(["Yes"]):
        return
    send("Shall I?", *BUTTONS)
    assert "desk:2:0" in str(app.posts[-1]) and "Shall I?" in str(app.posts[-1])


@pytest.mark.parametrize(("status", "kind"), [(400, Rejected), (404, Gone), (429, Slow), (500, Exception)])
def test_a_refusal_is_never_taken_for_success(
    connector: Connector, app: App, send: Callable[..., str], status: int, kind: type
) -> None:
    if connector.name == "facebook":
        code = {400: 100, 404: 551, 429: 613, 500: 2}[status]
        refusal: dict[str, Any] = {"error": {"code": code, "message": "no"}}
        kind = Blocked if status == 404 else kind
    else:
        refusal = {"error": "no"}
    if connector.name == "rocketchat":
        app.troubles.append((200, Agreeable.done(app, {})[1], {}))  # its sign-in
    app.troubles.append((status, refusal, {"Retry-After": "3"}))
    with pytest.raises(kind):
        send("Good morning")


def test_a_callback_server_talks_with_the_desk(scene: Scene, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conftest.ALICE, "callback", "alice")
    path, known = "/webhooks/callback/webhook", {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    content = json.dumps({"sender": "alice", "message": "Hello", "message_id": "1"}).encode()
    assert [scene.bring(path, content, known)[0] for _ in range(2)] == [200, 200]
    assert scene.bring(path, content, {**known, "Authorization": "Bearer wrong"})[0] == 403
    scene.heard("callback", "Hello")
    assert scene.bring(path, content.replace(b"alice", b"dan"), known)[0] == 200  # his own message 1
    scene.heard("callback", "Hello", sender="dan")
    scene.answer("callback", Reply("Yes?", {"buttons": [{"title": "A"}]}, ["/a"]))
    scene.delivered("callback")
    (post,) = app.posts
    assert (post["recipient_id"], post["text"]) == ("alice", "Yes?")
    assert post["buttons"] == [{"title": "A", "payload": "desk:2:0"}]


def test_each_message_of_a_facebook_request_is_heard_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conftest.ALICE, "facebook", "alice")
    events = [{"sender": {"id": "alice"}, "message": {"mid": f"m{n}", "text": f"word {n}"}} for n in (1, 2)]
    echo = {"sender": {"id": "alice"}, "message": {"mid": "m3", "text": "ours", "is_echo": True}}
    content = json.dumps({"entry": [{"messaging": [events[0], echo]}, {"messaging": [events[1], events[0]]}]}).encode()
    signed = f"sha256={hmac.new(b's', content, hashlib.sha256).hexdigest()}"
    path, kind = "/webhooks/facebook/webhook", {"Content-Type": "application/json"}
    assert scene.bring(path, content, {**kind, "X-Hub-Signature-256": signed})[0] == 200
    assert scene.bring(path, content + b" ", {**kind, "X-Hub-Signature-256": signed})[0] == 403
    scene.heard("facebook", "word 1", "word 2")


@pytest.mark.parametrize(
    ("channel", "body", "sender"),
    [
        ("mattermost", {"trigger_word": "desk", "text": "desk Hello", "user_id": "u7", "channel_id": "c1"}, "u7"),
        ("rocketchat", {"user_name": "alice", "text": "Hello", "channel_id": "room", "message_id": "r1"}, "room"),
    ],
)
def test_a_token_in_the_body_or_the_address_is_asked_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, channel: str, body: dict[str, str], sender: str
) -> None:
    monkeypatch.setitem(conftest.ALICE, channel, sender)
    path, kind = f"/webhooks/{channel}/webhook", {"Content-Type": "application/json"}
    content = {**body, "post_id": "p1"}
    assert scene.bring(path, json.dumps(content).encode(), kind)[0] == 403
    assert scene.bring(path, json.dumps({**content, "token": "wrong"}).encode(), kind)[0] == 403
    assert scene.bring(path, json.dumps({**content, "token": TOKEN}).encode(), kind)[0] == 200
    assert scene.bring(f"{path}?token={TOKEN}", json.dumps(content).encode(), kind)[0] == 200
    scene.heard(channel, "Hello")
