"""The chain of proof of an adopted report: links that are added before the last time stamp ends.

Why: a seal is checked with certificates, and those end after three years. A report says until when
it can be checked; before that a job adds a link. What was adopted before says nothing: the clock
finds those first. Who reads the report reads its links; only a job adds one, and nobody changes or
removes one. Two functions answer jobs alone: which proofs wear out, and how many for the operator.
Deploy order: expand; code before this one leaves the column empty, and the clock finds it then.
On the way back: the links are lost, and with them the proof of what has ended meanwhile; take the
evidence packs first. The log still tells that there were links, and of what hash.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"

SEES = (
    "workspace_id = any(array(select samenzicht_workspaces()))"
    " and exists (select 1 from report r where r.id = report_id)"
)
ADDS = (
    f"{SEES} and (select samenzicht_person()) is null"
    " and exists (select 1 from report r where r.id = report_id"
    " and r.workspace_id = report_proof.workspace_id and r.adopted_at is not null)"
)
WEARING = """
create function samenzicht_wearing_proofs(moment timestamptz, soon timestamptz)
returns table (workspace_id uuid, organisation_id uuid, report_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.workspace_id, r.organisation_id, r.id
    from report r
    where samenzicht_person() is null and r.adopted_at is not null
      and (r.holds_until is null or (r.holds_until >= moment and r.holds_until < soon))
      and not exists (
        select 1 from procrastinate_jobs j
          where j.task_name = 'reports.renew' and j.args ->> 'report' = r.id::text
            and (j.status = 'todo' or (j.status = 'doing' and j.worker_id is not null)))
    order by r.holds_until nulls last, r.id
$$
"""
"""A job in doing whose worker died has no worker any more."""
COUNTED = """
create function samenzicht_proofs_in_need(moment timestamptz, soon timestamptz)
returns table (wearing bigint, lapsed bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*) filter (where r.holds_until >= moment and r.holds_until < soon),
      count(*) filter (where r.holds_until < moment)
    from report r where samenzicht_person() is null and r.adopted_at is not null
$$
"""
FUNCTIONS = {
    "samenzicht_wearing_proofs": WEARING,
    "samenzicht_proofs_in_need": COUNTED,
}
ARGUMENTS = "(timestamptz, timestamptz)"


def upgrade() -> None:
    """Add the column, the table and the functions."""
    op.add_column("report", sa.Column("holds_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "report_proof",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stamped_by", sa.String(200), nullable=False),
        sa.Column("holds_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_report_proof_number"),
    )
    op.create_index(
        "uq_report_proof_report_id", "report_proof", ["report_id", "number"], unique=True
    )
    op.execute("alter table report_proof enable row level security")
    op.execute("alter table report_proof force row level security")
    op.execute(f"create policy sees on report_proof for select using ({SEES})")
    op.execute(f"create policy adds on report_proof for insert with check ({ADDS})")
    op.execute("create policy changes on report_proof for update using (false)")
    op.execute("create policy removes on report_proof for delete using (false)")
    op.execute("grant select on report_proof to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on report_proof to samenzicht_app")
    for name, made in FUNCTIONS.items():
        op.execute(made)
        op.execute(f"revoke all on function {name}{ARGUMENTS} from public")
        op.execute(f"grant execute on function {name}{ARGUMENTS} to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    for name in FUNCTIONS:
        op.execute(f"drop function {name}{ARGUMENTS}")
    op.drop_table("report_proof")
    op.drop_column("report", "holds_until")
