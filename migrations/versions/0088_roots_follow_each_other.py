"""An organisation, and the platform, may have a newer root beside older ones.

Why: a root lasts ten years and a seal three; before a seal would outlive its root, a new root takes
its place, and the older one stays for what was sealed or frozen under it. The rule was one key for
each organisation.
Deploy order: expand; old code takes the newest key of an organisation as well.
On the way back: only the newest key of each stays, so what was sealed under older roots can no
longer be checked by us; whoever holds a trust bundle still can.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"

NAME = "uq_signing_key_organisation_id"


def upgrade() -> None:
    """Let a key follow another."""
    op.drop_index(NAME, "signing_key")


def downgrade() -> None:
    """Keep the newest key of each, and let there be no other."""
    op.execute(
        """
        delete from signing_key older where older.purpose = 'seal' and exists (
          select 1 from signing_key newer where newer.purpose = 'seal'
          and newer.organisation_id is not distinct from older.organisation_id
          and (newer.made_at, newer.id) > (older.made_at, older.id))
        """
    )
    op.create_index(
        NAME,
        "signing_key",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("purpose = 'seal'"),
    )
