"""Every KPI once more, in SQL written by hand from its words in standard.yml: none of the desk's code is in it.

SECS(column) is a moment in seconds; JSON(column, key) a number in it. :a and :b are the period, :now is now."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

HOUR, DAY = 3600, 86400

IN = "SECS({0}) >= :a AND SECS({0}) < :b"

# Each event and state of a ticket by name, the way the standard's clocks know them.
NAMED = """
named AS (
  SELECT ticket_id, kind AS name, SECS(at) AS s FROM ticket_events
  UNION ALL SELECT ticket_id, state, SECS(at) FROM ticket_events WHERE state IS NOT NULL AND state <> kind
  UNION ALL SELECT ticket_id, 'told', SECS(at) FROM ticket_events WHERE state = 'replied_in_writing' OR kind = 'result_told'
  UNION ALL SELECT ticket_id, 'handled', min(SECS(at)) FROM ticket_events WHERE agent_id IS NOT NULL GROUP BY ticket_id
)"""

# id, kinds, levels (empty: any), start, stop, seconds
CLOCKS: list[tuple[str, str, str, str, str, int]] = [
    ("SLA-ASYNC-FIRST", "complaint request", "", "opened", "told", HOUR),
    ("SLA-OUTER-FIRST", "complaint fault request suggestion callback", "", "opened", "told", DAY),
    ("SLA-FIRST-HANDLING", "complaint fault request callback", "", "opened", "handled", DAY),
    ("SLA-MAJOR", "complaint fault request", "major", "opened", "resolved repaired solution_proposed closed", 2 * DAY),
    ("SLA-EMERGENCY-RESPONSE", "complaint fault", "urgent", "opened", "told", HOUR // 2),
    ("SLA-EMERGENCY-PLAN", "fault", "urgent", "opened", "emergency_started repaired closed", 2 * HOUR),
    ("SLA-FAULT-ONSITE", "fault", "", "opened", "on_site repaired closed", 4 * HOUR),
    ("SLA-FAULT-FIX", "fault", "", "opened", "repaired closed", DAY),
    ("SLA-COMPLAINT-CLASSIFY", "complaint", "", "opened", "classified", DAY),
    ("SLA-COMPLAINT-INVESTIGATE", "complaint", "", "opened", "concluded solution_proposed", 2 * DAY),
    ("SLA-COMPLAINT-RESOLVE", "complaint", "", "opened", "solution_proposed", 3 * DAY),
    ("SLA-RESULT-NOTICE", "complaint fault request", "", "resolved repaired solution_proposed",
     "result_told told replied_in_writing", DAY),
    ("SLA-FEEDBACK-FIRST", "suggestion", "", "opened", "handled", DAY),
    ("SLA-FEEDBACK-DETAIL", "suggestion", "", "opened", "result_told resolved", 2 * DAY),
    ("SLA-CALLBACK-1", "complaint fault request", "", "resolved repaired solution_proposed", "callback_1", DAY),
    ("SLA-CALLBACK-2", "complaint fault request", "", "resolved repaired solution_proposed", "callback_2", 7 * DAY),
    ("SLA-CALLBACK-3", "complaint fault request", "", "closed", "callback_3", 30 * DAY),
    ("SLA-FIRST-ORDINARY", "callback", "", "opened", "agent_said told", 0),
]  # fmt: skip


def _list(names: str) -> str:
    return ", ".join(f"'{name}'" for name in names.split())


def _stretch(clock: tuple[str, str, str, str, str, int]) -> str:
    """One row for each ticket of the clock that has started: start, due, stop."""
    name, kinds, levels, start, stop, seconds = clock
    level = f"AND coalesce(t.level, 'ordinary') IN ({_list(levels)})" if levels else ""
    return f"""
      SELECT '{name}' AS clock, b.s + {seconds} AS due, (SELECT min(e.s) FROM named e WHERE e.ticket_id = b.ticket_id
        AND e.name IN ({_list(stop)}) AND e.s >= b.s) AS stop
      FROM (SELECT ticket_id, min(s) AS s FROM named WHERE name IN ({_list(start)}) GROUP BY ticket_id) b
      JOIN tickets t ON t.id = b.ticket_id WHERE t.kind IN ({_list(kinds)}) {level}"""


# Begins anew each time the customer is told something, and when the ticket is opened again; what is told after it was
# closed begins nothing.
UPDATE = f"""
  SELECT 'SLA-UPDATE' AS clock, s + {DAY} AS due, next AS stop FROM (
    SELECT k.s, k.name, lead(k.s) OVER (PARTITION BY k.ticket_id ORDER BY k.s) AS next FROM (
      SELECT n.ticket_id, n.s, n.name, (SELECT m.name FROM named m WHERE m.ticket_id = n.ticket_id AND m.s < n.s
        AND m.name IN ('closed', 'reopened') ORDER BY m.s DESC LIMIT 1) AS mark
      FROM named n JOIN tickets t ON t.id = n.ticket_id WHERE t.kind IN ('complaint', 'fault', 'request')
        AND n.name IN ('opened', 'told', 'reopened', 'closed')) k
    WHERE k.mark IS NULL OR k.mark = 'reopened' OR k.name = 'reopened') told WHERE name <> 'closed'"""

# Seven working days after the day of the start, at 18:00 in Shanghai; these weeks have no public holiday. Days to add
# by weekday, from Thursday (1970-01-01 was one).
WRITTEN = """
  SELECT 'SLA-COMPLAINT-WRITTEN' AS clock, floor((b.s + 28800) / 86400) * 86400 - 28800 + 64800 + 86400 *
    CASE CAST(floor((b.s + 28800) / 86400) AS INTEGER) % 7 WHEN 0 THEN 11 WHEN 1 THEN 11 WHEN 2 THEN 10 ELSE 9 END AS due,
    (SELECT min(e.s) FROM named e WHERE e.ticket_id = b.ticket_id AND e.name = 'replied_in_writing') AS stop
  FROM (SELECT ticket_id, min(s) AS s FROM named WHERE name = 'opened' GROUP BY ticket_id) b
  JOIN tickets t ON t.id = b.ticket_id WHERE t.kind = 'complaint'"""

# 15 minutes of agents' hours after a wish for a call; the agents are there from 08:00 to 22:00 in Shanghai.
WISH = """
  SELECT 'SLA-FIRST-ORDINARY' AS clock, CASE WHEN o.t < 28800 THEN o.d + 28800 + 900
    WHEN o.t + 900 <= 79200 THEN o.s + 900 WHEN o.t >= 79200 THEN o.d + 86400 + 28800 + 900
    ELSE o.d + 86400 + 28800 + 900 - (79200 - o.t) END AS due,
    (SELECT min(e.s) FROM named e WHERE e.ticket_id = o.ticket_id AND e.name = 'told') AS stop
  FROM (SELECT ticket_id, s, floor((s + 28800) / 86400) * 86400 - 28800 AS d,
    s - (floor((s + 28800) / 86400) * 86400 - 28800) AS t FROM named WHERE name = 'opened') o
  JOIN tickets t ON t.id = o.ticket_id WHERE t.kind = 'callback'"""

# Asked for in the agents' hours. A greeting is no answer; what ended before it was due is not decided.
TALKS = """
  SELECT CASE WHEN h.urgent THEN 'SLA-FIRST-URGENT' ELSE 'SLA-FIRST-ORDINARY' END AS clock, SECS(h.asked_at) + 900 AS due,
    (SELECT min(SECS(m.created_at)) FROM messages m WHERE m.conversation_id = h.conversation_id AND m.author = 'agent'
      AND m.seq > h.asked_seq AND m.text <> '您好' AND (h.ended_at IS NULL OR m.created_at <= h.ended_at)) AS stop,
    SECS(h.ended_at) AS ended FROM handoffs h
  UNION ALL SELECT 'SLA-URGENT-ACTION', SECS(h.asked_at) + 1800,
    (SELECT min(SECS(e.at)) FROM handoff_events e WHERE e.handoff_id = h.id AND e.kind = 'plan_told'), SECS(h.ended_at)
  FROM handoffs h WHERE h.urgent"""

DECIDED = f"""
WITH {NAMED}, ran AS (
  SELECT clock, due, stop, NULL AS ended FROM (
    {" UNION ALL ".join(_stretch(clock) for clock in CLOCKS if clock[5])}
    UNION ALL {UPDATE} UNION ALL {WRITTEN} UNION ALL {WISH}) of_tickets
  UNION ALL {TALKS}
), decided AS (
  SELECT clock, CASE WHEN stop <= due THEN stop ELSE due END AS at, CASE WHEN stop <= due THEN 1.0 ELSE 0.0 END AS kept
  FROM ran WHERE stop <= due OR (due < :now AND (ended IS NULL OR due < ended))
), counted AS (SELECT clock, kept, at FROM decided WHERE at >= :a AND at < :b)
"""

CONTACTS = f"""
WITH begun AS (
  SELECT t.conversation_id, c.customer_id, s FROM (SELECT conversation_id, SECS(created_at) AS s,
    lag(SECS(created_at)) OVER (PARTITION BY conversation_id ORDER BY id) AS before FROM turns) t
  JOIN conversations c ON c.id = t.conversation_id WHERE before IS NULL OR s - before >= {12 * HOUR}
), contacts AS (
  SELECT n.conversation_id, n.s, n.again, CASE WHEN n.then_s < n.s + {12 * HOUR} THEN n.then_s ELSE n.s + {12 * HOUR} END AS ends
  FROM (SELECT b.conversation_id, b.s, lead(s) OVER (PARTITION BY conversation_id ORDER BY s) AS then_s,
    lead(s) OVER (PARTITION BY customer_id ORDER BY s) AS again FROM begun b) n
)"""

CLOSED = f"""
WITH closed AS (SELECT ticket_id, max(SECS(at)) AS c FROM ticket_events WHERE state = 'closed' AND {IN.format("at")}
  GROUP BY ticket_id), judged AS (SELECT t.kind, t.id, CASE WHEN EXISTS (SELECT 1 FROM ticket_events e
    WHERE e.ticket_id = t.id AND ((e.state = 'reopened' AND SECS(e.at) > c) OR (e.state = 'referred_outside'
    AND SECS(e.at) <= c))) THEN 0.0 ELSE 100.0 END AS good FROM closed JOIN tickets t ON t.id = ticket_id)
"""

FIRST_RESPONSE = "'SLA-FIRST-ORDINARY', 'SLA-FIRST-URGENT', 'SLA-ASYNC-FIRST', 'SLA-EMERGENCY-RESPONSE'"
DIMENSIONS = ("attitude", "speed", "efficiency", "content_quality")

# Each gives a value and a number of cases.
SQL: dict[str, str] = {
    "KPI-CSAT-MEAN": f"SELECT avg(score * 1.0), count(*) FROM ratings WHERE {IN.format('at')}",
    "KPI-CSAT-SHARE": f"SELECT avg(CASE WHEN score >= 4 THEN 100.0 ELSE 0 END), count(*) FROM ratings WHERE {IN.format('at')}",
    "KPI-COMPLAINT-CSAT": f"""SELECT avg(CASE WHEN score >= 4 THEN 100.0 ELSE 0 END), count(*) FROM ratings r
        JOIN tickets t ON t.id = r.ticket_id WHERE t.kind = 'complaint' AND {IN.format("r.at")}""",
    "KPI-RESOLUTION": f"{CLOSED} SELECT avg(good), count(*) FROM judged",
    "KPI-FAULT-REPAIR": f"""{CLOSED} SELECT avg(CASE WHEN EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket_id = judged.id
        AND e.state = 'repaired') THEN good ELSE 0.0 END), count(*) FROM judged WHERE kind = 'fault'""",
    "KPI-FIRST-RESPONSE": f"{DECIDED} SELECT avg(kept) * 100, count(*) FROM counted WHERE clock IN ({FIRST_RESPONSE})",
    "KPI-CALLBACK": f"{DECIDED} SELECT avg(kept) * 100, count(*) FROM counted WHERE clock LIKE 'SLA-CALLBACK-%'",
    "KPI-FCR": f"""{CONTACTS} SELECT avg(CASE WHEN again - s < {7 * DAY} THEN 0.0 WHEN EXISTS (SELECT 1 FROM handoffs h
        WHERE h.conversation_id = contacts.conversation_id AND SECS(h.asked_at) >= s AND SECS(h.asked_at) < ends AND (h.outcome = 'unattended' OR JSON(h.wrap_up, outcome) = 'unresolved'))
        THEN 0.0 ELSE 100.0 END), count(*) FROM contacts WHERE s >= :a AND s < :b AND s + {7 * DAY} <= :now""",
    "KPI-COMPLAINT-RATE": f"""{CONTACTS} SELECT CASE WHEN count(*) = 0 THEN NULL ELSE 100.0 * (SELECT count(*) FROM tickets
        WHERE kind = 'complaint' AND {IN.format("created_at")}) / count(*) END, count(*) FROM contacts
        WHERE s >= :a AND s < :b""",
    "KPI-CONTAINMENT": f"""{CONTACTS} SELECT avg(CASE WHEN EXISTS (SELECT 1 FROM handoffs h WHERE
        h.conversation_id = contacts.conversation_id AND SECS(h.asked_at) >= s AND SECS(h.asked_at) < ends)
        OR EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = contacts.conversation_id AND SECS(t.created_at) >= s
        AND SECS(t.created_at) < ends) THEN 0.0 ELSE 100.0 END), count(*) FROM contacts
        WHERE s >= :a AND s < :b AND s + {12 * HOUR} <= :now""",
    "KPI-CSI": "SELECT avg(mean) * 20, sum(n) FROM (" + " UNION ALL ".join(
        f"""SELECT avg(CAST(JSON(dimensions, {name}) AS FLOAT)) AS mean, count(JSON(dimensions, {name})) AS n FROM ratings
        WHERE {IN.format("at")}""" for name in DIMENSIONS) + ") means",
    "KPI-SEI": f"""{DECIDED}, answered AS (SELECT 'SLA-BOT-REPLY' AS clock, CASE WHEN outcome = 'answered' AND
        SECS(done_at) - SECS(created_at) <= 5 THEN 1.0 ELSE 0.0 END AS kept FROM turns WHERE {IN.format("created_at")}
        AND outcome <> 'withdrawn')
        SELECT avg(share) * 100, sum(n) FROM (SELECT avg(kept) AS share, count(*) AS n FROM
        (SELECT clock, kept FROM counted UNION ALL SELECT clock, kept FROM answered) every_clock GROUP BY clock) shares""",
    "KPI-REOPEN": f"""SELECT avg(CASE WHEN EXISTS (SELECT 1 FROM ticket_events e WHERE e.ticket_id = t.id AND
        e.state = 'reopened') OR EXISTS (SELECT 1 FROM tickets o WHERE o.kind = 'complaint' AND o.type = t.type
        AND o.customer_id = t.customer_id AND SECS(o.created_at) < SECS(t.created_at)
        AND SECS(o.created_at) >= SECS(t.created_at) - {30 * DAY}) THEN 100.0 ELSE 0.0 END), count(*) FROM tickets t
        WHERE kind = 'complaint' AND {IN.format("created_at")}""",
    "KPI-PROMISES": f"""SELECT avg(CASE WHEN kept_at <= due_at THEN 100.0 ELSE 0.0 END), count(*) FROM promises
        WHERE withdrawn_at IS NULL AND SECS(due_at) < :now AND {IN.format("due_at")}""",
    "KPI-CHANNELS": f"""SELECT avg(channels * 1.0), count(*) FROM (SELECT h.agent_id, count(DISTINCT c.channel) AS channels
        FROM handoffs h JOIN conversations c ON c.id = h.conversation_id WHERE h.agent_id IS NOT NULL
        AND {IN.format("h.asked_at")} GROUP BY h.agent_id) each_agent""",
}  # fmt: skip


def by_hand(db: Connection, kpi: str, start: datetime, end: datetime, now: datetime) -> tuple[float | None, int]:
    """The KPI's value, and of how many."""
    told = SQL[kpi]
    for pattern, said in _words(db.dialect.name):
        told = re.sub(pattern, said, told)
    facts: dict[str, Any] = {"a": start.timestamp(), "b": end.timestamp(), "now": now.timestamp()}
    value, number = db.execute(text(told), facts).one()
    return (None if value is None else float(value)), int(number or 0)


def _words(dialect: str) -> list[tuple[str, str]]:
    if dialect == "sqlite":
        return [
            (r"SECS\(([\w.]+)\)", r"round((julianday(\1) - 2440587.5) * 86400.0, 3)"),
            (r"JSON\(([\w.]+), (\w+)\)", r"json_extract(\1, '$.\2')"),
            (r"\bfloor\(((?:[^()]|\([^()]*\))*)\)", r"CAST(\1 AS INTEGER)"),
        ]
    return [
        (r"SECS\(([\w.]+)\)", r"CAST(extract(epoch FROM \1) AS NUMERIC)"),
        (r"JSON\(([\w.]+), (\w+)\)", r"(\1 ->> '\2')"),
        (r"NULL AS ended", r"CAST(NULL AS NUMERIC) AS ended"),
    ]
