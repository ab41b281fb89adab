"""An incident keeps under which law its terms count.

Why: terms were counted by the Cbw for every organisation that DORA leaves free, also for those
under the Wwke, which has terms of its own, and for those under no law at all.
Deploy order: expand; the code before this one leaves the column empty, which counts as the Cbw, as
that code did. The next step fills it.
On the way back: the laws are lost; the moments stay, and count by the Cbw as they did.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    """Add the column and let the application fill it in."""
    op.add_column("activity", sa.Column("terms_under", sa.String(20), nullable=True))
    op.create_check_constraint(
        "terms_under", "activity", "terms_under is null or noticed_at is not null"
    )
    op.execute("grant update (terms_under) on activity to samenzicht_app")


def downgrade() -> None:
    """Take the column away."""
    op.drop_constraint(op.f("ck_activity_terms_under"), "activity")
    op.drop_column("activity", "terms_under")
