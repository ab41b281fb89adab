"""A task keeps the reason why it was returned, or why what was delivered is not finished.

Why: the reason is text of a person; it may not stand in the log, and it is not a part of what was
asked.
Deploy order: expand; the column may be empty, so the code before this one goes on as it was.
On the way back: the reasons are lost; what was asked and where it stands is kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.add_column("task", sa.Column("answer", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("task", "answer")
