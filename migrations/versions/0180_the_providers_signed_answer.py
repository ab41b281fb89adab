"""The provider's own signed answer stays as proof of a decision on a report.

Why: that somebody signed in anew to decide was our word alone. The provider signs the same, with
the nonce that is derived from the decision: its token lets the signing organisation show it without
us. It names the person as the provider does, so only the own organisation gets it, sealed under the
master key; everybody finds its fingerprint in the log.
Deploy order: expand; what the code before this one signs meanwhile has no answer with it.
On the way back: the answers are lost; their fingerprints stay in the log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0179"

FITS_OLDER_CODE = True

TABLE = "signed_answer"
FINGERPRINT = "octet_length({}) = 32"
SEES = "organisation_id = (select samenzicht_organisation())"
ADDS = (
    f"{SEES} and person_id = (select samenzicht_person())"
    " and exists (select 1 from seat s where s.id = seat_id"
    f" and s.report_id = {TABLE}.report_id and s.workspace_id = {TABLE}.workspace_id"
    f" and s.organisation_id = {TABLE}.organisation_id)"
)


def upgrade() -> None:
    """Keep it with the ticket of a fresh sign-in, and from there with the decision."""
    op.add_column("fresh_sign_in", sa.Column("answer", sa.LargeBinary(), nullable=True))
    op.add_column("fresh_sign_in", sa.Column("answer_sha256", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_fresh_sign_in_answer_sha256"), "fresh_sign_in", FINGERPRINT.format("answer_sha256")
    )
    told = {"seat": "seat", "report": "report", "workspace": "workspace"}
    told |= {"organisation": "organisation", "person": "person"}
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(f"{name}_id", sa.Uuid(), nullable=False) for name in told),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"], [f"{of}.id"], name=op.f(f"fk_{TABLE}_{name}_id_{of}")
            )
            for name, of in told.items()
        ),
        sa.CheckConstraint(FINGERPRINT.format("sha256"), name=op.f(f"ck_{TABLE}_sha256")),
    )
    op.create_index(f"ix_{TABLE}_report_id", TABLE, ["report_id"])
    op.execute(f"alter table {TABLE} enable row level security")
    op.execute(f"alter table {TABLE} force row level security")
    op.execute(f"create policy sees on {TABLE} for select using ({SEES})")
    op.execute(f"create policy adds on {TABLE} for insert with check ({ADDS})")
    op.execute(f"create policy changes on {TABLE} for update using (false)")
    op.execute(f"create policy removes on {TABLE} for delete using (false)")
    op.execute(f"grant select, insert on {TABLE} to samenzicht_app")
    op.execute(f"grant select on {TABLE} to samenzicht_keeper")


def downgrade() -> None:
    """Keep none any more."""
    op.drop_table(TABLE)
    op.drop_constraint(op.f("ck_fresh_sign_in_answer_sha256"), "fresh_sign_in")
    op.drop_column("fresh_sign_in", "answer_sha256")
    op.drop_column("fresh_sign_in", "answer")
