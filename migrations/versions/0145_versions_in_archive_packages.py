"""A package that lies ready remembers which versions of documents are in it.

Why: it remembered documents only, so a version that was closed since was handed over all the same.
Deploy order: expand; the code before this one does not say which versions, and is refused. Packages
that lie ready are let go: nobody knows what is in them. They are asked for anew.
On the way back: the numbers are lost; packages stay, and are looked at by document.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0145"
down_revision = "0144"

FITS_OLDER_CODE = False


def upgrade() -> None:
    """Add the numbers, beside the ids."""
    op.execute("delete from archive_package where cardinality(document_ids) > 0")
    op.add_column(
        "archive_package",
        sa.Column("version_numbers", ARRAY(sa.Integer()), nullable=False, server_default="{}"),
    )
    op.alter_column("archive_package", "version_numbers", server_default=None)
    op.create_check_constraint(
        op.f("ck_archive_package_versions"),
        "archive_package",
        "cardinality(document_ids) = cardinality(version_numbers)",
    )
    op.execute("grant update (version_numbers) on archive_package to samenzicht_app")


def downgrade() -> None:
    """Take them away; of each document one is left."""
    op.drop_constraint(op.f("ck_archive_package_versions"), "archive_package")
    op.execute(
        "update archive_package set document_ids ="
        " array(select distinct each from unnest(document_ids) each)"
    )
    op.drop_column("archive_package", "version_numbers")
