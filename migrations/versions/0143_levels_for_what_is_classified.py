"""With which levels of sign-in people also see what is classified.

Why: a level was accepted for everything or for nothing; who came in by a password alone, where a
provider lets people, saw what is classified as well.
Deploy order: expand; until a change says otherwise, what was accepted goes on to show everything.
On the way back: the choice is lost, and every accepted level shows everything.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0143"
down_revision = "0142"

FITS_OLDER_CODE = True

TABLES = ("identity_provider", "provider_change")

WITHOUT_STRENGTH = """
create or replace function samenzicht_clearance() returns smallint
language sql stable security definer set search_path = public, pg_temp as $$
  select case o.highest_classification when 'dep_vertrouwelijk' then 1 else 0 end::smallint
    from organisation o where o.id = samenzicht_organisation()
$$
"""

BY_STRENGTH = """
create or replace function samenzicht_clearance() returns smallint
language sql stable security definer set search_path = public, pg_temp as $$
  select case
      when current_setting('samenzicht.strength', true) = 'weak' then 0
      when o.highest_classification = 'dep_vertrouwelijk' then 1
      else 0 end::smallint
    from organisation o where o.id = samenzicht_organisation()
$$
"""


def upgrade() -> None:
    """Add the levels, all that are accepted at first, and let the wall look at the strength."""
    for table in TABLES:
        op.add_column(
            table,
            sa.Column("classified_acr", ARRAY(sa.String(200)), nullable=False, server_default="{}"),
        )
        op.execute(f"update {table} set classified_acr = accepted_acr")
    op.execute(BY_STRENGTH)


def downgrade() -> None:
    """Look at the clearance of the organisation alone again."""
    op.execute(WITHOUT_STRENGTH)
    for table in TABLES:
        op.drop_column(table, "classified_acr")
