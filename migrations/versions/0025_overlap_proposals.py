"""Two authorities settle an overlap: one proposes, the other answers.

Why: an organisation should not be visited three times in one quarter. A proposal is known to the
two authorities; once agreed it is read by whoever reads both activities. What was agreed moves both
rows at once, and only that: one function of the owner role does it, for the authority that agrees.
Deploy order: expand; the code before this one knows no proposals.
On the way back: proposals are lost; windows stay as they are, and the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
OF_TWO = f"{INSIDE} and {ME} in (organisation_id, partner_id)"
READS_BOTH = " and ".join(
    f"exists (select 1 from activity x where x.id = {column})"
    for column in ("activity_id", "partner_activity_id")
)
SEES = f"({OF_TWO}) or ({INSIDE} and status = 'agreed' and {READS_BOTH})"
ADDS = (
    f"{SHARED} and organisation_id = {ME} and status = 'open'"
    " and exists (select 1 from activity x where x.id = activity_id"
    " and x.organisation_id = overlap_proposal.organisation_id"
    " and x.workspace_id = overlap_proposal.workspace_id)"
    " and exists (select 1 from activity x where x.id = partner_activity_id"
    " and x.organisation_id = partner_id"
    " and x.workspace_id = overlap_proposal.workspace_id)"
)
CHANGEABLE = "status, answer, answered_by_id, answered_at, changed_at, version"
MOVE = """
create function samenzicht_move_as_agreed(proposal uuid) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  update activity a set
      starts_on = p.starts_on, ends_on = p.ends_on,
      due_on = case when a.due_on < p.starts_on then p.ends_on else a.due_on end,
      agreed_from = p.starts_on, agreed_until = p.ends_on,
      agreed_due_on = case when a.due_on < p.starts_on then p.ends_on else a.due_on end,
      moved_at = p.answered_at, changed_at = p.answered_at, version = a.version + 1, before = null
    from overlap_proposal p
    where p.id = proposal and p.status = 'agreed' and p.partner_id = samenzicht_organisation()
      and p.workspace_id in (select samenzicht_shared_workspaces())
      and a.withdrawn_at is null
      and ((p.kind in ('combine', 'shift_ours') and a.id = p.activity_id)
           or (p.kind in ('combine', 'shift_theirs') and a.id = p.partner_activity_id))
      and a.moved_at <= p.answered_at
    returning a.id
$$
"""
LOG_OF_PROPOSALS = (
    "object_kind <> 'overlap_proposal'"
    " or exists (select 1 from overlap_proposal x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make the table with its walls, and the one way an agreement moves both rows."""

    def key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
        return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)

    def moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
        return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)

    op.create_table(
        "overlap_proposal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        key("workspace_id", "workspace"),
        key("organisation_id", "organisation"),
        key("partner_id", "organisation"),
        key("activity_id", "activity"),
        key("partner_activity_id", "activity"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        key("proposed_by_id", "person"),
        moment("proposed_at"),
        key("answered_by_id", "person", nullable=True),
        moment("answered_at", nullable=True),
        moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("organisation_id <> partner_id", name="ck_overlap_proposal_two"),
        sa.CheckConstraint(
            "(kind = 'keep') = (starts_on is null) and (starts_on is null) = (ends_on is null)",
            name="ck_overlap_proposal_window",
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_overlap_proposal_days"),
    )
    op.create_index("ix_overlap_proposal_partner_id", "overlap_proposal", ["partner_id", "status"])
    op.create_index(
        "ix_overlap_proposal_partner_activity_id", "overlap_proposal", ["partner_activity_id"]
    )
    op.create_index(
        "uq_overlap_proposal_activity_id",
        "overlap_proposal",
        ["activity_id", "partner_activity_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.execute("alter table overlap_proposal enable row level security")
    op.execute("alter table overlap_proposal force row level security")
    op.execute(f"create policy sees on overlap_proposal for select using ({SEES})")
    op.execute(f"create policy adds on overlap_proposal for insert with check ({ADDS})")
    op.execute(
        f"create policy changes on overlap_proposal for update using ({OF_TWO})"
        f" with check ({OF_TWO})"
    )
    op.execute("create policy removes on overlap_proposal for delete using (false)")
    op.execute("grant select on overlap_proposal to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on overlap_proposal to samenzicht_app")
    op.execute(f"grant update ({CHANGEABLE}) on overlap_proposal to samenzicht_app")
    op.execute(MOVE)
    op.execute(
        f"create policy proposals on log_entry as restrictive for select using ({LOG_OF_PROPOSALS})"
    )


def downgrade() -> None:
    """Take the table away."""
    op.execute("drop policy proposals on log_entry")
    op.execute("drop function samenzicht_move_as_agreed(uuid)")
    op.drop_table("overlap_proposal")
