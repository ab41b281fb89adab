"""Police data are opened for a purpose, and it is kept who opened them for which.

Why: the Wpg wants consulting logged with its reason (art. 32a). A purpose is stated by a person for
one document and is never changed; who stated it reads it, and the organisation that brought the
document.
Deploy order: expand; code before this one asks for no purpose.
On the way back: the stated purposes are lost; the log keeps that and for which one was stated.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
IS_OWN = (
    "person_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)
SEES = (
    f"{INSIDE} and (({IS_OWN}) or owner_id = (select samenzicht_organisation()))"
    " and exists (select 1 from document x where x.id = document_id)"
)
STATES = (
    f"{INSIDE} and {IS_OWN} and exists (select 1 from document x where x.id = document_id"
    " and x.workspace_id = stated_purpose.workspace_id"
    " and x.organisation_id = stated_purpose.owner_id and x.is_police_data)"
)
"""For oneself, about police data one sees."""


def upgrade() -> None:
    """Make the table with its walls."""
    op.create_table(
        "stated_purpose",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("words <> ''", name="ck_stated_purpose_words"),
        sa.CheckConstraint(
            "purpose in ('supervision', 'given_task', 'daily_task', 'investigation',"
            " 'person_concerned', 'audit')",
            name="ck_stated_purpose_purpose",
        ),
    )
    op.create_index(
        "ix_stated_purpose_document_id",
        "stated_purpose",
        ["document_id", "person_id", "stated_at"],
    )
    op.execute("alter table stated_purpose enable row level security")
    op.execute("alter table stated_purpose force row level security")
    op.execute(f"create policy sees on stated_purpose for select using ({SEES})")
    op.execute(f"create policy adds on stated_purpose for insert with check ({STATES})")
    op.execute("create policy changes on stated_purpose for update using (false)")
    op.execute("create policy removes on stated_purpose for delete using (false)")
    op.execute("grant select on stated_purpose to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on stated_purpose to samenzicht_app")


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("stated_purpose")
