"""A person may switch the single-key shortcuts off (WCAG 2.2, criterion 2.1.4).

Why: speech input and tremor press single keys by accident; the page knew the switch, nobody had it.
Deploy order: expand; code before this one works with it.
On the way back: what people chose is lost, and the keys act for everybody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Add the choice; the keys act until somebody says otherwise."""
    op.add_column(
        "person",
        sa.Column("has_shortcuts", sa.Boolean, nullable=False, server_default=sa.true()),
    )


def downgrade() -> None:
    """Take the choice away."""
    op.drop_column("person", "has_shortcuts")
