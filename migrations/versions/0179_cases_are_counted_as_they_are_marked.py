"""Cases that were registered before are counted as they are marked now.

Why: from here on the numbers of quarters that are over do not change.
Deploy order: move; the code before this one reads nothing of it.
On the way back: nothing; the columns go with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0179"
down_revision = "0178"

FITS_OLDER_CODE = True

MARKED = "aspect is not null or theme is not null"


def upgrade() -> None:
    """Write beside each case what marks it."""
    connection = op.get_bind()
    marked = connection.execute(
        sa.text(f"select count(*) from incident_case where {MARKED}")
    ).scalar_one()
    written = connection.execute(
        sa.text(
            "update incident_case set counted_aspect = aspect, counted_theme = theme"
            f" where {MARKED}"
        )
    ).rowcount
    if written != marked:
        raise AssertionError(f"{marked} cases are marked, {written} were written.")


def downgrade() -> None:
    """Leave the rows."""
