"""What comes back can be corrected, and people do not ask the clock's questions.

Why: a series kept the words and the organisation that a task was corrected in, and asked them
again; now who asks may write them. Two functions of the clock told a person's session the places
and organisations of everybody: they answer jobs alone, as the others do. What was put off until
after quiet hours is found by its key, so that it leaves once.
Deploy order: expand; code before this one writes and asks less.
On the way back: series cannot be corrected, and both functions answer everybody again.
"""

from __future__ import annotations

from alembic import op

revision = "0054"
down_revision = "0053"

WORDS = "update (title, details, checklist, doing_id, assignee_id) on task_series"
DUE_PLACES = """
create or replace function samenzicht_due_places(first date, last date)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select asked.workspace_id, asked.organisation_id from (
    select t.workspace_id, t.organisation_id from task t
      where t.status in ('open', 'accepted') and t.due_on between first and last
    union
    select s.workspace_id, s.organisation_id from seat s join report r on r.id = s.report_id
      where r.status = 'signing' and s.status = 'waiting'
    union
    select c.workspace_id, c.organisation_id from scorer c join scoring g on g.id = c.scoring_id
      where g.opened_at is null and c.scored_at is null
  ) asked{0}
$$
"""
DUE_SERIES = """
create or replace function samenzicht_due_series(today date)
returns table (id uuid, workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.workspace_id, s.organisation_id from task_series s
    where s.ended_at is null and s.make_on <= today{0}
    order by s.make_on, s.id
$$
"""
PUT_OFF = "ix_procrastinate_jobs_put_off"


def upgrade() -> None:
    """Let series be corrected, ask for a job, and find what was put off."""
    op.execute(f"grant {WORDS} to samenzicht_app")
    op.execute(DUE_PLACES.format("\n  where samenzicht_person() is null"))
    op.execute(DUE_SERIES.format(" and samenzicht_person() is null"))
    op.execute(
        f"create index {PUT_OFF} on procrastinate_jobs (queueing_lock)"
        " where task_name = 'tasks.tell_later'"
    )


def downgrade() -> None:
    """Take all of it back."""
    op.execute(f"drop index {PUT_OFF}")
    op.execute(DUE_SERIES.format(""))
    op.execute(DUE_PLACES.format(""))
    op.execute(f"revoke {WORDS} from samenzicht_app")
