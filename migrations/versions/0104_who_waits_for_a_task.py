"""Who waits for a task hears that it was delivered.

Why: a task may wait for another that its own organisation sees, and who delivers that one may not
see who waits. A job asks which tasks wait, and of whom; nothing else.
Deploy order: expand; the code before this one does not know the function.
On the way back: who waits has to look.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"

INDEX = "ix_task_predecessor_id"
CALL = "samenzicht_waiting_for(uuid)"
WAITING = """
create function samenzicht_waiting_for(which uuid)
returns table (task_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.organisation_id from task t
    where t.predecessor_id = which and t.status in ('open', 'accepted')
      and samenzicht_person() is null
    order by t.id
$$
"""


def upgrade() -> None:
    """Add the question."""
    op.execute(WAITING)
    op.create_index(
        INDEX, "task", ["predecessor_id"], postgresql_where=sa.text("predecessor_id is not null")
    )
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Take it away."""
    op.drop_index(INDEX, "task")
    op.execute(f"drop function {CALL}")
