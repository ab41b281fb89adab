"""A mail domain is an organisation's own until its successor took over, not until that was agreed.

Why: by the domain of a work address one is led to where one signs in. One that was given a last day
works on until that is over, for weeks; meanwhile its domain was free for whoever asked, and its
people could be led to another's provider.
Deploy order: expand. It stops when two of them share a domain: give one its own first.
On the way back: whoever has a last day shares it again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0137"
down_revision = "0136"

FITS_OLDER_CODE = True


def _make(condition: str) -> None:
    op.drop_index("uq_organisation_mail_domain", "organisation")
    op.create_index(
        "uq_organisation_mail_domain",
        "organisation",
        [sa.text("lower(mail_domain)")],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def upgrade() -> None:
    """Count who has no successor yet."""
    _make("successor_id is null")


def downgrade() -> None:
    """Count who has no last day."""
    _make("valid_to is null")
