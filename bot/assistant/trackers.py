"""Rasa's memory of a conversation, kept with the transcript: versioned, bounded, and loud when it cannot be kept."""

from functools import lru_cache
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.events import deserialise_events as read_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, insert, select, update

from bot.assistant.turn import Turn, current_turn
from bot.errors import Conflict
from bot.store.tables import trackers

# Put together once: every turn reads and writes its tracker.
_READ = select(trackers).where(trackers.c.conversation_id == bindparam("here"))
_BEGIN = insert(trackers)
_GO_ON = (
    update(trackers)
    .where(trackers.c.conversation_id == bindparam("here"), trackers.c.version == bindparam("before"))
    .values(version=bindparam("after"), events=bindparam("kept", type_=trackers.c.events.type))
)

# Rasa's cost of a turn grows with what its tracker holds (rasa-facts: 19 ms to 446 ms over 390 messages), so the
# past is condensed to its slots when more than MOST customer messages are held; the latest KEPT stay as they were.
MOST_MESSAGES = 16
KEPT_MESSAGES = 8


# Rasa looks through every class of events, and theirs, for the name of each event that is read.
Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))

# Of what was understood of a message once it is answered: neither the runners-up nor their shares are asked for again.
FORGOTTEN = {"intent_ranking", "text_tokens", "response_selector"}


class Tracker(DialogueStateTracker):
    """Rasa's, which works the states of its past out once for as long as nothing is added.

    Every policy asks for them at every prediction, and each time Rasa plays all events again."""

    _known: tuple[int, dict[str, list[State]]] = (0, {})

    def past_states(self, domain: Domain, *arguments: Any, **wanted: Any) -> list[State]:
        if self._known[0] != len(self.events):
            self._known = (len(self.events), {})
        key, known = repr((arguments, wanted)), self._known[1]
        if key not in known:
            known[key] = super().past_states(domain, *arguments, **wanted)
        # Policies change what they are given.
        return [{kind: dict(features) for kind, features in state.items()} for state in known[key]]


class TurnTrackers(TrackerStore):
    """Reads and writes the tracker of the turn that runs, in that turn's own transaction."""

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None) -> None:
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Always a tracker: a first one has its session already begun."""
        turn = current_turn()
        with turn.reading() as db:
            row = db.execute(_READ, {"here": sender_id}).first()
        turn.tracker_version = row.version if row else 0
        past = read_events(row.events) if row else _beginning()
        tracker = Tracker(sender_id, self.domain.slots)
        tracker.update_with_events([*past, *_what_is_known(turn)], self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Raises: Conflict when the conversation's tracker was changed since this turn read it."""
        turn = current_turn()
        turn.events, turn.slots = list(tracker.events), tracker.current_slot_values()
        kept = [_brief(event.as_dict()) for event in condensed(turn.events)]
        _write(turn, tracker.sender_id, kept)


def _brief(event: dict[str, Any]) -> dict[str, Any]:
    understood = event.get("parse_data")
    if not understood:
        return event
    return {**event, "parse_data": {key: value for key, value in understood.items() if key not in FORGOTTEN}}


def _write(turn: Turn, conversation_id: str, events: list[dict[str, Any]]) -> None:
    version = turn.tracker_version
    if version == 0:
        turn.db.execute(_BEGIN, {"conversation_id": conversation_id, "version": 1, "events": events})
        return
    change = {"here": conversation_id, "before": version, "after": version + 1, "kept": events}
    if turn.db.execute(_GO_ON, change).rowcount != 1:
        raise Conflict("tracker_changed", "another turn of this conversation was stored meanwhile")


def _beginning() -> list[Event]:
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), ActionExecuted(ACTION_LISTEN_NAME)]


def _what_is_known(turn: Turn) -> list[Event]:
    """What the desk knows of the message before Rasa sees it: replies are chosen by the language."""
    return [SlotSet("language", turn.language), SlotSet("emotion", turn.emotion)]


def condensed(events: list[Event]) -> list[Event]:
    """`events`, or, where they hold too many customer messages, the slots and form of before and the latest ones."""
    said = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= MOST_MESSAGES:
        return events
    cut = said[-KEPT_MESSAGES]
    return [*_summary(events[:cut]), *events[cut:]]


def _summary(past: list[Event]) -> list[Event]:
    slots: dict[str, SlotSet] = {event.key: event for event in past if isinstance(event, SlotSet)}
    loops = [event for event in past if isinstance(event, ActiveLoop)]
    held = [event for event in slots.values() if event.value is not None]
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *held,
        *loops[-1:],
        ActionExecuted(ACTION_LISTEN_NAME),
    ]
