"""People are told, once a workspace, that they see documents of others that they did not see.

Why: whoever was given sight found out by looking whether there was something new. The notice names
what was given, so that it can be decided at each reading whether there is something left of it.
Deploy order: expand; the code before this one knows no such notice.
On the way back: notices of it are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0159"
down_revision = "0158"

FITS_OLDER_CODE = False


def upgrade() -> None:
    """Keep with a notice what was given."""
    op.add_column(
        "notice", sa.Column("given", sa.ARRAY(sa.Uuid()), nullable=False, server_default="{}")
    )


def downgrade() -> None:
    """Tell of it no more."""
    op.execute("delete from reminder where moment = 10021")
    op.execute("delete from notice where kind = 'new_sight'")
    op.drop_column("notice", "given")
