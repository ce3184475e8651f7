"""Rasa as a function: one message and a conversation's memory in, replies out. It sends nothing by itself."""

import bot.assistant.quiet  # noqa: F401  # before Rasa

# isort: split
import re
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, UserUttered

from bot.assistant.domain import domain_read_once
from bot.assistant.endpoint import InProcessActions
from bot.assistant.graph import InOrder
from bot.assistant.trackers import TurnTrackers
from bot.assistant.turn import Turn
from bot.nlu.language import UNSURE
from bot.phrases import Phrases, in_script, with_figures
from bot.reception import Reply
from bot.standard import Standard

# One message a language, with what every extractor looks for.
WARMING_WORDS = ("明天下午三点 13800138000", "tomorrow at 3 pm, 138 0013 8000")
# A bare answer of up to so many words may be a name or a number.
BARE_WORDS = 3
# Words that nobody's name or number has: with one of them, a few words are English.
ENGLISH = re.compile(r"\b(the|an?|is|are|my|your|i|you|it|what|how|when|where|who|do|does|can|please|to|for)\b", re.I)
NEGATIVE = ("worried", "dissatisfied", "angry")


class Runtime:
    """The trained model with the actions of `actions/`; one turn at a time."""

    def __init__(self, model: Path, standard: Standard, phrases: Phrases) -> None:
        self._phrases = phrases
        with domain_read_once():
            agent = Agent.load(str(model), action_endpoint=InProcessActions("actions"))
        if agent.processor is None:
            raise RuntimeError(f"{model} holds no model")
        state_figures(agent.processor.nlg.responses, standard)
        # Not given to Agent.load: that wraps a store in one that answers from memory when it fails (R1).
        self._processor = agent.processor
        self._processor.graph_runner = InOrder(agent.processor.graph_runner)
        self._processor.tracker_store = agent.tracker_store = TurnTrackers(self._processor.domain)

    async def warm_up(self) -> None:
        """Dictionaries and date grammars load at first use, in seconds: not while a customer waits."""
        for text in WARMING_WORDS:
            await self._processor.parse_message(UserMessage(text))

    async def answer(self, turn: Turn, text: str, payload: str | None = None) -> list[Reply]:
        """The replies to one message of a customer. `payload` is what a chosen button means.

        Raises: whatever a custom action raised, so that the turn is not half done."""
        message = UserMessage(
            payload or as_text_only(text),
            CollectingOutputChannel(),
            turn.conversation_id,
            input_channel="desk",
            metadata={"now": turn.now.isoformat(), "said": text},
        )
        message.parse_data = await self._processor.parse_message(message)
        _listen(turn, message.parse_data)
        await self._processor.handle_message(message)
        if turn.failure is not None:
            raise turn.failure
        return [*self._soothing(turn), *(self._reply(event, turn) for event in _uttered(turn))]

    def _soothing(self, turn: Turn) -> list[Reply]:
        """Understanding comes first (S1-4.3-c, FLOW-EMOTION), and once: not again while the mood stays."""
        moods = [mood(event.parse_data) for event in turn.events if isinstance(event, UserUttered)]
        if moods[-1] not in NEGATIVE or moods[-2:-1] == moods[-1:]:
            return []
        key = f"utter_soothe_{moods[-1]}"
        return [Reply(self._phrases.say(key, turn.script), {"key": key}, [])]

    def _reply(self, event: BotUttered, turn: Turn) -> Reply:
        def script(text: str) -> str:
            return in_script(text, turn.script)

        buttons = event.data.get("buttons") or []
        extras: dict[str, Any] = dict(event.data.get("custom") or {})
        if event.metadata.get("utter_action"):
            extras["key"] = event.metadata["utter_action"]
        if buttons:
            extras["buttons"] = [{"title": script(button["title"])} for button in buttons]
        return Reply(script(event.text or ""), extras, [button["payload"] for button in buttons])


def state_figures(responses: dict[str, list[dict[str, Any]]], standard: Standard) -> None:
    """Of the model's sentences, which were trained with the clocks' names: so another limit needs no training."""
    for variations in responses.values():
        for entry in variations:
            if entry.get("text"):
                entry.update(with_figures(entry, standard))


def as_text_only(text: str) -> str:
    """Rasa takes text that begins with "/" for a command that may set any slot (R19): a customer's never does."""
    stripped = text.strip()
    return "／" + stripped[1:] if stripped.startswith("/") else stripped


def mood(parse_data: dict[str, Any]) -> str:
    return str((parse_data.get("emotion") or {}).get("name") or "neutral")


def _listen(turn: Turn, parse_data: dict[str, Any]) -> None:
    turn.emotion = mood(parse_data)
    heard = parse_data.get("language") or {}
    if heard.get("name") and not turn.script_fixed and not _says_little(turn.script, parse_data):
        turn.script = heard["name"]


def _says_little(script: str, parse_data: dict[str, Any]) -> bool:
    """A name or number in Latin letters is no English yet, nor is 好 a change from Traditional characters."""
    heard = parse_data["language"]
    if (heard["name"] == "en") == (script == "en"):
        return float(heard["confidence"]) <= UNSURE
    text = parse_data["text"]
    is_bare = parse_data["intent"]["name"] in ("inform", "nlu_fallback") and not ENGLISH.search(text)
    return heard["name"] == "en" and is_bare and len(text.split()) <= BARE_WORDS


def _uttered(turn: Turn) -> list[BotUttered]:
    last = max(index for index, event in enumerate(turn.events) if isinstance(event, UserUttered))
    return [event for event in turn.events[last:] if isinstance(event, BotUttered)]
