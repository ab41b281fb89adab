"""${message}.

Why:
Deploy order (expand, move, contract):
On the way back:

Checklist: row security on every table with partners' content; rights for samenzicht_app and
samenzicht_keeper; a test for each constraint; a data step is a file of its own and asserts its row count.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
FITS_OLDER_CODE = False
"""True when code of before this step still works after it (it only adds), as on a machine that has
not started anew yet; then that machine starts, and an earlier version may be put back."""


def upgrade() -> None:
    """Go forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back."""
    ${downgrades if downgrades else "pass"}
