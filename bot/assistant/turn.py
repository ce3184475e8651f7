"""One turn of the assistant: what its actions may know, and the one transaction they write to."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.operator import Operator
from bot.standard import Standard
from bot.store import Store

_current: ContextVar["Turn"] = ContextVar("turn")


@dataclass(frozen=True)
class Handover:
    """A wish, made by an action, that a person takes the conversation after this turn's replies."""

    reason: str
    urgent: bool
    topic: str


@dataclass
class Turn:
    """`language` is what replies are chosen by, zh | en; `script` is what the customer reads, zh | zh-Hant | en.

    `events` and `slots` are what Rasa's tracker held when the turn was saved."""

    store: Store
    standard: Standard
    operator: Operator
    conversation_id: str
    customer_id: str
    seq: int
    now: datetime
    script: str
    script_fixed: bool = False
    emotion: str = "neutral"
    handover: Handover | None = None
    failure: BaseException | None = None
    events: list[Any] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    tracker_version: int = 0
    _effects: int = 0
    _db: Connection | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    @property
    def language(self) -> str:
        return "en" if self.script == "en" else "zh"

    @property
    def db(self) -> Connection:
        """The turn's transaction. It is kept with the replies, or not at all. Opened late: it keeps others waiting."""
        if self._db is None:
            self._db = self._open.enter_context(self.store.writing())
        return self._db

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For looking things up; sees what this turn has written."""
        if self._db is not None:
            yield self._db
            return
        with self.store.reading() as db:
            yield db

    def effect_key(self) -> str:
        """The next effect's name. A repeated turn counts the same way, so its effects are found, not made again."""
        self._effects += 1
        return f"{self.conversation_id}:{self.seq}:{self._effects}"

    def hand_over(self, reason: str, *, urgent: bool = False, topic: str = "") -> None:
        """Ask for a person once the replies of this turn are said."""
        self.handover = Handover(reason, urgent, topic)

    def fix_language(self, script: str) -> None:
        """The customer asked for zh | zh-Hant | en: it stays, whatever they write in."""
        self.script, self.script_fixed = script, True


def current_turn() -> Turn:
    """The turn that runs now; custom actions reach the desk through it.

    Raises: LookupError outside a turn, such as on Rasa's own action server."""
    return _current.get()


@contextmanager
def running(turn: Turn) -> Iterator[Turn]:
    """Within this block `current_turn()` is `turn`, and its transaction is kept if the block ends well."""
    token = _current.set(turn)
    try:
        with turn._open:
            yield turn
    finally:
        _current.reset(token)
