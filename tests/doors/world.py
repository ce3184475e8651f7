"""A small world behind the real doors: Alice is served by Bob; Dan and all other agents have no business with her."""

import base64
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import httpx
from openapi_schema_validator import OAS31Validator
from sqlalchemy import select

from bot import agents, appointments, attachments, customers, handoff, quality, reception
from bot.attachments import Limits
from bot.operator import Operator
from bot.phrases import Phrases
from bot.reception import Reply
from bot.settings import Settings
from bot.standard import Standard
from bot.store import Store
from bot.store.tables import metadata
from channels.web.visitors import KIND, fingerprint

SECONDS = 30  # at most, for one answer
PASSWORD = "correct horse battery"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# One of each role, and Erin, who is what Bob is.
AGENTS = {
    "bob": "agent",
    "erin": "agent",
    "sam": "senior",
    "ivy": "investigator",
    "carol": "supervisor",
    "quinn": "quality",
    "desi": "designer",
    "ada": "admin",
}
VISITORS = ("alice", "dan")
# A sign of life is no change, and neither is a bucket or a failed attempt.
RESTLESS = {("agents", "seen_at"), ("sign_ins", "seen_at")}
UNWATCHED = {"sign_in_failures", "link_failures", "lookup_failures"}
KEYS = itertools.count(1)


@dataclass
class World:
    """`shown`: what each of them shows at the door, headers of a request. `rights`: of the agents' routes, by label."""

    site: str
    store: Store
    document: dict[str, Any]
    standard: Standard
    phrases: Phrases
    settings: Settings
    rights: dict[str, str | None]
    shown: dict[str, dict[str, str]] = field(default_factory=lambda: {"nobody": {}})
    ids: dict[str, Any] = field(default_factory=dict)
    validators: dict[str, OAS31Validator] = field(default_factory=dict)
    line: httpx.Client = field(default_factory=partial(httpx.Client, timeout=SECONDS, trust_env=False, verify=False))

    def __post_init__(self) -> None:
        for name in VISITORS:
            self._arrive(name)
        for number, (name, role) in enumerate(AGENTS.items(), 1001):
            self._employ(name, str(number), role)
        self.serve_alice()
        self._give_alice_things()

    def ask(self, who: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """A stream's answer is its first event."""
        headers = {**self.shown[who], **sent.pop("headers", {})}
        self.line.cookies.clear()
        with self.line.stream(method, self.site + path, headers=headers, **sent) as answer:
            if answer.headers.get("content-type") == "text/event-stream":
                answer._content = next(answer.iter_bytes())
            else:
                answer.read()
            return answer

    def facts(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but for what changes by itself."""
        with self.store.reading() as db:
            return {
                table.name: sorted(
                    tuple(str(row[c]) for c in table.c if (table.name, c.name) not in RESTLESS)
                    for row in db.execute(select(table)).mappings()
                )
                for table in metadata.sorted_tables
                if table.name not in UNWATCHED
            }

    def untrue(self, label: str, answer: httpx.Response) -> str | None:
        """What of this answer is not as the document has it."""
        method, path = label.split(" ", 1)
        told = self.document["paths"][path][method.lower()]["responses"].get(str(answer.status_code))
        if told is None:
            return f"{label}: {answer.status_code} is not described: {answer.text[:200]}"
        if "content" not in told:
            return f"{label}: {answer.status_code} has a body" if answer.content else None
        media_type = answer.headers["content-type"]
        if media_type not in told["content"] and "*/*" not in told["content"]:
            return f"{label}: {media_type} is not described"
        if media_type != "application/json":
            return None
        key = f"{label} {answer.status_code}"
        if key not in self.validators:
            schema = {**told["content"][media_type]["schema"], "components": self.document["components"]}
            self.validators[key] = OAS31Validator(schema)
        wrong = next(iter(self.validators[key].iter_errors(answer.json())), None)
        return f"{label}: {answer.status_code}: {wrong.message} at {list(wrong.path)}" if wrong else None

    def _arrive(self, name: str) -> None:
        opened = self.ask("nobody", "POST", "/widget/conversations", json={"language": "zh"})
        assert opened.status_code == 201, opened.text
        token = opened.json()["token"]
        self.shown[name] = {"Authorization": f"Bearer {token}"}
        with self.store.writing() as db:
            visit = customers.find_by_identity(db, KIND, fingerprint(token))
            self.ids[name] = visit.conversation_id
            said = reception.assistant_said(
                db, visit.conversation_id, [Reply("?", {"buttons": [{"title": "A"}]}, ["/a"])], _now()
            )
            self.ids[f"{name}_button"] = said[0].seq

    def _employ(self, name: str, number: str, role: str) -> None:
        with self.store.writing() as db:
            agent = agents.add(db, name, name.capitalize(), number, PASSWORD, role, _now())
            agents.set_available(db, agent.id, True, _now())
            entered = agents.sign_in(db, name, PASSWORD, "127.0.0.1", _now())
        self.ids[name] = agent.id
        self.shown[name] = {"Cookie": f"desk={entered.token}", "X-CSRF-Token": entered.csrf, "Origin": self.site}

    def serve_alice(self) -> None:
        """Bob holds her conversation, again if need be; Dan waits."""
        now = _now()
        with self.store.writing() as db:
            self.ids["waiting"] = handoff.ask(db, self.ids["dan"], "asked", {}, now)
            holder = handoff.holder(db, self.ids["alice"])
            if holder.agent_id not in (None, self.ids["bob"]):
                handoff.release(db, holder.handoff_id, holder.agent_id, holder.fence, now)
            handoff_id = handoff.ask(db, self.ids["alice"], "asked", {}, now, topic="fault")
            self.ids["handoff"] = handoff_id
            held = reception.claimed(db, handoff_id, self.ids["bob"], now, phrases=self.phrases)
            self.ids["fence"] = held.fence

    def _give_alice_things(self) -> None:
        """A ticket, an appointment, and a picture that she has sent."""
        now, limits = _now(), Limits.of_mb(self.settings.attachment_mb)
        words = ("complaint", "断网", "断网三天", "13800138000", self.key())
        told = {"standard": self.standard, "phrases": self.phrases}
        with self.store.writing() as db:
            held = (self.ids["alice"], self.ids["bob"], self.ids["fence"])
            self.ids["ticket"] = reception.ticket_opened(db, *held, *words, now, **told).number
            picture = attachments.put(db, self.ids["alice"], "customer", "a.png", PNG, now, limits=limits)
            self.ids["picture"] = picture.id
            sent = {"phrases": self.phrases, "attachments": [picture.id]}
            reception.customer_said(db, self.ids["alice"], "look", self.key(), now, **sent)
            self._book(db, now)
            self._declare(db, now)
            week = (now - timedelta(days=7), now)
            self.ids["sample"] = quality.draw(db, "seed", *week, 5, self.ids["carol"], now).id

    def _declare(self, db: Any, now: datetime) -> None:
        """Carol has declared something major that is none of Alice's."""
        desk = reception.Desk(db, agents.get(db, self.ids["carol"]), now, self.standard)
        notice = {"zh": "您好，电视业务目前中断。", "en": "TV is interrupted at present."}
        self.ids["incident"] = reception.incident_declared(
            desk, severity="major", what="TV", services=["tv"], districts=[], notice=notice, until=None, drill=False
        ).id

    def _book(self, db: Any, now: datetime) -> None:
        operator = Operator.load(self.settings.path(self.settings.operator))
        appointments.put_resources(db, operator.resources)
        free = appointments.free_times(db, "repair", "donghu", now, limit=50)
        self.ids["free"] = free[-1].starts_at.isoformat()
        self.ids["appointment"] = appointments.book(
            db,
            service="repair", district="donghu", starts_at=free[0].starts_at, place="湖滨路1号", name="Alice",
            contact="13800138000", need="断网", conversation_id=self.ids["alice"],
            customer_id=customers.conversation(db, self.ids["alice"]).customer_id, language="zh", now=now,
        ).number  # fmt: skip

    def key(self) -> str:
        return f"key-{next(KEYS):06}"


def _now() -> datetime:
    return datetime.now(timezone.utc)
