"""A person can sign with a key of their own, in a PDF reader: the register says whose it is.

Why: a mandate names the certificate its holder may sign with outside the application, and the roots
such certificates come from are kept beside those of seals made elsewhere. A report whose last
signature came so is still closed with a time stamp by the worker, and the clock finds one that
waits for that: it stands in no seat that waits for a seal.
Deploy order: expand; old code takes no notice of the column, but would take the new rows for the
root of a time stamp, so the setting follows when all of the new code runs.
On the way back: which certificates were registered is lost, and so are those roots: what was signed
under them can no longer be checked by us; whoever holds a trust bundle still can.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"

NAME = "ck_signing_key_ck_signing_key_purpose"
BEFORE = "purpose in ('seal', 'stamp', 'stamp_root', 'seal_root')"
SINCE = "purpose in ('seal', 'stamp', 'stamp_root', 'seal_root', 'sign_root')"
UNSEALED = """
create or replace function samenzicht_unsealed()
returns table (workspace_id uuid, organisation_id uuid, report_id uuid, seat_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.workspace_id, r.organisation_id, s.report_id, s.id
    from seat s join report r on r.id = s.report_id
    where samenzicht_person() is null
      and s.status in ('signed', 'signed_with_reservation') and {waits}
      and not exists (
        select 1 from procrastinate_jobs j
          where j.task_name = 'reports.seal' and j.args ->> 'seat' = s.id::text
            and (j.status = 'todo' or (j.status = 'doing' and j.worker_id is not null)))
    order by s.decided_at, s.id
$$
"""
NO_SEAL = "s.sealed_at is null"
NOT_CLOSED = """(s.sealed_at is null
        or (s.proof ? 'elsewhere' and r.status = 'signing' and not exists (
          select 1 from seat o
            where o.report_id = r.id and o.is_required and o.sealed_at is null)))"""


def upgrade() -> None:
    """Add the column, let the roots in, and let the clock find what waits to be closed."""
    op.add_column(
        "mandate",
        sa.Column("certificate", sa.String(100), server_default=sa.text("''"), nullable=False),
    )
    op.drop_constraint(op.f(NAME), "signing_key")
    op.create_check_constraint("ck_signing_key_purpose", "signing_key", SINCE)
    op.execute(UNSEALED.format(waits=NOT_CLOSED))


def downgrade() -> None:
    """Take them away."""
    op.execute(UNSEALED.format(waits=NO_SEAL))
    op.execute("delete from signing_key where purpose = 'sign_root'")
    op.drop_constraint(op.f(NAME), "signing_key")
    op.create_check_constraint("ck_signing_key_purpose", "signing_key", BEFORE)
    op.drop_column("mandate", "certificate")
