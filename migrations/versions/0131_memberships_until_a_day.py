"""A membership may have a last day, chosen beforehand; after it nothing is seen any more.

Why: who helps for a while stays in until somebody remembers to end it. The day stands beside the
membership, and the wall itself looks at it, so that a clock that is late lets nobody look longer.
The job that ends what is over finds it by one function, which tells places and organisations only.
Deploy order: expand; code before this one leaves the column empty.
On the way back: who had a last day stays in until somebody ends it; the log keeps which day it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0131"
down_revision = "0130"
FITS_OLDER_CODE = True

OVER = """
create function samenzicht_over() returns table (place uuid, organisation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct m.workspace_id, m.organisation_id
    from membership m
    join participation p
      on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
    where samenzicht_person() is null and samenzicht_organisation() is null
      and m.ended_at is null and p.ended_at is null and m.until_on < samenzicht_today()
    order by 1, 2
$$
"""
"""For the clock alone, which acts for no organisation."""
LASTS = "({0}.until_on is null or {0}.until_on >= samenzicht_today())"
M = LASTS.format("m")
LEFT_WITH_IT = "and m.ended_at is not distinct from p.ended_at"
PARTS = (
    (
        "samenzicht_workspaces()",
        "m.ended_at is null and p.ended_at is null",
        f"m.ended_at is null and p.ended_at is null and {M}",
    ),
    (
        "samenzicht_keeps_programme()",
        "and m.role = 'coordinator' and m.ended_at is null",
        f"and m.role = 'coordinator' and m.ended_at is null and {M}",
    ),
    (
        "samenzicht_hold_places()",
        LEFT_WITH_IT,
        f"{LEFT_WITH_IT} and (m.ended_at is not null or {M})",
    ),
    (
        "samenzicht_departures()",
        LEFT_WITH_IT,
        f"{LEFT_WITH_IT} and (m.ended_at is not null or {M})",
    ),
    (
        "samenzicht_take_over(uuid, uuid, date, timestamptz)",
        "goes_on := samenzicht_heir(which, gone.person_id);",
        """goes_on := case when gone.until_on is null or gone.until_on >= today
      then samenzicht_heir(which, gone.person_id) end;
    update membership m set ended_at = moment where m.workspace_id = place
      and m.person_id = goes_on and m.ended_at is null and m.until_on < today;""",
    ),
    (
        "samenzicht_take_over(uuid, uuid, date, timestamptz)",
        """organisation_id, role, added_at)
        values (gen_random_uuid(), place, goes_on, s.successor_id, gone.role, moment)""",
        """organisation_id, role, added_at, until_on)
        values (gen_random_uuid(), place, goes_on, s.successor_id, gone.role, moment,
          gone.until_on)""",
    ),
    (
        "samenzicht_sight_of_mine()",
        "and m.ended_at is null",
        f"and m.ended_at is null and {M}",
    ),
    (
        "samenzicht_openings(uuid, uuid, uuid, timestamptz, timestamptz, integer, integer)",
        "and m.ended_at is null and p.ended_at is null",
        f"and m.ended_at is null and p.ended_at is null and {M}",
    ),
    (
        "samenzicht_emergency_places()",
        "c.ended_at is null and p.ended_at is null",
        f"c.ended_at is null and p.ended_at is null and {LASTS.format('c')}",
    ),
    (
        "samenzicht_emergency_stands()",
        "and m.role = 'coordinator' and m.ended_at is null",
        f"and m.role = 'coordinator' and m.ended_at is null and {M}",
    ),
    (
        "samenzicht_approve_destruction(uuid, timestamptz, timestamptz)",
        "and m.person_id = samenzicht_person() and m.ended_at is null",
        f"and m.person_id = samenzicht_person() and m.ended_at is null and {M}",
    ),
)
HOURS = (
    "organisation_id = samenzicht_organisation() and"
    " (exists (select 1 from membership m where m.person_id = samenzicht_person()"
    " and m.organisation_id = samenzicht_organisation() and m.role = 'coordinator'"
    " and m.ended_at is null{also})"
    " or exists (select 1 from person p where p.id = samenzicht_person()"
    " and 'coordinator' = any(p.duties)))"
)


def upgrade() -> None:
    """Add the day, and let the walls look at it."""
    op.add_column("membership", sa.Column("until_on", sa.Date(), nullable=True))
    op.create_index("ix_membership_until_on", "membership", ["until_on"])
    for call, before, after in PARTS:
        _restate(call, before, after)
    _keep_hours(f" and {M}")
    op.execute(OVER)
    op.execute("revoke all on function samenzicht_over() from public")
    op.execute("grant execute on function samenzicht_over() to samenzicht_app")


def _keep_hours(also: str) -> None:
    held = HOURS.format(also=also)
    op.execute(f"alter policy adds on organisation_hours with check ({held})")
    op.execute(f"alter policy changes on organisation_hours using ({held}) with check ({held})")


def _restate(call: str, before: str, after: str) -> None:
    """Put one part of a function in the place of another, and see that it was there."""
    op.execute(f"""
do $restate$
declare
  written text := pg_get_functiondef('{call}'::regprocedure);
  part text := $part${before}$part$;
begin
  if position(part in written) = 0 then
    raise exception 'the function is not as it was';
  end if;
  execute replace(written, part, $part${after}$part$);
end
$restate$
""")


def downgrade() -> None:
    """Take the day away."""
    op.execute("drop function samenzicht_over()")
    _keep_hours("")
    for call, before, after in reversed(PARTS):
        _restate(call, after, before)
    op.drop_index("ix_membership_until_on", "membership")
    op.drop_column("membership", "until_on")
