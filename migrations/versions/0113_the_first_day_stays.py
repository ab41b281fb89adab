"""A task keeps the first day by which it was asked, and how many times before it were skipped.

Why: both days must stay to be read, however the day was changed: by more time, by a change of what
was asked, or along with a term. A series that stood still for long asks once when it goes on.
Deploy order: expand; the code before this one leaves the first day empty.
On the way back: the first days are left to the log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("task", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("skipped", sa.Integer(), nullable=False, server_default="0"))
    op.create_check_constraint(op.f("ck_task_skipped"), "task", "skipped >= 0")


def downgrade() -> None:
    """Take the columns away."""
    op.drop_constraint(op.f("ck_task_skipped"), "task")
    op.drop_column("task", "skipped")
    op.drop_column("task", "first_due_on")
