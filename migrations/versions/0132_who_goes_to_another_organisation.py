"""How much somebody leaves open who goes to another organisation, and where that is to be ended.

Why: an administrator sees no workspace, and so could not know that an account still had work. Two
functions tell the least that is needed: numbers to the administrator of that very organisation, and
to jobs the places in which a blocked person still stands as a member.
Deploy order: expand; the code before this one does not ask them.
On the way back: nobody asks them.
"""

from __future__ import annotations

from alembic import op

revision = "0132"
down_revision = "0131"
FITS_OLDER_CODE = True

LEFT_OPEN = """
create function samenzicht_left_open(someone uuid)
returns table (places bigint, tasks bigint, mandates bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select
    (select count(*) from membership m join participation p
        on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
      where m.person_id = h.id and m.ended_at is null and p.ended_at is null
        and (m.until_on is null or m.until_on >= samenzicht_today())),
    (select count(*) from task t
      where t.assignee_id = h.id and t.status not in ('done', 'withdrawn')),
    (select count(*) from mandate d
      where d.holder_id = h.id and d.valid_to >= samenzicht_today())
  from person h
  where h.id = someone and exists (
    select 1 from person a
      where a.id = samenzicht_person() and a.organisation_id = h.organisation_id
        and a.organisation_id = samenzicht_organisation()
        and a.blocked_at is null and 'administrator' = any(a.duties))
$$
"""
"""Numbers over all places together, and no name."""
PLACES = """
create function samenzicht_places_left(someone uuid) returns table (place uuid, organisation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.workspace_id, m.organisation_id
    from membership m
      join participation p
        on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
      join person h on h.id = m.person_id
    where m.person_id = someone and h.blocked_at is not null
      and m.ended_at is null and p.ended_at is null
      and samenzicht_person() is null and samenzicht_organisation() is null
    order by 1, 2
$$
"""
CALLS = ("samenzicht_left_open(uuid)", "samenzicht_places_left(uuid)")


def upgrade() -> None:
    """Make both."""
    for made in (LEFT_OPEN, PLACES):
        op.execute(made)
    for call in CALLS:
        op.execute(f"revoke all on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    for call in CALLS:
        op.execute(f"drop function {call}")
