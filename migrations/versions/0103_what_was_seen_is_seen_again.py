"""Documents that a newer version closed are open again, on the last version that was released.

Why: see 0102; this is its step over what is there already.
Deploy order: after 0102, at once. No document that was never released opens, and no version that
waits or was refused.
On the way back: nothing; 0102 closes them again.
"""

from __future__ import annotations

from alembic import op

revision = "0103"
down_revision = "0102"

REOPENED = """
update document d set status = 'released', current_number = v.number
  from (select document_id, max(number) as number from document_version
    where status = 'released' group by document_id) v
  where v.document_id = d.id and d.status <> 'released'
"""


def upgrade() -> None:
    """Take each closed document back to the newest of its released versions."""
    op.execute(REOPENED)


def downgrade() -> None:
    """Leave them: the step before this one closes them."""
