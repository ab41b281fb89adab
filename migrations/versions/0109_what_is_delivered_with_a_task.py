"""A task is delivered with words and documents.

Why: who judges must see what was delivered: a text, and documents of the workspace. Who may see a
document is decided where it is read, so their ids are no key here: a document that is destroyed is
no longer shown.
Deploy order: expand; the code before this one delivers with nothing.
On the way back: what was said and named with deliveries is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("task", sa.Column("result", sa.Text(), nullable=True))
    op.add_column(
        "task", sa.Column("brought", ARRAY(sa.Uuid()), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("task", "brought")
    op.drop_column("task", "result")
