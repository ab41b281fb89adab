"""A coordinator enters that a colleague is away, and who stands in.

Why: who falls ill says nothing in Samenzicht, and reminders then reach nobody. What somebody chose
stays one's own: another's row is neither read nor written, but for one function of the owner role,
which writes the days and the deputy alone, for a colleague in a workspace where one coordinates for
the same organisation, and never over an absence that the colleague entered. A second function gives
back what was entered so.
Deploy order: expand; the code before this one leaves the new column empty.
On the way back: who entered an absence is lost; the absence stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0134"
down_revision = "0133"

FITS_OLDER_CODE = True

COLLEAGUES = """
  select distinct m.person_id from membership m
    join membership own on own.workspace_id = m.workspace_id
    where m.ended_at is null and own.ended_at is null and own.role = 'coordinator'
      and own.person_id = samenzicht_person() and m.person_id <> own.person_id
      and own.organisation_id = samenzicht_organisation()
      and m.organisation_id = own.organisation_id
      and (own.until_on is null or own.until_on >= samenzicht_today())
      and (m.until_on is null or m.until_on >= samenzicht_today())
"""
ENTER = f"""
create function samenzicht_enter_absence(
  colleague uuid, first date, last date, deputy uuid
) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into notice_choice as c
      (person_id, away_from, away_until, deputy_id, away_set_by_id)
    select p.person_id, $2, $3, $4, case when $2 is null then null else samenzicht_person() end
      from ({COLLEAGUES}) p where p.person_id = $1
    on conflict (person_id) do update
      set away_from = excluded.away_from, away_until = excluded.away_until,
          deputy_id = excluded.deputy_id, away_set_by_id = excluded.away_set_by_id
      where c.away_set_by_id is not null or c.away_until is null or c.away_until < $2
    returning c.person_id
$$
"""
LIST = f"""
create function samenzicht_entered_absences(since date)
returns table (
  person_id uuid, away_from date, away_until date, deputy_id uuid, entered_by_id uuid
)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.person_id, c.away_from, c.away_until, c.deputy_id, c.away_set_by_id
    from notice_choice c join ({COLLEAGUES}) p on p.person_id = c.person_id
    where c.away_set_by_id is not null and c.away_until >= $1
$$
"""
FUNCTIONS = {
    ENTER: "samenzicht_enter_absence(uuid, date, date, uuid)",
    LIST: "samenzicht_entered_absences(date)",
}


def upgrade() -> None:
    """Keep who entered an absence, and make the two functions."""
    op.add_column(
        "notice_choice",
        sa.Column("away_set_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_check_constraint(
        op.f("ck_notice_choice_away_set"),
        "notice_choice",
        "away_set_by_id is null or (away_from is not null and away_set_by_id <> person_id)",
    )
    for body, name in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"revoke all on function {name} from public")
        op.execute(f"grant execute on function {name} to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    for name in FUNCTIONS.values():
        op.execute(f"drop function {name}")
    op.drop_constraint(op.f("ck_notice_choice_away_set"), "notice_choice")
    op.drop_column("notice_choice", "away_set_by_id")
