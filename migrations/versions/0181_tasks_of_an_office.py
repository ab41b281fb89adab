"""A task can be asked of an office of an organisation: of whoever holds it there at that moment.

Why: one asked a person, who may have left by then, or somebody of an organisation, where nobody
knew that it was meant for who signs. The office says nothing about who sees the task: row security
stays as it is.
Deploy order: expand; the code before this one reads such a task as one of the organisation.
On the way back: such tasks are of the organisation.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0180"

FITS_OLDER_CODE = True

OFFICES = "office in ('signatory', 'coordinator', 'privacy_officer')"
TABLES = ("task", "task_series")


def upgrade() -> None:
    """Add the office."""
    for table in TABLES:
        op.add_column(table, sa.Column("office", sa.String(16), nullable=True))
        op.create_check_constraint(op.f(f"ck_{table}_office"), table, OFFICES)
    op.create_index(
        "ix_task_office",
        "task",
        ["organisation_id"],
        postgresql_where=sa.text("office is not null and assignee_id is null"),
    )
    op.execute("grant update (office) on task_series to samenzicht_app")


def downgrade() -> None:
    """Ask the organisation."""
    op.execute("revoke update (office) on task_series from samenzicht_app")
    op.drop_index("ix_task_office", "task")
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_office"), table, type_="check")
        op.drop_column(table, "office")
