"""A report is closed by a time stamp over the whole file when it is adopted.

Why: what was cut off from the end of a file, no library notices. Reports adopted before this have
no such moment, and checking them asks for none; so do rounds on a file that was frozen before.
Deploy order: expand; the column is new. Old code would adopt without closing, which the new code
takes for what it is.
On the way back: the moments are lost, so a closed report is checked as one that must not be closed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Add the column."""
    op.add_column("report", sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("report", "stamped_at")
