"""Incidents that were registered before count by the sector they have now.

Why: without it the next change of somebody's entry would still move their terms.
Deploy order: move; it changes no row that the code before this one writes since.
On the way back: nothing; the column goes with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0169"
down_revision = "0168"

FITS_OLDER_CODE = True

LACKING = "noticed_at is not null and terms_sector is null"


def upgrade() -> None:
    """Write the sector beside what was registered of each incident."""
    connection = op.get_bind()
    lacking = connection.execute(
        sa.text(f"select count(*) from activity where {LACKING}")
    ).scalar_one()
    written = connection.execute(
        sa.text(f"update activity set terms_sector = sector where {LACKING}")
    ).rowcount
    if written != lacking:
        raise AssertionError(f"{lacking} incidents lack their sector, {written} were given it.")


def downgrade() -> None:
    """Leave the rows."""
