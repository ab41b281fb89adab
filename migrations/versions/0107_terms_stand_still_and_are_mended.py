"""A term may stand still until nobody knows when, and what was a mistake is put right.

Why: a term is suspended until the day on which a request is complete (Algemene wet bestuursrecht,
article 4:15), and that day is not known when the request is sent. A change of a term that was a
mistake is taken back or corrected with a reason; it stays to be read. A term itself is corrected.
Deploy order: expand; the code before this one reads a suspension without a last day as no
suspension, and a change that was taken back as one that holds, until it is replaced.
On the way back: a suspension that runs ends on its first day, and what was taken back is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"

TABLE = "named_term_change"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
OF_OUR_TERM = (
    "exists (select 1 from named_term t where t.id = term_id"
    " and t.workspace_id = named_term_change.workspace_id"
    " and t.organisation_id = (select samenzicht_organisation()))"
)
OLD_NAME = "ck_named_term_change_ck_named_term_change_kind"
KIND_BEFORE = (
    "(kind = 'suspended') = (first_day is not null and last_day is not null)"
    " and (kind = 'suspended') = (length is null and unit is null)"
)
KIND = (
    "(kind = 'suspended') = (first_day is not null)"
    " and (kind = 'suspended' or last_day is null)"
    " and (kind = 'suspended') = (length is null and unit is null)"
)
TAKEN_BACK = (
    "(taken_back_at is null) = (taken_back_why is null)"
    " and (taken_back_at is not null or taken_back_by_id is null)"
)
RUNNING = "kind = 'suspended' and last_day is null and taken_back_at is null"
MENDED = "last_day, taken_back_at, taken_back_by_id, taken_back_why"
CORRECTED = "name, source, start_event, length, unit, legal_system, counts_back, binds"


def upgrade() -> None:
    """Add the columns, and let who keeps a term mend it."""
    for column in (
        sa.Column("instead_of_id", sa.Uuid(), sa.ForeignKey(f"{TABLE}.id"), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("taken_back_why", sa.String(500), nullable=True),
    ):
        op.add_column(TABLE, column)
    op.drop_constraint(op.f(OLD_NAME), TABLE)
    op.create_check_constraint(op.f("ck_named_term_change_kind"), TABLE, KIND)
    op.create_check_constraint(op.f("ck_named_term_change_taken_back"), TABLE, TAKEN_BACK)
    op.create_index(
        "uq_named_term_change_running",
        TABLE,
        ["term_id"],
        unique=True,
        postgresql_where=sa.text(RUNNING),
    )
    ours = f"{SHARED} and {OF_OUR_TERM}"
    op.execute(f"drop policy changes on {TABLE}")
    op.execute(f"create policy changes on {TABLE} for update using ({ours}) with check ({ours})")
    op.execute(f"grant update ({MENDED}) on {TABLE} to samenzicht_app")
    op.execute(f"grant update ({CORRECTED}) on named_term to samenzicht_app")


def downgrade() -> None:
    """Take the columns away."""
    op.execute(f"revoke update ({CORRECTED}) on named_term from samenzicht_app")
    op.execute(f"revoke update ({MENDED}) on {TABLE} from samenzicht_app")
    op.execute(f"drop policy changes on {TABLE}")
    op.execute(f"create policy changes on {TABLE} for update using (false) with check (false)")
    op.drop_index("uq_named_term_change_running", TABLE)
    op.drop_constraint(op.f("ck_named_term_change_taken_back"), TABLE)
    op.drop_constraint(op.f("ck_named_term_change_kind"), TABLE)
    op.drop_column(TABLE, "instead_of_id")
    op.execute(f"delete from {TABLE} where taken_back_at is not null")
    op.execute(
        f"update {TABLE} set last_day = first_day where kind = 'suspended' and last_day is null"
    )
    op.create_check_constraint(op.f(OLD_NAME), TABLE, KIND_BEFORE)
    for column in ("taken_back_why", "taken_back_by_id", "taken_back_at"):
        op.drop_column(TABLE, column)
