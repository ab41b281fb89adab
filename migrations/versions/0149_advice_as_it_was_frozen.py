"""What follow-ups are begun of is read as it was frozen, whoever may read the finding today.

Why: a partner that took a finding back to its own organisation after it was frozen kept the report
from being adopted: the house, acting for who holds the pen, no longer read the finding, and neither
did the wall that tells whose recommendation it is.
Deploy order: expand; the old code adds what it added.
On the way back: a finding that is taken back holds up the adoption of a report again.
"""

from __future__ import annotations

from alembic import op

revision = "0149"
down_revision = "0148"

FITS_OLDER_CODE = True

CALL = "samenzicht_frozen_advice(uuid)"
ADVICE = """
create function samenzicht_frozen_advice(of_report uuid)
returns table (finding_id uuid, organisation_id uuid, title text, recommendations jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select x.finding_id, f.organisation_id, v.title::text, v.recommendations
    from report r
      join report_finding x on x.report_id = r.id
      join finding f on f.id = x.finding_id
      join finding_version v
        on v.finding_id = x.finding_id and v.number = x.finding_version
    where r.id = of_report and r.status = 'adopted'
      and r.organisation_id = samenzicht_organisation() and samenzicht_person() is null
      and r.workspace_id in (select unnest(samenzicht_places()))
    order by x.position, x.finding_id
$$
"""
"""For the house alone, acting for who holds the pen; everybody who signed read these words."""
BY_THE_HOUSE = (
    "workspace_id = any ((select samenzicht_places())::uuid[])"
    " and samenzicht_person() is null"
    " and exists (select 1 from report r where r.id = follow_up.report_id"
    " and r.workspace_id = follow_up.workspace_id and r.status = 'adopted'"
    " and r.organisation_id = (select samenzicht_organisation())"
    " and coalesce(r.first_id, r.id) = follow_up.series_id)"
)
OF_FROZEN = (
    "exists (select 1 from samenzicht_frozen_advice(follow_up.report_id) x"
    " where x.finding_id = follow_up.finding_id"
    " and x.organisation_id = follow_up.organisation_id)"
)
OF_CHAPTER = (
    "exists (select 1 from report_finding x join finding f on f.id = x.finding_id"
    " where x.report_id = follow_up.report_id and x.finding_id = follow_up.finding_id"
    " and f.organisation_id = follow_up.organisation_id)"
)


def upgrade() -> None:
    """Read what was frozen, and let the wall look there."""
    op.execute(ADVICE)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")
    op.execute(f"alter policy adds on follow_up with check ({BY_THE_HOUSE} and {OF_FROZEN})")


def downgrade() -> None:
    """Look at the finding as it is today again."""
    op.execute(f"alter policy adds on follow_up with check ({BY_THE_HOUSE} and {OF_CHAPTER})")
    op.execute(f"drop function {CALL}")
