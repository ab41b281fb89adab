"""The guide keeps its answers, a privacy officer approves a basis, a lead proposes profiles.

Why: what was answered about giving a document is evidence, so rows are added and never changed. It
is for the contributing organisation alone: its members in that workspace, and its privacy officer,
who need not work there and so is told by a function of the owner role. Only that officer writes the
answer to a basis in free text, and for that he may add a line to the workspace's log. In the log
the lines about both are hidden from everybody else by a policy of their own, which only takes away.
Deploy order: expand; the tables are new, and no line of the log is about one yet.
On the way back: answers, questions about bases and profiles are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
ME = "(select samenzicht_person())"
MINE = "(select samenzicht_organisation())"
OFFICER = "(select samenzicht_is_privacy_officer())"
OWN_DOCUMENT = (
    "exists (select 1 from document d where d.id = document_id"
    f" and d.workspace_id = {{table}}.workspace_id and d.organisation_id = {MINE})"
)
LEAD_INSIDE = f"{INSIDE} and samenzicht_leads(workspace_id)"

IS_OFFICER = """
create function samenzicht_is_privacy_officer() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from person p
      where p.id = samenzicht_person() and p.organisation_id = samenzicht_organisation()
        and 'privacy_officer' = any(p.duties) and p.blocked_at is null)
$$
"""
WATCHES = """
create function samenzicht_watches(place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select samenzicht_is_privacy_officer() and exists (
    select 1 from own_basis b
      where b.workspace_id = place and b.owner_id = samenzicht_organisation())
$$
"""
LOG_KINDS = ("own_basis", "sharing_answer")
# table: (who sees a row, who adds one, who changes one)
WALLS = {
    "own_basis": (
        f"owner_id = {MINE} and ({INSIDE} or {OFFICER})",
        f"owner_id = {MINE} and {INSIDE} and asked_by_id = {ME} and answer = 'open' and "
        + OWN_DOCUMENT.format(table="own_basis"),
        f"owner_id = {MINE} and {OFFICER} and asked_by_id <> {ME}",
    ),
    "sharing_answer": (
        f"organisation_id = {MINE} and ({INSIDE} or {OFFICER})",
        f"organisation_id = {MINE} and {INSIDE} and asked_by_id = {ME} and "
        + OWN_DOCUMENT.format(table="sharing_answer"),
        "false",
    ),
    "sharing_profile": (INSIDE, LEAD_INSIDE, LEAD_INSIDE),
    "profile_level": (INSIDE, LEAD_INSIDE, "false"),
}


def upgrade() -> None:
    """Make the tables with their walls, and let an officer write in the log."""
    _own_basis()
    _sharing_answer()
    _profiles()
    op.execute(IS_OFFICER)
    op.execute(WATCHES)
    for table, (sees, adds, changes) in WALLS.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using (false)")
        op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
        op.execute(f"grant insert on {table} to samenzicht_app")
    op.execute(
        "grant update (answer, answer_reason, answered_at, answered_by_id)"
        " on own_basis to samenzicht_app"
    )
    op.execute("grant update (ended_at) on sharing_profile to samenzicht_app")
    op.execute("create policy officer_sees on log_tree for select using (samenzicht_watches(id))")
    op.execute(
        "create policy officer_changes on log_tree for update"
        " using (samenzicht_watches(id)) with check (samenzicht_watches(id))"
    )
    op.execute(
        "create policy officer_adds on log_entry for insert"
        f" with check (object_kind = 'own_basis' and actor_id = {ME}"
        " and samenzicht_watches(tree_id))"
    )
    kinds = ", ".join(f"'{kind}'" for kind in LOG_KINDS)
    own = "".join(
        f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
        for kind in LOG_KINDS
    )
    op.execute(
        "create policy sharing_is_of_the_giver on log_entry as restrictive for select"
        f" using (object_kind not in ({kinds}){own})"
    )


def _own_basis() -> None:
    op.create_table(
        "own_basis",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("document_title", sa.String(200), nullable=False),
        sa.Column("workspace_ref", sa.String(30), nullable=False),
        sa.Column("law", sa.String(200), nullable=False),
        sa.Column("article", sa.String(100), nullable=False),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("data", postgresql.ARRAY(sa.String(60)), nullable=False),
        sa.Column("special_data", postgresql.ARRAY(sa.String(20)), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("answer_reason", sa.String(500), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.UniqueConstraint("code", name="uq_own_basis_code"),
        sa.CheckConstraint(
            "(answer = 'open') = (answered_at is null)", name="ck_own_basis_answered"
        ),
    )
    op.create_index("ix_own_basis_document_id", "own_basis", ["document_id", "receiver_id"])
    op.create_index("ix_own_basis_owner_id", "own_basis", ["owner_id", "answer"])


def _sharing_answer() -> None:
    op.create_table(
        "sharing_answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("legal_basis", sa.String(40), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("disclosure", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'yes') = (legal_basis <> '')", name="ck_sharing_answer_basis"
        ),
    )
    op.create_index(
        "ix_sharing_answer_workspace_id",
        "sharing_answer",
        ["workspace_id", "organisation_id", "answered_at"],
    )
    op.create_index(
        "ix_sharing_answer_organisation_id", "sharing_answer", ["organisation_id", "answered_at"]
    )


def _profiles() -> None:
    op.create_table(
        "sharing_profile",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(
        "uq_sharing_profile_name",
        "sharing_profile",
        ["workspace_id", "name"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "profile_level",
        sa.Column("profile_id", sa.Uuid(), sa.ForeignKey("sharing_profile.id"), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("level between 1 and 5", name="ck_profile_level_level"),
    )


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy sharing_is_of_the_giver on log_entry")
    op.execute("drop policy officer_adds on log_entry")
    op.execute("drop policy officer_changes on log_tree")
    op.execute("drop policy officer_sees on log_tree")
    for table in reversed(WALLS):
        for policy in ("sees", "adds", "changes", "removes"):
            op.execute(f"drop policy {policy} on {table}")
    op.execute("drop function samenzicht_watches(uuid)")
    op.execute("drop function samenzicht_is_privacy_officer()")
    for table in ("profile_level", "sharing_profile", "sharing_answer", "own_basis"):
        op.drop_table(table)
