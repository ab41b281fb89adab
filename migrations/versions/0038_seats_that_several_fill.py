"""Seats that several holders of an office fill together.

Why: some organisations sign by more than one holder of an office: two of three, say. A seat gets
the number that is needed, and each holder's own decision is kept beside it, never changed. Who sees
the report reads them; one adds one's own, for a seat of one's own organisation, once.
Deploy order: expand; code before this one knows seats of one only, and those are not touched.
On the way back: the decisions of seats that several filled are lost; the log keeps them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"

SEES = "exists (select 1 from report r where r.id = report_id)"
ADDS = (
    f"{SEES} and organisation_id = (select samenzicht_organisation())"
    " and person_id = (select samenzicht_person())"
    " and exists (select 1 from seat s where s.id = seat_id and s.quorum > 1"
    " and s.report_id = seat_voice.report_id and s.workspace_id = seat_voice.workspace_id"
    " and s.organisation_id = seat_voice.organisation_id)"
)
DECISIONS = "('signed', 'signed_with_reservation', 'declined', 'abstained')"


def upgrade() -> None:
    """Let seats say how many fill them, and make the table of what each decided."""
    op.add_column(
        "seat", sa.Column("quorum", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.create_check_constraint("ck_seat_quorum", "seat", "quorum between 1 and 99")
    op.create_table(
        "seat_voice",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("seat_id", sa.Uuid(), sa.ForeignKey("seat.id"), nullable=False),
        sa.Column("report_id", sa.Uuid(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("statement", sa.String(500), nullable=False),
        sa.Column("mandate_number", sa.String(60), nullable=False),
        sa.Column("proof", postgresql.JSONB(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"status in {DECISIONS}", name="ck_seat_voice_status"),
    )
    op.create_index("uq_seat_voice_seat_id", "seat_voice", ["seat_id", "person_id"], unique=True)
    op.execute("alter table seat_voice enable row level security")
    op.execute("alter table seat_voice force row level security")
    op.execute(f"create policy sees on seat_voice for select using ({SEES})")
    op.execute(f"create policy adds on seat_voice for insert with check ({ADDS})")
    op.execute("create policy changes on seat_voice for update using (false)")
    op.execute("create policy removes on seat_voice for delete using (false)")
    op.execute("grant select on seat_voice to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on seat_voice to samenzicht_app")


def downgrade() -> None:
    """Take the table and the number away."""
    op.drop_table("seat_voice")
    op.drop_constraint(op.f("ck_seat_ck_seat_quorum"), "seat")
    op.drop_column("seat", "quorum")
