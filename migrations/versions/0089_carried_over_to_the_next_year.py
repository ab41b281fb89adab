"""An investigation carried over to the programme of the next year keeps the link to its former one.

Why: many investigations go on in the year after. Entered anew, nobody sees that it is the same one.
The former line stays as it was, in the programme of its own year; the new one names it. It is of
the same organisation and of the year after, and while it stands no second one names the same.
Deploy order: expand; the code before this one carries nothing over.
On the way back: the lines stay, each by itself.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"

CHECK = (
    "(carried_from_id is null) = (carried_from_year is null)"
    " and (carried_from_year is null or carried_from_year = year - 1)"
)


def upgrade() -> None:
    """Make the link."""
    op.add_column("investigation", sa.Column("carried_from_id", sa.Uuid(), nullable=True))
    op.add_column("investigation", sa.Column("carried_from_year", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("ck_investigation_carried"), "investigation", CHECK)
    op.create_foreign_key(
        "fk_investigation_carried_from_id_investigation",
        "investigation",
        "investigation",
        ["carried_from_id", "organisation_id", "carried_from_year"],
        ["id", "organisation_id", "year"],
    )
    op.create_index(
        "uq_investigation_carried_from_id",
        "investigation",
        ["carried_from_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at is null"),
    )


def downgrade() -> None:
    """Take the link away."""
    op.drop_index("uq_investigation_carried_from_id", "investigation")
    op.drop_constraint(
        "fk_investigation_carried_from_id_investigation", "investigation", type_="foreignkey"
    )
    op.drop_constraint(op.f("ck_investigation_carried"), "investigation", type_="check")
    op.drop_column("investigation", "carried_from_year")
    op.drop_column("investigation", "carried_from_id")
