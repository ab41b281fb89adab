"""A seal carries a time stamp, and the roots of who stamps are kept.

Why: of a seal without one only we say when it was placed. What was sealed before stays so: those
seats have no moment of a time stamp, and checking them asks for none.
Deploy order: expand; the columns are new. Old code would place seals without a time stamp, which
the new code takes for what they are.
On the way back: the keys of time stamps are lost, so their seals can no longer be checked by us;
whoever holds the roots still can.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

MOMENTS = ("stamped_at", "stamp_awaited_at")


def upgrade() -> None:
    """Add the columns."""
    for name in MOMENTS:
        op.add_column("seat", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "signing_key",
        sa.Column("purpose", sa.String(10), nullable=False, server_default="seal"),
    )
    op.create_check_constraint(
        "ck_signing_key_purpose", "signing_key", "purpose in ('seal', 'stamp', 'stamp_root')"
    )


def downgrade() -> None:
    """Drop them, with the keys that only they tell from the platform's."""
    op.execute("delete from signing_key where purpose <> 'seal'")
    op.drop_constraint(op.f("ck_signing_key_ck_signing_key_purpose"), "signing_key")
    op.drop_column("signing_key", "purpose")
    for name in MOMENTS:
        op.drop_column("seat", name)
