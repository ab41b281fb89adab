"""Who judges an emergency sight is told what was opened under it, and when.

Why: the privacy officer works in few workspaces and cannot read their logs. Of a document that the
officer does not see anyway its title is not told: it often names a case or a person.
Deploy order: expand; old code does not ask it.
On the way back: the function goes; the log keeps what was opened.
"""

from __future__ import annotations

from alembic import op

revision = "0099"
down_revision = "0098"

OPENINGS = """
create function samenzicht_emergency_openings(which uuid)
returns table (at timestamptz, document uuid, title text)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.at, e.object_id,
      case when d.workspace_id in (select samenzicht_workspaces())
        and d.classification <= samenzicht_clearance() then d.title::text end
    from emergency_sight s
      join log_entry e on e.tree_id = s.workspace_id and e.at >= s.opened_at
        and e.at <= coalesce(s.ended_at, s.ends_at) and e.actor_id = s.person_id
        and e.action = 'document:emergency:read'
      left join document d on d.id = e.object_id
    where s.id = which and s.organisation_id = samenzicht_organisation()
      and (s.person_id = samenzicht_person() or samenzicht_is_privacy_officer() or exists (
        select 1 from samenzicht_emergency_places() k
          where k.place = s.workspace_id and k.coordinates))
    order by e.at, e.index limit 200
$$
"""


def upgrade() -> None:
    """Make it, for the program alone."""
    op.execute(OPENINGS)
    op.execute("revoke execute on function samenzicht_emergency_openings(uuid) from public")
    op.execute("grant execute on function samenzicht_emergency_openings(uuid) to samenzicht_app")


def downgrade() -> None:
    """Take it away."""
    op.execute("drop function samenzicht_emergency_openings(uuid)")
