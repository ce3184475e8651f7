"""The books compared: what was acknowledged and shown outside, with what the database holds in the end."""

import hashlib
import json
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from tests.soak.ledger import Ledger

# Notices that are said in the transaction which ends a handoff.
ENDS = {"returned", "closed", "withdrawn", "unattended"}
# "found": must be 0 unless it is only a figure.
Figures = dict[str, int]


def judge(database: str, ledger: Ledger) -> tuple[Figures, Figures]:
    """(figures, faults): every fault must be 0."""
    engine = create_engine(database)
    try:
        with engine.connect() as db:
            books = Books(db, ledger)
            return books.figures(), books.faults()
    finally:
        engine.dispose()


class Books:
    """The tables, read once, in plain SQL: not through the code that is on trial."""

    def __init__(self, db: Connection, ledger: Ledger) -> None:
        self._db, self._ledger = db, ledger
        tokens = {hashlib.sha256(who.encode()).hexdigest(): who for who, _ in ledger.attempted if len(who) == 43}
        widgets = self._rows(
            "SELECT c.id, i.external_id AS hash FROM conversations c JOIN identities i ON i.id = c.identity_id"
        )
        # The conversations of this soak's visitors, by who.
        self.conversation = {tokens[row.hash]: row.id for row in widgets if row.hash in tokens}
        # The conversations of the app's chats; a shuffled update has no order of its own.
        chats = self._rows("SELECT conversation_id, address FROM deliveries")
        self.chat = {f"telegram:{row.address}": row.conversation_id for row in chats}
        self.messages: dict[str, list[Any]] = defaultdict(list)
        for row in self._rows("SELECT * FROM messages ORDER BY conversation_id, seq"):
            self.messages[row.conversation_id].append(row)
        self.turns = self._rows("SELECT * FROM turns ORDER BY conversation_id, seq")
        self.handoffs = self._rows("SELECT * FROM handoffs ORDER BY id")

    def figures(self) -> Figures:
        outcomes = Counter(turn.outcome for turn in self.turns)
        return {
            "messages stored": sum(map(len, self.messages.values())),
            "of them the customers'": sum(row.author == "customer" for row in self._all()),
            "of these owed no turn (queue or agent held)": sum(row.author == "customer" for row in self._all())
            - len(self.turns),
            "turns answered": outcomes["answered"],
            "turns withdrawn": outcomes["withdrawn"],
            "turns failed": outcomes["failed"],
            "turns tried more than once": sum(turn.attempts > 1 for turn in self.turns),
            "handoffs": len(self.handoffs),
            "tickets": len(self._effects("tickets")),
            "appointments": len(self._effects("appointments")),
            "sent to the app": sum(map(len, self._ledger.sent.values())),
            "of them sent twice (killed between sending and noting)": self._sent_twice(),
            "recovered (stored, never acknowledged)": len(self._stored_keys() - self._acked() - self._kept()),
        }

    def faults(self) -> Figures:
        return {
            **self._messages_faults(),
            **self._turn_faults(),
            **self._effect_faults(),
            "assistant's lines while a person held": sum(map(self._lines_while_held, self.handoffs)),
            **self._stream_faults(),
            **self._app_faults(),
            "database damaged": self._damaged(),
            "answers of a wrong kind": len(self._ledger.breaches),
        }

    def _messages_faults(self) -> Figures:
        acked, stored = self._acked(), self._stored_keys()
        by_key = {(row.conversation_id, row.client_key): row for row in self._all() if row.client_key}
        changed = [
            key for key, ack in self._acks().items() if key in by_key and (by_key[key].seq, by_key[key].text) != ack
        ]
        attempted = {(self._place(who), key): said for (who, key), said in self._ledger.attempted.items()}
        said = [row for row in self._all() if row.author in ("customer", "agent")]
        unexpected = [row for row in said if attempted.get((row.conversation_id, row.client_key)) != row.text]
        copies = Counter((row.conversation_id, row.client_key) for row in said)
        return {
            "acknowledged and lost": len(acked - stored),
            "acknowledged and stored otherwise": len(changed),
            "stored and never sent": len(unexpected),
            "stored twice": sum(count - 1 for count in copies.values()),
            "gaps in the numbers": sum(map(_gaps, self.messages.values())),
            "out of order": self._out_of_order(),
        }

    def _out_of_order(self) -> int:
        """A customer sends a line only after the one before was acknowledged: numbers must rise as they were sent."""
        order = {key: index for index, key in enumerate(self._ledger.attempted)}
        wrong = 0
        for who, conversation in self.conversation.items():
            lines = [row for row in self.messages[conversation] if row.author == "customer"]
            places = [order.get((who, row.client_key), -1) for row in lines]
            wrong += sum(later < earlier for earlier, later in zip(places, places[1:], strict=False))
        return wrong

    def _turn_faults(self) -> Figures:
        """An answer is stored with the very moment at which its turn is closed: that is what joins the two."""
        answers: Counter[tuple[str, Any]] = Counter()
        for conversation, rows in self.messages.items():
            first = next((row.seq for row in rows if row.author == "customer"), 0)
            moments = {row.created_at for row in rows if row.author == "assistant" and row.seq > first > 0}
            answers.update((conversation, moment) for moment in moments)
        answered = Counter((turn.conversation_id, turn.done_at) for turn in self.turns if turn.outcome == "answered")
        silent = answered - answers - self._answered_by_handoff()
        return {
            "turns never closed": sum(turn.done_at is None for turn in self.turns),
            "answered turns without an answer": sum(silent.values()),
            "answers without a turn": sum((answers - answered).values()),
            "messages without a turn or a holder": self._owed_nothing(),
        }

    def _answered_by_handoff(self) -> Counter[tuple[str, Any]]:
        """A turn may answer by calling a person, which the desk's own notice tells."""
        return Counter({(row.conversation_id, row.created_at): 1 for row in self._all() if row.author == "desk"})

    def _owed_nothing(self) -> int:
        """Messages that came while the assistant held the conversation, and for which it owes nothing."""
        owed = {(turn.conversation_id, turn.seq) for turn in self.turns}
        held: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for one in self.handoffs:
            held[one.conversation_id].append((one.asked_seq, self._end_seq(one)))
        return sum(
            row.author == "customer"
            and (row.conversation_id, row.seq) not in owed
            and not any(begin < row.seq < end for begin, end in held[row.conversation_id])
            for row in self._all()
        )

    def _lines_while_held(self, one: Any) -> int:
        end = self._end_seq(one)
        return sum(
            row.author == "assistant" and one.asked_seq < row.seq < end for row in self.messages[one.conversation_id]
        )

    def _end_seq(self, one: Any) -> int:
        for row in self.messages[one.conversation_id]:
            if row.seq > one.asked_seq and row.author == "desk" and _extras(row).get("notice") in ENDS:
                return int(row.seq)
        return 2**31

    def _effect_faults(self) -> Figures:
        effects = {**self._effects("tickets"), **self._effects("appointments")}
        told = Counter[str]()
        for row in self._all():
            if row.author != "customer" and _extras(row).get("notice") != "appointment_cancelled":
                told.update(number for number in effects if number in row.text)
        promised = self._ledger.effects
        keys = {effects[number] for number in effects}
        return {
            "effects acknowledged and lost": sum(number not in effects for number in promised.values()),
            "effects doubled": len(effects) - len(keys),
            "effects never told": sum(told[number] == 0 for number in effects),
            "effects told by notice twice": sum(count > 1 for count in self._notices().values()),
        }

    def _notices(self) -> Counter[str]:
        return Counter(
            row.text for row in self._all() if _extras(row).get("notice") in ("ticket_opened", "appointment_booked")
        )

    def _effects(self, table: str) -> dict[str, str]:
        return {row.number: row.effect_key for row in self._rows(f"SELECT number, effect_key FROM {table}")}

    def _stream_faults(self) -> Figures:
        missed = otherwise = 0
        for who, shown in self._ledger.shown.items():
            stored = {row.seq: row.text for row in self.messages[self.conversation[who]]}
            missed += len(stored.keys() - shown.keys())
            otherwise += sum(stored.get(seq) != said for seq, said in shown.items())
        counts = self._ledger.counts
        return {
            "stored and not shown by the stream": missed,
            "shown and not stored": otherwise,
            "shown twice or out of turn": counts["shown twice"] + counts["shown out of turn"],
        }

    def _app_faults(self) -> Figures:
        """What was kept for the app is a message; what was said to it was sent, in order. Receipts join the two."""
        stored = self._stored_keys()
        receipts = defaultdict(list)
        for row in self._rows("SELECT * FROM receipts ORDER BY conversation_id, seq, part"):
            receipts[row.conversation_id].append(row)
        unsent = disordered = 0
        for who, conversation in self.chat.items():
            sent = set(self._ledger.sent.get(who.partition(":")[2], []))
            told = {row.seq for row in receipts[conversation] if row.external_id in sent}
            due = {row.seq for row in self.messages[conversation] if row.author != "customer"}
            unsent += len(due - told)
            numbers = [int(row.external_id) for row in receipts[conversation]]
            disordered += sum(later < earlier for earlier, later in zip(numbers, numbers[1:], strict=False))
        return {
            "updates answered 200 and lost": sum(
                (self._place(who), key) not in stored for who, key in self._ledger.kept
            ),
            "said to the app and not sent": unsent,
            "sent to the app out of order": disordered,
        }

    def _sent_twice(self) -> int:
        noted = len(self._rows("SELECT 1 FROM receipts"))
        return sum(map(len, self._ledger.sent.values())) - noted

    def _damaged(self) -> int:
        if self._db.dialect.name != "sqlite":
            return 0
        return int(self._db.execute(text("PRAGMA integrity_check")).scalar() != "ok")

    def _acks(self) -> dict[tuple[str, str], tuple[int, str]]:
        return {(self._place(who), key): (ack.seq, ack.text) for (who, key), ack in self._ledger.acked.items()}

    def _acked(self) -> set[tuple[str, str]]:
        return set(self._acks())

    def _stored_keys(self) -> set[tuple[str, str]]:
        return {(row.conversation_id, row.client_key) for row in self._all() if row.author in ("customer", "agent")}

    def _kept(self) -> set[tuple[str, str]]:
        return {(self._place(who), key) for who, key in self._ledger.kept}

    def _place(self, who: str) -> str:
        """A visitor's conversation; agents are booked under the conversation already."""
        return self.conversation.get(who) or self.chat.get(who, who)

    def _all(self) -> list[Any]:
        return [row for rows in self.messages.values() for row in rows]

    def _rows(self, query: str) -> list[Any]:
        return list(self._db.execute(text(query)))


def _gaps(rows: list[Any]) -> int:
    return sum(row.seq != place for place, row in enumerate(rows, 1))


def _extras(row: Any) -> dict[str, Any]:
    extras = json.loads(row.extras) if isinstance(row.extras, str) else row.extras
    return dict(extras or {})
