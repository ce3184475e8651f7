"""The trained model's understanding, and a frozen moment for what is called tomorrow."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant.model import train
from bot.settings import settings

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Monday, 23 November 2026, 10:00 in Jiangzhou.
NOW = "2026-11-23T02:00:00+00:00"

Understand = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def understand() -> Understand:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.assistant.domain import domain_read_once

    with domain_read_once():
        processor = Agent.load(str(train(settings()))).processor
    assert processor, "the model was not loaded"

    def parse(text: str) -> dict[str, Any]:
        return asyncio.run(processor.parse_message(UserMessage(text, metadata={"now": NOW})))

    return parse
