"""A mandate names who stands in for its holder, and only its own organisation writes it.

Why: an organisation keeps its own register of mandates: a deputy signs by the mandate of a holder
who is away. Every organisation reads mandates, because a round shows who can sign; the wall lets an
organisation write its own alone, and what a command enters on the machine itself. A number is used
once in an organisation. A mandate is ended, never removed: seats refer to it by its number.
Deploy order: expand; code before this one knows no deputies.
On the way back: deputies and absences are lost, and mandates stand without a wall.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

WRITES = (
    "organisation_id = (select samenzicht_organisation())"
    " or (select samenzicht_organisation()) is null"
)


def upgrade() -> None:
    """Add who stands in and when, and the wall."""
    op.add_column("mandate", sa.Column("deputy_id", sa.Uuid(), nullable=True))
    op.add_column("mandate", sa.Column("absent_from", sa.Date(), nullable=True))
    op.add_column("mandate", sa.Column("absent_until", sa.Date(), nullable=True))
    op.add_column(
        "mandate", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.create_foreign_key("fk_mandate_deputy_id_person", "mandate", "person", ["deputy_id"], ["id"])
    op.create_index("ix_mandate_deputy_id", "mandate", ["deputy_id"])
    op.create_check_constraint("ck_mandate_deputy", "mandate", "deputy_id <> holder_id")
    op.create_check_constraint("ck_mandate_absence", "mandate", "absent_until >= absent_from")
    op.create_check_constraint(
        "ck_mandate_absence_whole",
        "mandate",
        "(absent_from is null) = (absent_until is null)"
        " and (absent_from is null or deputy_id is not null)",
    )
    op.create_index(
        "uq_mandate_organisation_id", "mandate", ["organisation_id", "number"], unique=True
    )
    op.execute("alter table mandate enable row level security")
    op.execute("alter table mandate force row level security")
    op.execute("create policy sees on mandate for select using (true)")
    op.execute(f"create policy adds on mandate for insert with check ({WRITES})")
    op.execute(f"create policy changes on mandate for update using ({WRITES})")
    op.execute("create policy removes on mandate for delete using (false)")


def downgrade() -> None:
    """Take the wall and the columns away."""
    for name in ("sees", "adds", "changes", "removes"):
        op.execute(f"drop policy {name} on mandate")
    op.execute("alter table mandate no force row level security")
    op.execute("alter table mandate disable row level security")
    op.drop_index("uq_mandate_organisation_id", "mandate")
    for name in ("ck_mandate_absence_whole", "ck_mandate_absence", "ck_mandate_deputy"):
        op.drop_constraint(op.f(f"ck_mandate_{name}"), "mandate")
    op.drop_index("ix_mandate_deputy_id", "mandate")
    op.drop_constraint(op.f("fk_mandate_deputy_id_person"), "mandate")
    for name in ("version", "absent_until", "absent_from", "deputy_id"):
        op.drop_column("mandate", name)
