"""Workspaces keep named terms, with what happens to them on their way.

Why: a term has a name, a source and an event it starts at; it may stand still, get more time, or
another length for a while, each with a reason. Lead and partners see all terms of a workspace, the
organisation that added one changes it. In the log a term is known to who sees the term.
Deploy order: expand; the tables are new, and no line of the log is about one yet.
On the way back: the terms are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
MINE = "organisation_id = (select samenzicht_organisation())"
OF_OUR_TERM = (
    "exists (select 1 from named_term t where t.id = term_id"
    " and t.workspace_id = named_term_change.workspace_id"
    " and t.organisation_id = (select samenzicht_organisation()))"
)
LOG_OF_TERMS = (
    "object_kind <> 'named_term' or exists (select 1 from named_term x where x.id = object_id)"
)
CHANGEABLE = "starts_on, starts_at, ended_at, changed_at, version"


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables with their walls."""
    op.create_table(
        "named_term",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("start_event", sa.String(200), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("legal_system", sa.String(24), nullable=False),
        sa.Column("counts_back", sa.Boolean(), nullable=False),
        sa.Column("binds", sa.Boolean(), nullable=False),
        _key("after_id", "named_term", nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        _moment("starts_at", nullable=True),
        _moment("ended_at", nullable=True),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length > 0", name="ck_named_term_length"),
        sa.CheckConstraint(
            "starts_on is null or starts_at is null", name="ck_named_term_one_start"
        ),
        sa.CheckConstraint("after_id <> id", name="ck_named_term_after"),
    )
    op.create_index("ix_named_term_workspace_id", "named_term", ["workspace_id"])
    _make_changes()
    for table, adds in (("named_term", MINE), ("named_term_change", f"{MINE} and {OF_OUR_TERM}")):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({SHARED})")
        op.execute(f"create policy adds on {table} for insert with check ({SHARED} and {adds})")
        op.execute(f"create policy removes on {table} for delete using (false)")
        op.execute(f"grant select, insert on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    ours = f"{SHARED} and {MINE}"
    op.execute(f"create policy changes on named_term for update using ({ours}) with check ({ours})")
    op.execute(
        "create policy changes on named_term_change for update using (false) with check (false)"
    )
    op.execute(f"grant update ({CHANGEABLE}) on named_term to samenzicht_app")
    op.execute(f"create policy terms on log_entry as restrictive for select using ({LOG_OF_TERMS})")


def _make_changes() -> None:
    op.create_table(
        "named_term_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("term_id", "named_term"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(12), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        _key("made_by_id", "person", nullable=True),
        _moment("made_at"),
        sa.CheckConstraint(
            "(kind = 'suspended') = (first_day is not null and last_day is not null)"
            " and (kind = 'suspended') = (length is null and unit is null)",
            name="ck_named_term_change_kind",
        ),
        sa.CheckConstraint("last_day >= first_day", name="ck_named_term_change_days"),
        sa.CheckConstraint("length > 0", name="ck_named_term_change_length"),
    )
    op.create_index("ix_named_term_change_workspace_id", "named_term_change", ["workspace_id"])


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy terms on log_entry")
    op.drop_table("named_term_change")
    op.drop_table("named_term")
