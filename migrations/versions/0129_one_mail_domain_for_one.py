"""No two standing organisations have one mail domain.

Why: by the domain of a work address one is led to where one signs in; a second organisation with
the same one could draw people of the first to a provider of its own. One that was given a last day
does not count: its successor may have its domain.
Deploy order: expand. It stops when two standing ones share a domain: give one its own first.
On the way back: two may share one again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0129"
down_revision = "0128"

FITS_OLDER_CODE = True


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "uq_organisation_mail_domain",
        "organisation",
        [sa.text("lower(mail_domain)")],
        unique=True,
        postgresql_where=sa.text("valid_to is null"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("uq_organisation_mail_domain", "organisation")
