"""What a provider said was ended, for as long as a sign-in may be under way.

Why: somebody signs out at their organisation while what the provider sent is still on its way, or
held back: there is no session to end yet, and the one that began after it lived on.
Deploy order: expand; the code before this one ends sessions as it did.
On the way back: what was told in the last minutes is forgotten.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0184"
down_revision = "0183"
FITS_OLDER_CODE = True

TABLE = "provider_sign_out"


def upgrade() -> None:
    """Keep whom a provider named, and when it said so."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=True),
        sa.Column("provider_sid", sa.String(255), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["identity_provider.id"],
            name=op.f(f"fk_{TABLE}_provider_id_identity_provider"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(subject, provider_sid) > 0", name=op.f(f"ck_{TABLE}_names_somebody")
        ),
    )
    op.create_index(f"ix_{TABLE}_provider_id", TABLE, ["provider_id", "told_at"])
    op.execute(f"grant select, insert, delete on {TABLE} to samenzicht_app")
    op.execute(f"grant select on {TABLE} to samenzicht_keeper")


def downgrade() -> None:
    """Keep none any more."""
    op.drop_table(TABLE)
