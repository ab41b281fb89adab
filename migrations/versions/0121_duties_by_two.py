"""Administrators and privacy officers are made and unmade by two people of their organisation.

Why: duties could be given only when somebody was entered by a command, and never taken away. One
person asks, another of the same organisation agrees, and neither is who it is about; the database
holds them to that.
Deploy order: expand; the table is new.
On the way back: what was asked and answered is lost from the pages, the log keeps it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"

FITS_OLDER_CODE = True

ANSWER = ("answered_by_id", "answered_at", "answer")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "duty_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("person_id", "person"),
        _key("organisation_id", "organisation"),
        sa.Column("duty", sa.String(30), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        _key("asked_by_id", "person"),
        _moment("asked_at"),
        _key("answered_by_id", "person", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        sa.CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        sa.CheckConstraint("num_nulls(" + ", ".join(ANSWER) + ") in (0, 3)", name="answered"),
        sa.CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_by_id <> person_id"
            " and asked_by_id <> person_id)",
            name="two_others",
        ),
    )
    op.create_index("ix_duty_change_organisation_id", "duty_change", ["organisation_id"])
    op.create_index(
        "uq_duty_change_person_id",
        "duty_change",
        ["person_id", "duty"],
        unique=True,
        postgresql_where=sa.text("answer is null"),
    )
    op.execute("grant select, insert on duty_change to samenzicht_app")
    op.execute(f"grant update ({', '.join(ANSWER)}) on duty_change to samenzicht_app")
    op.execute("grant select on duty_change to samenzicht_keeper")


def downgrade() -> None:
    """Take it away."""
    op.drop_table("duty_change")
