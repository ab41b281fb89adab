"""A case keeps as what it is counted, so that the numbers of a quarter stay what they were.

Why: the red thread keeps small numbers back. But a report that came in late was counted in a
quarter that was over, and a case could be marked anew at any time: two copies of the numbers of one
quarter, subtracted, said what that one case is about.
Deploy order: expand; what the code before this one registers counts as not known yet until it is
marked. The next step fills in what is there.
On the way back: cases are counted as they are marked, and by the day on which they were reported.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0178"
down_revision = "0177"

FITS_OLDER_CODE = True

COLUMNS = ("counted_aspect", "counted_theme")


def upgrade() -> None:
    """Add the columns and let the application fill them in."""
    for name in COLUMNS:
        op.add_column("incident_case", sa.Column(name, sa.String(12), nullable=True))
    op.execute(f"grant update ({', '.join(COLUMNS)}) on incident_case to samenzicht_app")


def downgrade() -> None:
    """Take the columns away."""
    for name in reversed(COLUMNS):
        op.drop_column("incident_case", name)
