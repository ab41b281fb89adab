"""Rules of its own that a document or folder drops are kept, so that it can be taken back.

Why: one press of a button threw all rules of a folder away; to get them back they had to be typed.
Row security shows the rows to the owner of the rules alone, inside the workspace.
Deploy order: expand; code before this one keeps nothing.
On the way back: what was kept is lost; the rules that count stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0160"
down_revision = "0159"

FITS_OLDER_CODE = True

OWN = (
    "owner_id = (select samenzicht_organisation())"
    " and workspace_id = any ((select samenzicht_places())::uuid[])"
)


def upgrade() -> None:
    """Keep them, for their owner alone."""
    table = "dropped_rules"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id", ondelete="CASCADE")),
        sa.Column("folder_id", sa.Uuid(), sa.ForeignKey("folder.id", ondelete="CASCADE")),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("follows", sa.String(60), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_by_id", sa.Uuid(), sa.ForeignKey("person.id")),
        sa.UniqueConstraint(
            "owner_id", "document_id", name=op.f("uq_dropped_rules_owner_id_document_id")
        ),
        sa.UniqueConstraint(
            "owner_id", "folder_id", name=op.f("uq_dropped_rules_owner_id_folder_id")
        ),
        sa.CheckConstraint(
            "num_nonnulls(document_id, folder_id) = 1", name=op.f("ck_dropped_rules_one_place")
        ),
    )
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({OWN})")
    op.execute(f"create policy adds on {table} for insert with check ({OWN})")
    op.execute(f"create policy changes on {table} for update using ({OWN}) with check ({OWN})")
    op.execute(f"create policy removes on {table} for delete using ({OWN})")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert, update, delete on {table} to samenzicht_app")


def downgrade() -> None:
    """Keep nothing of them."""
    op.drop_table("dropped_rules")
