"""Two activities have one open proposal at most, whoever of the two makes it.

Why: the key knew the two in their order, so that each of two authorities could propose to the other
at the same moment, and both waited for an answer.
Deploy order: expand; where two wait already the later one is taken back, as its maker could.
On the way back: the ordered key stands again; what was taken back stays so.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0116"
down_revision = "0115"

ORDERED, UNORDERED = "uq_overlap_proposal_activity_id", "uq_overlap_proposal_pair"
OPEN = sa.text("status = 'open'")
LATER = """
update overlap_proposal p set status = 'withdrawn', version = p.version + 1
  where p.status = 'open' and exists (
    select 1 from overlap_proposal o
      where o.status = 'open' and o.activity_id = p.partner_activity_id
        and o.partner_activity_id = p.activity_id
        and (o.proposed_at, o.id) < (p.proposed_at, p.id))
"""


def upgrade() -> None:
    """Take back the later of two, and let the key know no order."""
    op.execute(LATER)
    op.drop_index(ORDERED, "overlap_proposal")
    op.create_index(
        UNORDERED,
        "overlap_proposal",
        [
            sa.text("least(activity_id, partner_activity_id)"),
            sa.text("greatest(activity_id, partner_activity_id)"),
        ],
        unique=True,
        postgresql_where=OPEN,
    )
    op.create_index("ix_overlap_proposal_activity_id", "overlap_proposal", ["activity_id"])


def downgrade() -> None:
    """Put the ordered key back."""
    op.drop_index("ix_overlap_proposal_activity_id", "overlap_proposal")
    op.drop_index(UNORDERED, "overlap_proposal")
    op.create_index(
        ORDERED,
        "overlap_proposal",
        ["activity_id", "partner_activity_id"],
        unique=True,
        postgresql_where=OPEN,
    )
