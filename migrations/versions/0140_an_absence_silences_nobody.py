"""What another enters as an absence lasts six weeks at most, and takes no deputy of one's own.

Why: a coordinator could mark a colleague away for years, and put another deputy in the place of the
one whom the colleague chose. Whose the deputy is stands beside it from now on; what is there of an
absence that a coordinator entered counts as that one's.
Deploy order: expand; the code before this one knows no notice of it.
On the way back: whose a deputy is is lost, and so are notices of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0139"

FITS_OLDER_CODE = False

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
AFTER = f"""
create or replace function samenzicht_enter_absence(
  colleague uuid, first date, last date, deputy uuid
) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into notice_choice as c
      (person_id, away_from, away_until, deputy_id, away_set_by_id, has_lent_deputy)
    select p.person_id, $2, $3, case when $2 is not null then $4 end,
        case when $2 is not null then samenzicht_person() end, $2 is not null and $4 is not null
      from ({COLLEAGUES}) p
      where p.person_id = $1 and ($3 is null or $3 <= samenzicht_today() + 42)
    on conflict (person_id) do update
      set away_from = excluded.away_from, away_until = excluded.away_until,
          away_set_by_id = excluded.away_set_by_id,
          deputy_id = case when c.deputy_id is null or c.has_lent_deputy
            then excluded.deputy_id else c.deputy_id end,
          has_lent_deputy = (c.deputy_id is null or c.has_lent_deputy) and excluded.has_lent_deputy
      where c.away_set_by_id is not null or c.away_until is null
        or c.away_until < samenzicht_today()
    returning c.person_id
$$
"""
BEFORE = f"""
create or replace function samenzicht_enter_absence(
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


def upgrade() -> None:
    """Keep whose the deputy is, and hold what another enters to six weeks."""
    op.add_column(
        "notice_choice",
        sa.Column("has_lent_deputy", sa.Boolean(), server_default="false", nullable=False),
    )
    op.execute(
        "update notice_choice set has_lent_deputy = true"
        " where away_set_by_id is not null and deputy_id is not null"
    )
    op.create_check_constraint(
        op.f("ck_notice_choice_lent_deputy"),
        "notice_choice",
        "not has_lent_deputy or (deputy_id is not null and away_set_by_id is not null)",
    )
    op.execute(AFTER)


def downgrade() -> None:
    """Let another enter what there is no end of."""
    op.execute("delete from reminder where moment = 10020")
    op.execute("delete from notice where kind = 'marked_away'")
    op.execute(BEFORE)
    op.drop_constraint(op.f("ck_notice_choice_lent_deputy"), "notice_choice")
    op.drop_column("notice_choice", "has_lent_deputy")
