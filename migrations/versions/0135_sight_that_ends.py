"""The clock looks where sight of documents ends within a week.

Why: a rule with a last day took sight away without a word, from who had it and for who gave it.
Deploy order: expand; the code before this one knows no such notice.
On the way back: notices of it are lost.
"""

from __future__ import annotations

from alembic import op

revision = "0135"
down_revision = "0134"

FITS_OLDER_CODE = False

TO_LOOK = """
create or replace function samenzicht_places_to_look(last date, today date)
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
    union all
    select q.workspace_id, q.partner_id, max(q.changed_at) from document_request q
      where q.status = 'open' and q.due_on <= last group by 1, 2{0}{1}
  ) asked left join looked_place l
    on l.workspace_id = asked.workspace_id and l.organisation_id = asked.organisation_id
  where samenzicht_person() is null
  group by 1, 2
  having coalesce(max(l.looked_on) <> today or max(asked.changed_at) >= max(l.looked_at),
    max(l.looked_at) is null)
$$
"""
TERMS = """
    union all
    select a.workspace_id, a.organisation_id, max(case
        when a.noticed_at > today - 5 and (a.warned_at is null or a.notified_at is null)
        then 'infinity' else a.changed_at end) from activity a
      where a.withdrawn_at is null and a.finished_at is null and a.kind <> 'quiet'
        and (a.due_on <= last or a.noticed_at is not null and a.reported_at is null) group by 1, 2
    union all
    select c.workspace_id, c.organisation_id, max(c.changed_at) from incident_case c
      where c.due_on <= last and c.came_in_on is null group by 1, 2
    union all
    select n.workspace_id, n.organisation_id, max(case
        when n.unit = 'hours' and n.starts_at + n.length * interval '1 hour' > today - 2
        then 'infinity' else n.changed_at end) from named_term n
      where n.ended_at is null and num_nonnulls(n.starts_on, n.starts_at, n.after_id) > 0
      group by 1, 2"""
RULES = """
    union all
    select r.workspace_id, unnest(array[r.organisation_id, r.owner_id]), null from access_rule r
      where r.until between today and today + 7 and r.level >= 2 and cardinality(r.people) = 0"""


def upgrade() -> None:
    """Look there too."""
    op.execute(TO_LOOK.format(TERMS, RULES))


def downgrade() -> None:
    """Look there no more."""
    op.execute("delete from reminder where moment = 10018")
    op.execute("delete from notice where kind = 'sight_ends'")
    op.execute(TO_LOOK.format(TERMS, ""))
