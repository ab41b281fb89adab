"""A session keeps what its provider calls it, so that the provider can end that one.

Why: when somebody signs out at the own organisation, its provider tells us by itself, and names the
person, one session (`sid`), or both (OpenID Connect Back-Channel Logout 1.0).
Deploy order: expand; code before this one keeps no name, and then a word of the provider that also
names the person ends all of that person's sessions.
On the way back: the names are lost; sessions stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the name."""
    op.add_column("sign_in_session", sa.Column("provider_sid", sa.String(255), nullable=True))
    op.create_index(
        "ix_sign_in_session_provider_sid",
        "sign_in_session",
        ["provider_id", "provider_sid"],
        postgresql_where=sa.text("provider_sid is not null"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_sign_in_session_provider_sid", "sign_in_session")
    op.drop_column("sign_in_session", "provider_sid")
