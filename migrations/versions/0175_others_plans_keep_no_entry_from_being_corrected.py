"""What somebody else plans at an entry never keeps its owner from correcting it.

Why: what is planned at an entry goes along when it is renamed, also what others plan there; and
where one of them would come to plan too much at one organisation, the change was refused. So
whoever planned a hundred visits that are over at another's entry kept it from being corrected, and
the refusal told its owner of plans that were closed to it. What finds no room stays where it is
now, under the old name, and goes along when the entry changes once there is room.
Deploy order: expand; the code before this one refuses less.
On the way back: such a change is refused again; what stayed stays.
"""

from __future__ import annotations

from alembic import op

revision = "0175"
down_revision = "0174"

FITS_OLDER_CODE = True

MOST_AT_ONE = 120
"""As the database counts (migration 0158)."""
FIND_FULL = f"""
  select coalesce(array_agg(p.organisation_id), '{{}}') into full_up from (
    select a.organisation_id, count(*) as more from activity a
      where a.entity_id = new.id and a.organisation_id <> new.organisation_id
        and a.withdrawn_at is null and a.match_key <> new.match_key
      group by a.organisation_id) p
    where p.more + (select count(*) from activity_notice x
      where x.workspace_id = new.workspace_id and x.match_key = new.match_key
        and x.organisation_id = p.organisation_id) > {MOST_AT_ONE};"""
HAVE_ROOM = """
      and (a.match_key = new.match_key or a.organisation_id <> all(full_up))"""
KEEP_NAMES = """
create or replace function samenzicht_keep_names() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
{0}begin{1}
  update activity a set
      entity_name = new.name, match_key = new.match_key, sector = new.sector,
      version = a.version + (a.organisation_id <> new.organisation_id)::int,
      changed_at = case when a.organisation_id <> new.organisation_id
        then new.changed_at else a.changed_at end
    where a.entity_id = new.id
      and (a.entity_name, a.match_key, a.sector) is distinct from
          (new.name, new.match_key, new.sector){2}
      and (a.organisation_id = new.organisation_id
        or a.organisation_id = any(new.named)
        or (new.rest = 'everything' and exists (select 1 from participation p
              where p.workspace_id = new.workspace_id and p.organisation_id = a.organisation_id
                and p.ended_at is null and p.role in ('lead', 'partner'))));
  return null;
end
$$
"""


def upgrade() -> None:
    """Leave where it is what finds no room."""
    op.execute(KEEP_NAMES.format("declare\n  full_up uuid[];\n", FIND_FULL, HAVE_ROOM))


def downgrade() -> None:
    """Take everything along again."""
    op.execute(KEEP_NAMES.format("", "", ""))
