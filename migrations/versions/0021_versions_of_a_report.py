"""A report can have a next version, and seats can sign in an order.

Why: a round that will not be adopted was a dead end. A coordinator closes it or begins the next
version; the two are linked by the id of the first and a running number, and nobody's signature is
taken away. Seats get a group in the order of signing; all existing ones sign side by side.
Deploy order: expand; the code before this one makes first versions only, which the defaults are.
On the way back: later versions lose their link, closed rounds count as reopened.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

BELONGS = "(round = 1) = (first_id is null)"


def upgrade() -> None:
    """Add the link, the end of a round, and the order."""
    op.add_column("report", sa.Column("first_id", sa.Uuid(), nullable=True))
    op.add_column("report", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("report", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report", sa.Column("closed_by_id", sa.Uuid(), nullable=True))
    op.add_column(
        "report",
        sa.Column("closing_reason", sa.String(500), nullable=False, server_default=""),
    )
    op.create_foreign_key(
        op.f("fk_report_first_id_report"), "report", "report", ["first_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_report_closed_by_id_person"), "report", "person", ["closed_by_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_report_round"), "report", BELONGS)
    op.create_index("uq_report_first_id", "report", ["first_id", "round"], unique=True)
    op.add_column("seat", sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Take them away."""
    op.execute("update report set status = 'reopened' where status = 'closed'")
    op.drop_column("seat", "turn")
    op.drop_index("uq_report_first_id", table_name="report")
    op.drop_constraint(op.f("ck_report_round"), "report", type_="check")
    op.drop_constraint(op.f("fk_report_closed_by_id_person"), "report", type_="foreignkey")
    op.drop_constraint(op.f("fk_report_first_id_report"), "report", type_="foreignkey")
    for name in ("closing_reason", "closed_by_id", "closed_at", "round", "first_id"):
        op.drop_column("report", name)
