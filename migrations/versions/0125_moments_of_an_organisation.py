"""An organisation chooses the moments of reminders for all its people.

Why: a coordinator chose the hours of mails for all, and the moments of reminders held for each by
itself. Of both now the person's own choice counts, else the organisation's, else the proposal. Who
chose moments before keeps them.
Deploy order: expand; code before this one reads no choice of an organisation, and cannot read the
choice of somebody who follows it.
On the way back: moments of organisations are lost, and who followed gets what is proposed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0125"
down_revision = "0124"

FITS_OLDER_CODE = False


def upgrade() -> None:
    """Let an organisation have moments, and a person follow it."""
    op.add_column("organisation_hours", sa.Column("moments", ARRAY(sa.Integer()), nullable=True))
    op.alter_column("notice_choice", "moments", nullable=True)


def downgrade() -> None:
    """Give everybody moments of their own again."""
    op.execute("update notice_choice set moments = '{7,1,0,-1,-7}' where moments is null")
    op.alter_column("notice_choice", "moments", nullable=False)
    op.drop_column("organisation_hours", "moments")
