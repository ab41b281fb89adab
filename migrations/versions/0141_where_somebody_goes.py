"""Where somebody goes who leaves stands beside the account that ended.

Why: an administrator who let somebody go entered an account at the other organisation, and could be
shown its invitation. Each organisation keeps its own accounts: it is told who comes, and decides.
Deploy order: expand; the code before this one leaves it empty.
On the way back: where they went is lost here, and stays in the log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"

FITS_OLDER_CODE = True


def upgrade() -> None:
    """Add the column, and let it be empty for who is here."""
    op.add_column(
        "person",
        sa.Column("goes_to_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=True),
    )
    op.create_check_constraint(
        op.f("ck_person_goes_to"), "person", "goes_to_id is null or blocked_at is not null"
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_constraint(op.f("ck_person_goes_to"), "person")
    op.drop_column("person", "goes_to_id")
