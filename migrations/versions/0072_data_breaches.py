"""The record of data breaches that an organisation keeps.

Why: a controller documents each breach, with what happened, its effects and what was done (AVG
art. 33, fifth paragraph), and notifies within 72 hours of becoming aware. The record is for the
organisation's privacy officer alone; a step of it is added and never changed.
Deploy order: expand; the code before this one knows neither table.
On the way back: the records are lost; the log keeps that they were kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"

KEEPS = (
    "organisation_id = (select samenzicht_organisation())"
    " and (select samenzicht_is_privacy_officer())"
)
CHANGEABLE = "workspace_id, other_id, first_day, last_day, closed_at, version"


def upgrade() -> None:
    """Make both tables and their walls."""
    op.create_table(
        "breach",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("organisation_id", "organisation"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _moment("aware_at"),
        _key("workspace_id", "workspace", nullable=True),
        _key("other_id", "organisation", nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        _key("opened_by_id", "person"),
        _moment("opened_at"),
        _moment("closed_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint(
            "organisation_id", "year", "number", name=op.f("uq_breach_organisation_id_year_number")
        ),
        sa.CheckConstraint(
            "first_day is null or last_day is null or last_day >= first_day",
            name=op.f("ck_breach_period"),
        ),
    )
    op.create_table(
        "breach_step",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("breach_id", "breach"),
        _key("organisation_id", "organisation"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=True),
        _moment("happened_at", nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        _key("by_id", "person"),
        _moment("at"),
    )
    op.create_index("ix_breach_step_breach_id", "breach_step", ["breach_id", "at"])
    _wall("breach", adds=KEEPS, changes=KEEPS)
    _wall(
        "breach_step",
        adds=f"{KEEPS} and exists (select 1 from breach b where b.id = breach_id"
        " and b.organisation_id = breach_step.organisation_id)",
        changes="false",
    )
    op.execute(f"grant update ({CHANGEABLE}) on breach to samenzicht_app")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _wall(table: str, *, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({KEEPS})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert on {table} to samenzicht_app")


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("breach_step")
    op.drop_table("breach")
