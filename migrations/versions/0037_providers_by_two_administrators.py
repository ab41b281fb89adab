"""A provider is added or changed by two administrators of different organisations.

Why: whoever points an organisation's sign-in at another provider can become anybody of it. So one
administrator asks and one of another organisation agrees; the database holds them to that. What was
asked never changes any more. Refused sign-ins are counted by the hour, as strangers can cause them
without end: of each kind the log gets one line in an hour, and the count tells how many there were.
Deploy order: expand; the tables are new.
On the way back: what was asked and answered is lost from the pages, the log keeps it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0037"
down_revision = "0036"

ANSWER = ("answered_by_id", "answered_for_id", "answered_at", "answer")
FOUR_EYES = (
    "answer is distinct from 'approved'"
    " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)"
)


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "provider_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("organisation_id", "organisation"),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("discovery_url", sa.String(500), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("client_key", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("algorithms", ARRAY(sa.String(20)), nullable=False),
        sa.Column("accepted_acr", ARRAY(sa.String(200)), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        _key("asked_by_id", "person"),
        _key("asked_for_id", "organisation"),
        _moment("asked_at"),
        _key("answered_by_id", "person", nullable=True),
        _key("answered_for_id", "organisation", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        sa.CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        sa.CheckConstraint("num_nulls(" + ", ".join(ANSWER) + ") in (0, 4)", name="answered"),
        sa.CheckConstraint(FOUR_EYES, name="four_eyes"),
    )
    op.create_index("ix_provider_change_organisation_id", "provider_change", ["organisation_id"])
    op.create_index(
        "uq_provider_change_slug",
        "provider_change",
        ["slug"],
        unique=True,
        postgresql_where=sa.text("answer is null"),
    )
    op.create_table(
        "refused_sign_in",
        sa.Column(
            "provider_id", sa.Uuid(), sa.ForeignKey("identity_provider.id"), primary_key=True
        ),
        sa.Column("reason", sa.String(40), primary_key=True),
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.execute("grant select, insert on provider_change to samenzicht_app")
    op.execute(f"grant update ({', '.join(ANSWER)}) on provider_change to samenzicht_app")
    op.execute("grant select, insert, update, delete on refused_sign_in to samenzicht_app")
    for table in ("provider_change", "refused_sign_in"):
        op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("refused_sign_in")
    op.drop_table("provider_change")
