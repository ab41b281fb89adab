"""What leaves in one mail is settled before it is tried.

Why: a mail that the server took without anybody hearing of it came again under another name when a
newer mailing had become due meanwhile: it took along what had not left, as if that never was on its
way. A receiving server that knows mails by their names then showed both.
Deploy order: expand; the old code goes on as it did. What it has not sent counts as never tried.
On the way back: a mail that was perhaps taken may come again under another name.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0148"
down_revision = "0147"

FITS_OLDER_CODE = True


def upgrade() -> None:
    """Add in which mail a mailing leaves, and how often that was tried."""
    op.add_column("mailing", sa.Column("leaves_in_id", sa.Uuid(), nullable=True))
    op.add_column(
        "mailing",
        sa.Column("tries", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
    )
    name = op.f("fk_mailing_leaves_in_id_mailing")
    op.create_foreign_key(name, "mailing", "mailing", ["leaves_in_id"], ["id"])
    op.create_index("ix_mailing_leaves_in_id", "mailing", ["leaves_in_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_index("ix_mailing_leaves_in_id", "mailing")
    op.drop_column("mailing", "tries")
    op.drop_column("mailing", "leaves_in_id")
