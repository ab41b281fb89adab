"""An incident keeps by which sector its terms count, and who plans hears that an entry changed.

Why: the sector of what is planned goes along with the entry it is planned at, which may be another
authority's. So whoever changed the sector of its own entry gave the running incident of another 24
hours in place of 72, or the other way about. And what went along kept its version: somebody who had
the old organisation on screen changed it without having seen the new one.
Deploy order: expand; the code before this one leaves the column empty, which counts by the sector
as it is, as that code did. The next step fills it.
On the way back: the sectors are lost; terms count by the sector as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0168"
down_revision = "0167"

FITS_OLDER_CODE = True

GOES_ALONG = "entity_name = new.name, match_key = new.match_key, sector = new.sector"
KEEP_NAMES = f"""
create or replace function samenzicht_keep_names() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update activity a set {GOES_ALONG}{{0}}
    where a.entity_id = new.id
      and (a.entity_name, a.match_key, a.sector) is distinct from
          (new.name, new.match_key, new.sector)
      and (a.organisation_id = new.organisation_id
        or a.organisation_id = any(new.named)
        or (new.rest = 'everything' and exists (select 1 from participation p
              where p.workspace_id = new.workspace_id and p.organisation_id = a.organisation_id
                and p.ended_at is null and p.role in ('lead', 'partner'))));
  return null;
end
$$
"""
IS_THEIRS = "a.organisation_id <> new.organisation_id"
OTHERS_ARE_OUT_OF_DATE = f""",
      version = a.version + ({IS_THEIRS})::int,
      changed_at = case when {IS_THEIRS} then new.changed_at else a.changed_at end"""


def upgrade() -> None:
    """Add the column, let the application fill it in, and give others' rows a new version."""
    op.add_column("activity", sa.Column("terms_sector", sa.String(20), nullable=True))
    op.create_check_constraint(
        op.f("ck_activity_terms_sector"),
        "activity",
        "terms_sector is null or noticed_at is not null",
    )
    op.execute("grant update (terms_sector) on activity to samenzicht_app")
    op.execute(KEEP_NAMES.format(OTHERS_ARE_OUT_OF_DATE))


def downgrade() -> None:
    """Take the column away, and leave versions as they are."""
    op.execute(KEEP_NAMES.format(""))
    op.drop_constraint(op.f("ck_activity_terms_sector"), "activity")
    op.drop_column("activity", "terms_sector")
