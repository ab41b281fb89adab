"""The roots of seals that are made with keys kept elsewhere are kept, each with whose it is.

Why: an organisation can have its seal placed by a token or a service of its own. What such a seal
is checked with must outlive the setting, so it is kept beside the keys of the built-in authority:
a row for each root, and one more whenever what is said of it changes.
Deploy order: expand; old code takes no notice of rows of a purpose it does not know, but would take
them for the root of a time stamp, so the setting follows when all of the new code runs.
On the way back: those rows are lost, so their seals can no longer be checked by us; whoever holds a
trust bundle still can.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"

NAME = "uq_signing_key_organisation_id"


def upgrade() -> None:
    """Let an organisation have more rows than that of its own key."""
    op.drop_constraint(op.f("ck_signing_key_ck_signing_key_purpose"), "signing_key")
    op.create_check_constraint(
        "ck_signing_key_purpose",
        "signing_key",
        "purpose in ('seal', 'stamp', 'stamp_root', 'seal_root')",
    )
    op.drop_constraint(op.f(NAME), "signing_key")
    op.create_index(
        NAME,
        "signing_key",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("purpose = 'seal'"),
    )


def downgrade() -> None:
    """Drop those rows; an organisation has one."""
    op.execute("delete from signing_key where purpose = 'seal_root'")
    op.drop_index(NAME, "signing_key")
    op.create_unique_constraint(op.f(NAME), "signing_key", ["organisation_id"])
    op.drop_constraint(op.f("ck_signing_key_ck_signing_key_purpose"), "signing_key")
    op.create_check_constraint(
        "ck_signing_key_purpose", "signing_key", "purpose in ('seal', 'stamp', 'stamp_root')"
    )
