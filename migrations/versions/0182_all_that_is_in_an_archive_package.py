"""A package that lies ready remembers all that is in it, not documents alone.

Why: a finding that was narrowed, a contribution that was sent back, a document of which only the
title is told and a line of the log that was erased since were handed over all the same.
Deploy order: expand; the code before this one does not say what else is in it, and is refused.
Packages that lie ready are let go: nobody knows what is in them. They are asked for anew.
On the way back: what else is in them is forgotten; packages stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, INT8MULTIRANGE

revision = "0182"
down_revision = "0181"

FITS_OLDER_CODE = False

ADDED = {"other_ids": ARRAY(sa.Uuid()), "told_lines": INT8MULTIRANGE()}


def upgrade() -> None:
    """Add the ids and the numbers."""
    op.execute("delete from archive_package")
    for name, kind in ADDED.items():
        op.add_column("archive_package", sa.Column(name, kind, nullable=False, server_default="{}"))
        op.alter_column("archive_package", name, server_default=None)
        op.execute(f"grant update ({name}) on archive_package to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    for name in ADDED:
        op.drop_column("archive_package", name)
