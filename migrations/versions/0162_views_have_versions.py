"""A dissenting view has a version, so that two colleagues do not overwrite each other unseen.

Why: who wrote down what an organisation holds took the place of what a colleague had just written,
without either noticing, and that text stands in the report.
Deploy order: expand; the old code leaves the version as it is.
On the way back: the last who writes wins again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0162"
down_revision = "0161"

FITS_OLDER_CODE = True


def upgrade() -> None:
    """Count from one."""
    number = sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    op.add_column("dissenting_view", number)
    op.execute("grant update (version) on dissenting_view to samenzicht_app")


def downgrade() -> None:
    """Take the version away."""
    op.drop_column("dissenting_view", "version")
