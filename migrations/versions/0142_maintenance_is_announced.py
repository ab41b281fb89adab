"""Maintenance is announced beforehand on every page, and pages are closed while it lasts.

Why: who runs an installation has to be able to say when it will be closed, and to close it while
something is done that pages must not see. The words are for everybody, signed in or not.
Deploy order: expand; the code before this one does not look.
On the way back: what was announced is lost; the log keeps that it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"

FITS_OLDER_CODE = True

BY_COMMAND = "samenzicht_person() is null and samenzicht_organisation() is null"


def upgrade() -> None:
    """Make the table and its walls: everybody reads it, a command alone writes it."""
    op.create_table(
        "maintenance",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_nl", sa.String(500), nullable=False),
        sa.Column("text_en", sa.String(500), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_maintenance_period")),
    )
    op.execute("alter table maintenance enable row level security")
    op.execute("alter table maintenance force row level security")
    op.execute("create policy sees on maintenance for select using (true)")
    op.execute(f"create policy adds on maintenance for insert with check ({BY_COMMAND})")
    op.execute(
        f"create policy changes on maintenance for update using ({BY_COMMAND})"
        f" with check ({BY_COMMAND})"
    )
    op.execute("create policy removes on maintenance for delete using (false)")
    op.execute("grant select on maintenance to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on maintenance to samenzicht_app")
    op.execute("grant update (ended_at) on maintenance to samenzicht_app")


def downgrade() -> None:
    """Announce nothing any more."""
    op.drop_table("maintenance")
