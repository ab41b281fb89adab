"""A seal that waits says why, and the clock finds it again.

Why: the queue lets go of a job after many attempts, or leaves it when its worker dies; the decision
stands, so its seal must still come. The clock asks one function which seals wait that no job is
about to place. It answers jobs alone, with ids and nothing else.
Deploy order: expand; the column is new, and the code before this one leaves it empty.
On the way back: why seals wait is forgotten; the log still tells.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"

UNSEALED = """
create function samenzicht_unsealed()
returns table (workspace_id uuid, organisation_id uuid, report_id uuid, seat_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.workspace_id, r.organisation_id, s.report_id, s.id
    from seat s join report r on r.id = s.report_id
    where samenzicht_person() is null
      and s.status in ('signed', 'signed_with_reservation') and s.sealed_at is null
      and not exists (
        select 1 from procrastinate_jobs j
          where j.task_name = 'reports.seal' and j.args ->> 'seat' = s.id::text
            and (j.status = 'todo' or (j.status = 'doing' and j.worker_id is not null)))
    order by s.decided_at, s.id
$$
"""
"""A job in doing whose worker died has no worker any more."""


def upgrade() -> None:
    """Add the column and the function."""
    op.add_column("seat", sa.Column("stamp_doubt", sa.String(20), nullable=True))
    op.execute(UNSEALED)
    op.execute("revoke all on function samenzicht_unsealed() from public")
    op.execute("grant execute on function samenzicht_unsealed() to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    op.execute("drop function samenzicht_unsealed()")
    op.drop_column("seat", "stamp_doubt")
