"""Who of other organisations opened what the own one brought, over all its workspaces at once.

Why: the log of each workspace tells it line by line to the members there. Who contributes for the
organisation reads it in one list for the workspaces one works in, the privacy officer for all of
them, also those the organisation left. It is what the log tells that organisation: nothing in it is
new but that it stands together. Titles are told to who sees the document anyway.
Deploy order: expand; old code does not ask this.
On the way back: the function goes; the log stays.
"""

from __future__ import annotations

from alembic import op

revision = "0060"
down_revision = "0059"

OPENED = (
    "'document:content:read', 'document:content:download', 'document:content:compare',"
    " 'document:content:archive'"
)
OWN = "samenzicht_organisation()"
CALL = "samenzicht_openings(uuid, uuid, uuid, timestamptz, timestamptz, integer, integer)"
OPENINGS = f"""
create function samenzicht_openings(chosen uuid, about uuid, opener uuid, since timestamptz,
  past timestamptz, most integer, skipped integer)
returns table (place uuid, number bigint, at timestamptz, action text, organisation uuid,
  person text, document uuid, title text, version integer, purpose text)
language sql stable security definer set search_path = public, pg_temp as $$
  with told as (
    select w.id, w.id in (select samenzicht_workspaces()) as is_inside from workspace w
      where (chosen is null or w.id = chosen) and (
        samenzicht_is_privacy_officer() or exists (
          select 1 from membership m join participation p
              on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
            where m.workspace_id = w.id and m.person_id = samenzicht_person()
              and m.organisation_id = {OWN} and m.role in ('coordinator', 'contributor')
              and m.ended_at is null and p.ended_at is null))),
  lines as (
    select e.tree_id, e.index, e.at, e.action, e.organisation_id, e.actor_id, e.entry, d.id,
        case when t.is_inside and d.classification <= samenzicht_clearance()
          then d.title::text end as title
      from told t join document d on d.workspace_id = t.id and d.organisation_id = {OWN}
        join log_entry e on e.object_id = d.id and e.tree_id = t.id
      where e.action in ({OPENED}) and e.organisation_id <> {OWN}
        and (about is null or d.id = about) and (opener is null or e.organisation_id = opener)
        and (since is null or e.at >= since) and (past is null or e.at < past)
        and (samenzicht_is_privacy_officer() or d.classification <= samenzicht_clearance())
      order by e.at desc, e.tree_id, e.index desc limit most offset skipped)
  select l.tree_id, l.index + 1, l.at, l.action::text, l.organisation_id, p.name::text, l.id,
      l.title, (f.facts ->> 'version')::integer, f.facts ->> 'reading_purpose'
    from lines l left join person p on p.id = l.actor_id
      cross join lateral (
        select convert_from(l.entry, 'UTF8')::jsonb -> 'facts' as facts) f
    order by l.at desc, l.tree_id, l.index desc
$$
"""


def upgrade() -> None:
    """Let who contributes and a privacy officer be told."""
    op.execute(OPENINGS)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Tell it no more in one list."""
    op.execute(f"drop function {CALL}")
