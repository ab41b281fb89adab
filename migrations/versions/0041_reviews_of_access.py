"""A coordinator says of each of its own people whether they still need to be in a workspace.

Why: access lingers when nobody asks. Each quarter a partner's own coordinator looks at its people
and keeps or ends each; when, and by whom, stands beside the membership.
Deploy order: expand; code before this one works with it. Who was there already counts as not looked
at yet.
On the way back: when people were looked at is lost from the pages, the log keeps it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Add when somebody's access was looked at, and by whom."""
    op.add_column("membership", sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "membership",
        sa.Column("reviewed_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_check_constraint(
        "ck_membership_reviewed",
        "membership",
        "(reviewed_at is null) = (reviewed_by_id is null)",
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_constraint(op.f("ck_membership_ck_membership_reviewed"), "membership")
    op.drop_column("membership", "reviewed_by_id")
    op.drop_column("membership", "reviewed_at")
