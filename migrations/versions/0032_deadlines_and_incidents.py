"""When an activity is finished, and the moments of an incident from which its terms follow.

Why: a hard last day is only late while the work is not finished, and the terms of an incident (24
hours, 72 hours, one month; Cbw, articles 26 to 29) are counted from moments. They stand in the
activity itself, so who sees the activity sees them and nobody else: its walls hold for them too.
Deploy order: expand; the code before this one leaves the columns empty.
On the way back: these moments are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

MOMENTS = (
    "finished_at",
    "noticed_at",
    "warned_at",
    "notified_at",
    "progressed_at",
    "handled_at",
    "reported_at",
)
AFTER_NOTICE = " and ".join(
    f"({each} is null or ({each} >= noticed_at and noticed_at is not null))"
    for each in MOMENTS
    if each not in {"finished_at", "noticed_at"}
)


def upgrade() -> None:
    """Add the columns and let the application fill them in."""
    for each in MOMENTS:
        op.add_column("activity", sa.Column(each, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "activity",
        sa.Column("is_ongoing", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.alter_column("activity", "is_ongoing", server_default=None)
    op.create_check_constraint("ck_activity_moments", "activity", AFTER_NOTICE)
    op.create_index("ix_activity_due_on", "activity", ["workspace_id", "due_on", "id"])
    op.execute(f"grant update ({', '.join(MOMENTS)}, is_ongoing) on activity to samenzicht_app")


def downgrade() -> None:
    """Take the columns away."""
    op.drop_index("ix_activity_due_on", "activity")
    op.drop_constraint(op.f("ck_activity_ck_activity_moments"), "activity")
    for each in (*MOMENTS, "is_ongoing"):
        op.drop_column("activity", each)
