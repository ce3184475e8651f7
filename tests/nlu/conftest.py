"""The understanding model, trained once a session on the real data; a frozen moment for what is called tomorrow."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import pytest

from bot.settings import ROOT

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Monday, 23 November 2026, 10:00 in Jiangzhou.
NOW = "2026-11-23T02:00:00+00:00"

Understand = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def understand(tmp_path_factory: pytest.TempPathFactory) -> Understand:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.model_training import train_nlu

    model = train_nlu(str(ROOT / "config.yml"), str(ROOT / "data/nlu"), str(tmp_path_factory.mktemp("model")))
    processor = Agent.load(model).processor
    assert processor, "the model was not loaded"

    def parse(text: str) -> dict[str, Any]:
        return asyncio.run(processor.parse_message(UserMessage(text, metadata={"now": NOW})))

    return parse
