"""Access of whom nobody said that it stays is suspended after a term, until somebody says so.

Why: an access review that nobody does leaves all access as it is. Now a partner's coordinators are
asked once a quarter, with a day; after that day the access of the own people of whom nothing was
said is suspended: the membership ends, and ``suspended_at`` says it was silence that ended it, so
that confirming late opens the very same membership again. Each step stands in ``access_review``
once. Jobs find out by one function where somebody was not looked at; it tells places and
organisations, nothing else.
Deploy order: expand; code before this one leaves the column empty.
On the way back: who was suspended stays out, as somebody whose membership ended; terms are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"

JOB = "samenzicht_person() is null"
OWN_INSIDE = (
    "organisation_id = (select samenzicht_organisation())"
    " and workspace_id = any(array(select samenzicht_workspaces()))"
)
NOT_REVIEWED = """
create function samenzicht_not_reviewed(since timestamptz)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct m.workspace_id, m.organisation_id
    from membership m
    join participation p
      on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
    join workspace w on w.id = m.workspace_id
    where samenzicht_person() is null
      and m.ended_at is null and p.ended_at is null and w.status = 'open'
      and m.role <> 'coordinator' and coalesce(m.reviewed_at, m.added_at) < since
$$
"""


def upgrade() -> None:
    """Add the column, the table with its wall, and the function."""
    op.add_column(
        "membership", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_check_constraint(
        "ck_membership_suspended", "membership", "suspended_at is null or ended_at is not null"
    )
    op.create_table(
        "access_review",
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), primary_key=True),
        sa.Column("quarter_on", sa.Date(), primary_key=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.execute("alter table access_review enable row level security")
    op.execute("alter table access_review force row level security")
    op.execute(f"create policy sees on access_review for select using ({OWN_INSIDE})")
    op.execute(
        f"create policy adds on access_review for insert with check ({JOB} and {OWN_INSIDE})"
    )
    op.execute(
        f"create policy changes on access_review for update using ({JOB} and {OWN_INSIDE})"
        f" with check ({JOB} and {OWN_INSIDE})"
    )
    op.execute("create policy removes on access_review for delete using (false)")
    op.execute("grant select, insert, update on access_review to samenzicht_app")
    op.execute("grant select on access_review to samenzicht_keeper")
    op.execute(NOT_REVIEWED)
    op.execute("revoke all on function samenzicht_not_reviewed(timestamptz) from public")
    op.execute("grant execute on function samenzicht_not_reviewed(timestamptz) to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    op.execute("drop function samenzicht_not_reviewed(timestamptz)")
    op.drop_table("access_review")
    op.drop_constraint(op.f("ck_membership_ck_membership_suspended"), "membership")
    op.drop_column("membership", "suspended_at")
