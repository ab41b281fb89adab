"""One authority plans so much at one organisation, and so much in all.

Why: each activity is set beside all others at its organisation. How many may stand from today on
was looked at where one is planned; but those that were over could be moved to next year, and
entries could be renamed to one another: thousands came to stand at one organisation, and every page
of coordination took longer than a statement may. The database counts all that is not withdrawn,
whatever its days, when there comes to be more of it.
Deploy order: expand; the code before this one tells a fault of ours where there is too much.
On the way back: nothing is counted any more.
"""

from __future__ import annotations

from alembic import op

revision = "0158"
down_revision = "0157"

FITS_OLDER_CODE = True

MOST_AT_ONE, MOST = 120, 20_000
KEEP_ROOM = f"""
create function samenzicht_keep_room() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  key record;
begin
  for key in execute case when tg_op = 'INSERT'
    then 'select distinct workspace_id, organisation_id, match_key from newer'
      ' where withdrawn_at is null'
    else 'select distinct n.workspace_id, n.organisation_id, n.match_key'
      ' from newer n join older o on o.id = n.id where n.withdrawn_at is null'
      ' and (o.withdrawn_at is not null or o.match_key <> n.match_key)' end
  loop
    if (select count(*) from activity_notice x where x.workspace_id = key.workspace_id
        and x.match_key = key.match_key and x.organisation_id = key.organisation_id)
        > {MOST_AT_ONE} then
      raise exception 'too many activities at one organisation'
        using errcode = 'check_violation', constraint = 'activity_room_at_one';
    end if;
  end loop;
  if tg_op = 'INSERT' and exists (
    select from (select distinct workspace_id, organisation_id from newer) p
    where (select count(*) from activity_notice x where x.workspace_id = p.workspace_id
      and x.organisation_id = p.organisation_id) > {MOST}) then
    raise exception 'too many activities in one workspace'
      using errcode = 'check_violation', constraint = 'activity_room';
  end if;
  return null;
end
$$
"""


def upgrade() -> None:
    """Count, whenever there comes to be more."""
    op.execute(KEEP_ROOM)
    for when, seen in (
        ("insert", "new table as newer"),
        ("update", "old table as older new table as newer"),
    ):
        op.execute(
            f"create trigger keep_room_{when} after {when} on activity referencing {seen}"
            " for each statement execute function samenzicht_keep_room()"
        )


def downgrade() -> None:
    """Count no more."""
    for when in ("insert", "update"):
        op.execute(f"drop trigger keep_room_{when} on activity")
    op.execute("drop function samenzicht_keep_room()")
