"""Who works on the text of a finding, since when and until when.

Why: two people of one organisation wrote over each other, and the others did not see that somebody
was at it. It is the same as with documents: it ends by itself and holds no reader off.
Deploy order: expand; the table is new, and code before this one holds nobody off.
On the way back: who works on what is forgotten.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
OF_FINDING = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id"
    " and f.workspace_id = finding_lock.workspace_id and {0})"
)
OWN = OF_FINDING.format("f.organisation_id = (select samenzicht_organisation())")
HOLDS = (
    f"{OWN} and holder_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)


def upgrade() -> None:
    """Make the table with its wall."""
    op.create_table(
        "finding_lock",
        _key("finding_id", "finding", primary=True),
        _key("workspace_id", "workspace"),
        _key("holder_id", "person"),
        _key("organisation_id", "organisation"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("alter table finding_lock enable row level security")
    op.execute("alter table finding_lock force row level security")
    sees = OF_FINDING.format("true")
    op.execute(f"create policy sees on finding_lock for select using ({sees})")
    op.execute(f"create policy adds on finding_lock for insert with check ({HOLDS})")
    op.execute(
        f"create policy changes on finding_lock for update using ({OWN}) with check ({HOLDS})"
    )
    op.execute("create policy removes on finding_lock for delete using (false)")
    op.execute("grant select, insert on finding_lock to samenzicht_app")
    changeable = "holder_id, organisation_id, taken_at, until"
    op.execute(f"grant update ({changeable}) on finding_lock to samenzicht_app")
    op.execute("grant select on finding_lock to samenzicht_keeper")


def _key(name: str, to: str, *, primary: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(
        name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=primary, nullable=False
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("finding_lock")
