"""`desk telegram …`: what an operator arranges with Telegram, and what is refused."""

from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from bot import cli
from bot.errors import Invalid, Unavailable
from bot.phrases import Phrases
from bot.settings import Settings
from channels.telegram import setup
from tests.telegram.conftest import SECRET
from tests.telegram.stand_in import TOKEN, StandIn


def having(settings: Settings, **changes: Any) -> Settings:
    return Settings(_env_file=None, **{**settings.dict(), "public_url": "https://desk.example/", **changes})


def test_the_webhook_is_set_with_all_that_makes_it_safe(
    settings: Settings, telegram: StandIn, phrases: Phrases
) -> None:
    assert setup.set_webhook(having(settings), phrases) == "https://desk.example/telegram/webhook"
    (call,) = telegram.called("setWebhook")
    assert call.params["secret_token"] == SECRET
    assert call.params["drop_pending_updates"] == "false"
    assert call.params["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert [one.params.get("language_code") for one in telegram.called("setMyCommands")] == [None, "zh"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"public_url": ""}, "no_public_address"),
        ({"public_url": "http://desk.example"}, "no_public_address"),
        ({"telegram_mode": "polling", "telegram_secret": ""}, "no_secret"),
        ({"telegram_mode": "off", "telegram_token": ""}, "no_token"),
        ({"telegram_token": "700000002:" + "x" * 35}, "wrong_token"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_changed(
    settings: Settings, telegram: StandIn, phrases: Phrases, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        setup.set_webhook(having(settings, **changes), phrases)
    assert refused.value.code == code
    assert TOKEN not in str(refused.value)
    assert telegram.webhook["url"] == ""


def test_how_things_stand_is_told(settings: Settings, telegram: StandIn, phrases: Phrases) -> None:
    setup.set_webhook(having(settings), phrases)
    telegram.webhook |= {"last_error_date": 1_790_000_000, "last_error_message": "Wrong response: 503"}
    told = setup.status(settings)
    assert (told["bot"], told["webhook"]) == ("@courtesy_desk_bot (700000001)", "https://desk.example/telegram/webhook")
    assert told["last error"] == "2026-09-21 14:13 UTC: Wrong response: 503"
    setup.delete_webhook(settings)
    assert setup.status(settings)["webhook"] == "none"
    assert telegram.called("deleteWebhook")[0].params["drop_pending_updates"] == "false"


def test_a_telegram_out_of_reach_is_told_in_one_line(settings: Settings) -> None:
    with pytest.raises(Unavailable):
        setup.status(having(settings, telegram_api="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"telegram_mode": "webhook"}, "telegram_mode"),
        ({"telegram_mode": "webhook", "telegram_token": TOKEN}, "telegram_mode"),
        ({"telegram_mode": "polling"}, "telegram_mode"),
        ({"telegram_mode": "on"}, "telegram_mode"),
        ({"telegram_token": "abc"}, "telegram_token"),
        ({"telegram_secret": "short"}, "telegram_secret"),
        ({"telegram_secret": "with spaces in the secret"}, "telegram_secret"),
        ({"telegram_api": "ftp://x"}, "telegram_api"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(wrong: dict[str, str], name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(_env_file=None, **wrong)
    assert [fault["loc"] for fault in refused.value.errors()] == [(name,)]


def test_neither_token_nor_secret_is_shown_with_the_settings(settings: Settings) -> None:
    assert TOKEN not in repr(settings) and SECRET not in repr(settings)


def test_the_commands_are_there() -> None:
    shown = CliRunner().invoke(cli.app, ["telegram", "--help"]).output
    assert all(name in shown for name in ("set-webhook", "delete-webhook", "status"))
