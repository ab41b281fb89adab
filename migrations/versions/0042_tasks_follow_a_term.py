"""A task may be due at the end of a named term, and move along with it.

Why: a day that was copied from a term stays behind when the start of the term moves.
Deploy order: expand; the code before this one leaves the column empty.
On the way back: tasks keep the day they have now, and follow nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "task",
        sa.Column("term_id", sa.Uuid(), sa.ForeignKey("named_term.id"), nullable=True),
    )
    op.create_index("ix_task_term_id", "task", ["term_id"])


def downgrade() -> None:
    """Take the column away."""
    op.drop_index("ix_task_term_id", "task")
    op.drop_column("task", "term_id")
