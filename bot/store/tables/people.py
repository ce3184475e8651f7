"""Customers, their identities and how these were joined, and the agents."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from bot.store.tables.shared import Serial, metadata, moment

customers = Table(
    "customers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80)),
    Column("class", String(16), nullable=False, server_default="ordinary"),
    moment("created_at"),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # widget | site | phone | telegram | the name of a Rasa connector
    Column("external_id", String(128), nullable=False),  # widget: SHA-256 of the visitor's token; site: its user
    Column("stands_for", Serial),  # a visitor's token that a site's signed user was given: that user's identity
    moment("created_at"),
    moment("verified_at", nullable=True),
    UniqueConstraint("kind", "external_id"),
)

# A code that a customer carries from one channel to another: who shows it is who was given it.
link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", nullable=True),
)

# Codes that were shown and did not exist: guessing is slowed down. Kept as long as that takes.
link_failures = Table(
    "link_failures",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("tried_by", String(32), nullable=False),  # a customer's id, who may be another by now
    moment("at"),
    Index("ix_link_failures_at", "at"),
)

customer_joins = Table(
    "customer_joins",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),  # who they are now
    Column("joined_id", String(32), nullable=False),  # who they were
    Column("proof", String(16), nullable=False),  # code | phone | signature
    moment("at"),
)

# Of a signed identity that a site vouches for: each is for one use.
used_nonces = Table(
    "used_nonces",
    metadata,
    Column("nonce_hash", String(64), primary_key=True),
    moment("expires_at"),
)

# What is left of a customer who asked to be forgotten: nothing personal.
erasures = Table(
    "erasures",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("customer_hash", String(64), nullable=False),
    Column("counts", JSON, nullable=False),  # rows erased, by table
    moment("at"),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("staff_no", String(16), nullable=False, unique=True),  # 工号, told to customers
    Column("role", String(16), nullable=False, server_default="agent"),  # bot.access.ROLES
    Column("grade", String(16), nullable=False, server_default="intermediate"),  # junior … manager (S0-5.4-a)
    Column("department", String(32), nullable=False, server_default="customer_service"),
    Column("skills", JSON, nullable=False, server_default="[]"),  # topics of the desk that go to them first
    Column("capacity", Integer, nullable=False, server_default="3"),  # conversations at a time (SYS-34)
    moment("trained_at", nullable=True),  # passed the test that junior staff need before they serve (S0-5.4-b)
    Column("password_hash", String(200), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("available", Boolean, nullable=False, server_default=text("false")),
    moment("seen_at", nullable=True),
    moment("created_at"),
    moment("disabled_at", nullable=True),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    moment("created_at"),
    moment("seen_at"),
    moment("ended_at", nullable=True),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("agent_id", ForeignKey("agents.id"), primary_key=True, autoincrement=False),
    Column("secret", String(64), nullable=False),
    moment("begun_at"),
    moment("confirmed_at", nullable=True),  # asked for from then on
    Column("last_step", Integer, nullable=True),  # of the last code that was taken: each is taken once
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("agent_id", ForeignKey("agents.id"), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False),
    moment("used_at", nullable=True),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("login", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    moment("at"),
    Index("ix_sign_in_failures_at", "at"),
)
