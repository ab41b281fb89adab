"""Suggestions that wait are of who leads now, and about who plans now.

Why: those that stayed behind when an organisation was succeeded keep the new lead from suggesting
anything about the two.
Deploy order: move; it changes no row that the code before this one writes since.
On the way back: nothing; they stay with who goes on.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0173"
down_revision = "0172"

FITS_OLDER_CODE = True

BEHIND = """
  from workspace w, activity a, activity b
  where w.id = t.workspace_id and a.id = t.first_activity_id and b.id = t.second_activity_id
    and t.status = 'open'
    and (t.organisation_id, t.first_id, t.second_id)
      is distinct from (w.lead_id, a.organisation_id, b.organisation_id)
"""
TO_ITSELF = """
    and (w.lead_id in (a.organisation_id, b.organisation_id)
      or a.organisation_id = b.organisation_id)
"""
TAKEN_BACK = f"""
update overlap_suggestion t set status = 'withdrawn', changed_at = now(), version = t.version + 1
{BEHIND}{TO_ITSELF}
"""
GONE_OVER = f"""
update overlap_suggestion t set organisation_id = w.lead_id, first_id = a.organisation_id,
    second_id = b.organisation_id
{BEHIND}
"""


def upgrade() -> None:
    """Take back what one would suggest to oneself, and let the others go over."""
    connection = op.get_bind()
    behind = connection.execute(
        sa.text(f"select count(*) from overlap_suggestion t, lateral (select 1 {BEHIND}) x")
    ).scalar_one()
    mended = sum(connection.execute(sa.text(each)).rowcount for each in (TAKEN_BACK, GONE_OVER))
    if mended != behind:
        raise AssertionError(f"{behind} suggestions stayed behind, {mended} were mended.")


def downgrade() -> None:
    """Leave the rows."""
