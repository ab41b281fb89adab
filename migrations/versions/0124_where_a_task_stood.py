"""Where a task stood before it was withdrawn.

Why: who withdrew a task by mistake could not get it back; to ask it again as it was, it must be
known whether it was asked, accepted, returned or delivered.
Deploy order: expand; the code before this one withdraws without saying where a task stood.
On the way back: where withdrawn tasks stood is lost, and they stay withdrawn.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0124"
down_revision = "0123"

FITS_OLDER_CODE = True


def upgrade() -> None:
    """Add the column."""
    op.add_column("task", sa.Column("withdrawn_from", sa.String(10), nullable=True))
    op.create_check_constraint(
        op.f("ck_task_withdrawn_from"), "task", "withdrawn_from is null or status = 'withdrawn'"
    )


def downgrade() -> None:
    """Take the column away."""
    op.drop_constraint(op.f("ck_task_withdrawn_from"), "task")
    op.drop_column("task", "withdrawn_from")
