"""It is known to which addresses mail comes back for good, and where the clock looked already.

Why: a mail to a dead mailbox was tried for ever, by a new row for each day on which something was
due, and nobody heard that an address does not work. A job notes the address that was refused; who
has it, colleagues and administrators can read that. The clock also put a job in the queue for each
organisation in each workspace every five minutes, due or not: now it knows which day they were
looked at last. Jobs that ended are thrown away some days later, and are found by an index.
Deploy order: expand; what is new is new, and code before this one asks the older function.
On the way back: what was refused is forgotten and tried again, and the clock asks everywhere.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"

JOB = "samenzicht_person() is null"
REFUSED = "refused_address"
SEES_REFUSED = f"""
{JOB} or person_id = samenzicht_person() or exists (
  select from person p where p.id = refused_address.person_id
    and p.organisation_id = samenzicht_organisation())
  or exists (select from person a where a.id = samenzicht_person() and a.blocked_at is null
    and 'administrator' = any(a.duties))
"""
LOOKED = "looked_place"
JOB_THERE = (
    f"({JOB} and organisation_id = samenzicht_organisation()"
    " and workspace_id in (select samenzicht_workspaces()))"
)
RULES = {
    REFUSED: (SEES_REFUSED, JOB, JOB, JOB),
    LOOKED: (JOB, JOB_THERE, JOB_THERE, "false"),
}
"""Who sees, adds, changes and removes the rows of each table."""
TO_LOOK = """
create function samenzicht_places_to_look(last date, today date)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select asked.workspace_id, asked.organisation_id from (
    select t.workspace_id, t.organisation_id, max(t.changed_at) as changed_at from task t
      where t.status in ('open', 'accepted') and t.due_on <= last group by 1, 2
    union all
    select s.workspace_id, s.organisation_id, null from seat s join report r on r.id = s.report_id
      where r.status = 'signing' and s.status = 'waiting'
    union all
    select c.workspace_id, c.organisation_id, null
      from scorer c join scoring g on g.id = c.scoring_id
      where g.opened_at is null and c.scored_at is null
  ) asked left join looked_place l
    on l.workspace_id = asked.workspace_id and l.organisation_id = asked.organisation_id
  where samenzicht_person() is null
  group by 1, 2
  having coalesce(max(l.looked_on) <> today or max(asked.changed_at) >= max(l.looked_at),
    max(l.looked_at) is null)
$$
"""
ENDED = "ix_procrastinate_jobs_ended"
CALL = "samenzicht_places_to_look(date, date)"


def _key(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=True)


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    """Make both tables with their walls, and the clock's two questions."""
    op.create_table(
        REFUSED,
        _key("person_id", "person"),
        sa.Column("address", sa.String(254), nullable=False),
        _moment("since_at"),
        _moment("last_at"),
    )
    op.create_table(
        LOOKED,
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("looked_on", sa.Date(), nullable=False),
        _moment("looked_at"),
    )
    for table, (sees, adds, changes, removes) in RULES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using ({removes})")
        op.execute(f"grant select, insert, update on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    op.execute(f"grant delete on {REFUSED} to samenzicht_app")
    op.execute(TO_LOOK)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")
    op.execute(
        f"create index {ENDED} on procrastinate_jobs (id) where status not in ('todo', 'doing')"
    )


def downgrade() -> None:
    """Take all of it away."""
    op.execute(f"drop index {ENDED}")
    op.execute(f"drop function {CALL}")
    for table in RULES:
        op.drop_table(table)
