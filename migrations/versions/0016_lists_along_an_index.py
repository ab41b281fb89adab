"""A list of documents is read along an index, whatever the number of documents.

Why: the list begins with what the own organisation brought and goes on with what others shared,
each the newest first. Both orders were sorted from everything visible; now each is an index.
Deploy order: expand; the code before this one does not know these indexes.
On the way back: lists are sorted again.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

OWN = "ix_document_organisation_id"
GRANTED = "ix_document_policy_id"


def upgrade() -> None:
    """Make the two indexes; the one by policy takes the place of a narrower one."""
    op.create_index(OWN, "document", ["workspace_id", "organisation_id", "changed_at", "id"])
    op.drop_index(GRANTED, table_name="document")
    op.create_index(GRANTED, "document", ["policy_id", "changed_at", "id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index(GRANTED, table_name="document")
    op.create_index(GRANTED, "document", ["policy_id"])
    op.drop_index(OWN, table_name="document")
