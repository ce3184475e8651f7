"""What stands in credentials.yml is understood at the start, or refused by name."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from bot.errors import Invalid
from bot.settings import ROOT, Settings
from channels.connectors.credentials import connectors
from tests.connectors import conftest

EVERY: dict[str, dict[str, str]] = {
    "slack": {"slack_token": "xoxb-1", "slack_signing_secret": "s"},
    "twilio": {"account_sid": "AC1", "auth_token": "t", "twilio_number": "+1"},
    "facebook": {"verify": "v", "secret": "s", "page-access-token": "t"},
    "mattermost": {"url": "http://m/api/v4", "token": "t", "webhook_url": "http://d", "webhook_token": "w"},
    "webexteams": {"access_token": "t"},
    "botframework": {"app_id": "i", "app_password": "p"},
    "callback": {"url": "http://c", "webhook_token": "w"},
}
ROCKETCHAT = {"user": "u", "password": "p", "server_url": "http://r", "webhook_token": "w"}


def told(tmp_path: Path, content: Any, public_url: str = conftest.PUBLIC) -> Settings:
    file = tmp_path / "credentials.yml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return Settings(_env_file=None, credentials=file, public_url=public_url)


def test_every_connector_that_can_be_is_on_the_desk_without_asking_the_network(tmp_path: Path) -> None:
    built = connectors(told(tmp_path, {**EVERY, "rocketchat": ROCKETCHAT}))
    assert sorted(one.name for one in built) == sorted([*EVERY, "rocketchat"])


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, keys in {**EVERY, "rocketchat": ROCKETCHAT}.items() for key in keys]
)
def test_a_missing_key_is_refused_by_name(tmp_path: Path, name: str, key: str) -> None:
    keys = {**EVERY, "rocketchat": ROCKETCHAT}[name]
    with pytest.raises(Invalid, match=f"^{name}: {key} missing$"):
        connectors(told(tmp_path, {name: {one: value for one, value in keys.items() if one != key}}))


@pytest.mark.parametrize("name", ["rest", "socketio", "telegram", "twilio_voice", "hangouts", "rasa", "cmdline"])
def test_what_cannot_be_on_the_desk_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match=f"{name} cannot be put on the desk: "):
        connectors(told(tmp_path, f"{name}:\n"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("slak: {}", "Rasa has no connector 'slak'; known are .*slack"),
        ("no.such.Module: {}", "no.such.Module: No module named 'no'"),
        ("bot.settings.Settings: {}", "is no InputChannel"),
        ("slack: 7", "slack: keys and values expected"),
        ("slack: [", "cannot be read"),
        ("- slack", "cannot be read"),
        ("tests.connectors.minimal_channel.Pager: {}", "To use the pager input channel"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        connectors(told(tmp_path, content))


def test_twilio_needs_our_public_address(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="DESK_PUBLIC_URL"):
        connectors(told(tmp_path, {"twilio": EVERY["twilio"]}, public_url=""))


def test_secrets_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-of-the-environment")
    keys = {**EVERY["slack"], "slack_token": "${SLACK_TOKEN}"}
    (slack,) = connectors(told(tmp_path, {"slack": keys}))
    assert slack.credentials["slack_token"] == "xoxb-of-the-environment"


def test_a_file_that_was_named_and_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="there is no such file"):
        Settings(_env_file=None, credentials=tmp_path / "none.yml")


PROGRAM = """
import json, sys
from bot.phrases import Phrases
from bot.settings import ROOT, Settings
from bot.standard import load
from bot.store import open_store
from bot.wakeups import Wakeups
from channels.app import create_app
settings = Settings(_env_file=None)
store = open_store("sqlite://", Wakeups())
standard = load(ROOT / "standard.yml")
app = create_app(settings, store, standard, Phrases.load(ROOT / "data/responses", standard))
loaded = {name.partition(".")[0] for name in sys.modules}
routes = sorted(route.path for route in app.router.routes if route.path.startswith("webhooks"))
print(json.dumps([sorted(loaded & {"rasa", "tensorflow", "keras", "sklearn"}), routes]))
"""


@pytest.mark.parametrize("used", [True, False])
def test_the_web_side_reads_rasa_only_for_connectors_and_never_tensorflow(tmp_path: Path, used: bool) -> None:
    file = told(tmp_path, {"slack": EVERY["slack"]}).credentials
    env = {**os.environ, "DESK_CREDENTIALS": str(file if used else "credentials.yml"), "DESK_PUBLIC_URL": "https://d"}
    ended = subprocess.run([sys.executable, "-c", PROGRAM], env=env, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-500:]
    loaded, routes = json.loads(ended.stdout.splitlines()[-1])
    assert loaded == (["rasa"] if used else [])
    wanted = ["webhooks/slack", "webhooks/slack/files/<token:str>", "webhooks/slack/webhook"]
    assert [route.rstrip("/") for route in routes] == (wanted if used else [])
