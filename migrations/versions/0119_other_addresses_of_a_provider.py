"""A provider may have endpoints at other addresses, and a client secret, as two agreed on them.

Why: some providers keep their pages, their keys and their tokens at different origins, and were
refused; some know nothing better than a shared secret, which nobody could fill in. Both are part of
what one administrator asks and another agrees with. The secret is sealed, and shown nowhere.
Deploy order: expand; the code before this one does not know the columns.
On the way back: providers that need either are refused again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0119"
down_revision = "0118"

TABLES = ("identity_provider", "provider_change")


def upgrade() -> None:
    """Add the columns; where there are rows, there are no other addresses."""
    for table in TABLES:
        op.add_column(
            table,
            sa.Column("extra_origins", ARRAY(sa.String(300)), nullable=False, server_default="{}"),
        )
    op.add_column("provider_change", sa.Column("client_secret", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("provider_change", "client_secret")
    for table in TABLES:
        op.drop_column(table, "extra_origins")
