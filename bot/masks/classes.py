"""The class of each stored column that holds words, keys or files (S0-7.1-d). A test fails on a column without one.

work      about the service: no person can be told from it
staff     about those who work at the desk
personal  a customer's words, and what was noted about them: for those whom the conversation or ticket concerns
contact   telephone numbers, places, names: as personal, and masked for roles without the right `contact`
secret    opens something, or stands for somebody: never shown, and not in anybody's export

Numbers, times and references to other rows are of the class `work`."""

from typing import Final, Literal

Class = Literal["work", "staff", "personal", "contact", "secret"]

_BY_TABLE: Final[dict[str, dict[Class, str]]] = {
    "agents": {
        "staff": "login name staff_no role grade department skills languages",
        "secret": "password_hash",
    },
    "appointment_events": {"work": "kind data", "personal": "note"},
    "appointments": {
        "work": "number channel service district language",
        "personal": "need",
        "contact": "place name contact",
        "secret": "effect_key",
    },
    "attachment_contents": {"personal": "content"},
    "attachments": {"work": "author kind media_type state reason sha256", "personal": "name", "secret": "facts"},
    "audit": {"work": "action subject data hash", "staff": "actor"},
    "callbacks": {"work": "way outcome", "personal": "answers"},
    "conversations": {"work": "channel language"},
    "customer_joins": {"work": "proof", "secret": "joined_id"},
    "customers": {"work": "class", "contact": "name"},
    "dead_letters": {"work": "reason", "personal": "detail"},
    "deliveries": {"work": "channel", "contact": "address"},
    "erasures": {"work": "counts", "secret": "customer_hash"},
    "handoff_events": {"work": "kind", "personal": "note"},
    "handoffs": {"work": "reason emotion topic outcome", "personal": "brief wrap_up"},
    "holds": {"staff": "set_by lifted_by", "personal": "reason lifted_because"},
    "identities": {"work": "kind", "contact": "external_id"},
    "incident_events": {"work": "kind note data"},
    "incident_tasks": {"work": "task"},
    "incidents": {"work": "what services districts"},
    "leases": {"work": "name holder"},
    "letters": {"work": "language sha256", "personal": "parts content", "secret": "client_key"},
    "link_codes": {"secret": "code_hash"},
    "link_failures": {"secret": "tried_by"},
    "lookup_failures": {"secret": "number_hash"},
    "messages": {"work": "author", "personal": "text extras", "secret": "payloads client_key"},
    "notes": {"personal": "text"},
    "notices": {"work": "kind subject key data"},
    "promises": {"work": "clock", "personal": "what", "secret": "key"},
    "quality_appeals": {"staff": "reason answer"},
    "quality_findings": {"work": "rule", "personal": "what"},
    "quality_items": {"work": "stratum"},
    "quality_reviews": {"work": "automatic checks", "staff": "remarks"},
    "quality_samples": {"work": "seed"},
    "quality_steps": {"work": "step", "staff": "note"},
    "ratings": {"work": "dimensions", "personal": "comment"},
    "receipts": {"secret": "external_id"},
    "recovery_codes": {"secret": "code_hash"},
    "remedies": {"work": "kind unit", "personal": "words reason", "secret": "client_key"},
    "remedy_decisions": {"personal": "note"},
    "resources": {"work": "key name_zh name_en services districts hours weekdays place_zh place_en"},
    "second_factors": {"secret": "secret"},
    "sign_in_failures": {"staff": "login address"},
    "sign_ins": {"secret": "token_hash csrf"},
    "strippings": {"work": "counts"},
    "subtask_events": {"work": "kind data", "personal": "text"},
    "subtasks": {"work": "department", "personal": "request"},
    "surveys": {"work": "campaign"},
    "ticket_events": {"work": "kind state", "personal": "note data"},
    "tickets": {
        "work": "number kind channel language type level department emotion",
        "personal": "title fields",
        "contact": "contact",
        "secret": "effect_key",
    },
    "trackers": {"personal": "events"},
    "turns": {"work": "outcome emotion"},
    "updates": {"work": "channel account update_id outcome", "personal": "body error", "contact": "sender"},
    "used_nonces": {"secret": "nonce_hash"},
    "warnings": {"work": "subject clock"},
    "whispers": {"personal": "text"},
}

CLASSES: Final[dict[str, Class]] = {
    f"{table}.{column}": named
    for table, classes in _BY_TABLE.items()
    for named, columns in classes.items()
    for column in columns.split()
}


def class_of(table: str, column: str) -> Class:
    """KeyError for a column of words that nobody has classed."""
    return CLASSES[f"{table}.{column}"]
