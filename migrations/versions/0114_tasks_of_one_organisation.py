"""A task of one organisation for itself, inside the shared workspace.

Why: people keep their own to-dos in a spreadsheet when every partner would see them here. Such a
task is apart (other partners do not see it, by the rule and by row security) and asked by an
organisation of itself; unlike what belongs to a contribution round it is delivered by itself.
Deploy order: expand; the code before this one makes none.
On the way back: they stay apart, and are delivered nowhere.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "task", sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_check_constraint(op.f("ck_task_private"), "task", "is_apart or not is_private")


def downgrade() -> None:
    """Take the column away."""
    op.drop_constraint(op.f("ck_task_private"), "task")
    op.drop_column("task", "is_private")
