"""A task waits for several others.

Why: often more than one thing must be there before somebody can begin, and of those one could be
named. Each task it waits for is a row; in the task itself stays the first, by which one sees at
once whether it waits at all. Rings are looked for over all tasks, also those that who asks does not
see: else two could wait for each other by way of a third, for ever.
Deploy order: expand; the step after this one writes a row for what waits already. The code before
this one would let a task begin that waits for a second.
On the way back: of several the first stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0153"
down_revision = "0152"

FITS_OLDER_CODE = False

TABLE = "task_predecessor"
INSIDE = "workspace_id = any ((select samenzicht_places())::uuid[])"
SEES = (
    f"{INSIDE} and exists (select 1 from task t where t.id = task_id"
    f" and t.workspace_id = {TABLE}.workspace_id)"
)
"""Whoever sees the task that waits, by its own wall."""
REMOVES = (
    f"{INSIDE} and exists (select 1 from task t where t.id = task_id"
    f" and t.workspace_id = {TABLE}.workspace_id"
    " and t.asking_organisation_id = (select samenzicht_organisation()))"
)
ADDS = (
    f"{REMOVES} and exists (select 1 from task b where b.id = {TABLE}.predecessor_id"
    f" and b.workspace_id = {TABLE}.workspace_id)"
)
"""Only after what one sees; what one does not see any more can still be let go of."""
RULES = {"select using": SEES, "insert with check": ADDS, "delete using": REMOVES}
WAITING = "samenzicht_waiting_for(uuid)"
WAITING_BEFORE = """
create or replace function samenzicht_waiting_for(which uuid)
returns table (task_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.organisation_id from task t
    where t.predecessor_id = which and t.status in ('open', 'accepted')
      and samenzicht_person() is null
    order by t.id
$$
"""
WAITING_AFTER = """
create or replace function samenzicht_waiting_for(which uuid)
returns table (task_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.organisation_id from task_predecessor p join task t on t.id = p.task_id
    where p.predecessor_id = which and t.status in ('open', 'accepted')
      and samenzicht_person() is null
    order by t.id
$$
"""
RING = "samenzicht_makes_ring(uuid, uuid[])"
RING_FOUND = """
create function samenzicht_makes_ring(which uuid, befores uuid[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive reached (id) as (
    select unnest(befores)
    union
    select p.predecessor_id from reached r join task_predecessor p on p.task_id = r.id
  )
  select exists (select from reached where id = which)
    and exists (select from task t where t.id = which
      and t.workspace_id = any ((select samenzicht_places())::uuid[])
      and t.asking_organisation_id = samenzicht_organisation())
$$
"""
"""Told of one's own tasks only."""


def upgrade() -> None:
    """Make the table with its walls, and the question about rings."""
    op.create_table(
        TABLE,
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("predecessor_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "predecessor_id", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_task_predecessor_task_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["predecessor_id"], ["task.id"], name=op.f("fk_task_predecessor_predecessor_id_task")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_task_predecessor_workspace_id_workspace"),
        ),
        sa.CheckConstraint("task_id <> predecessor_id", name=op.f("ck_task_predecessor_itself")),
    )
    op.create_index("ix_task_predecessor_predecessor_id", TABLE, ["predecessor_id"])
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    names = {"select": "sees", "insert": "adds", "delete": "removes"}
    for what, rule in RULES.items():
        verb = what.split()[0]
        op.execute(f"create policy {names[verb]} on {TABLE} for {what} ({rule})")
    op.execute(f"create policy changes on {TABLE} for update using (false)")
    op.execute(f"grant select, insert, delete on {TABLE} to samenzicht_app")
    op.execute(f"grant select on {TABLE} to samenzicht_keeper")
    op.execute(WAITING_AFTER)
    op.execute(RING_FOUND)
    op.execute(f"revoke all on function {RING} from public")
    op.execute(f"grant execute on function {RING} to samenzicht_app")


def downgrade() -> None:
    """Take them away; the first stands in the task itself."""
    op.execute(f"drop function {RING}")
    op.execute(WAITING_BEFORE)
    op.drop_table(TABLE)
