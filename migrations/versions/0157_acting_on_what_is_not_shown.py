"""Whether the own organisation has documents in a place that are not shown to who asks.

Why: who signed in too weakly took back what the organisation shared, had it destroyed, or changed
the rules of a place, and what is classified stayed as it was without a word.
Deploy order: expand; older code does not ask.
On the way back: nobody asks.
"""

from __future__ import annotations

from alembic import op

revision = "0157"
down_revision = "0156"

FITS_OLDER_CODE = True

HIDES = """
create function samenzicht_hides_of_mine(place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from document d
      where d.workspace_id = place and d.organisation_id = samenzicht_organisation()
        and d.classification > samenzicht_clearance())
$$
"""


def upgrade() -> None:
    """Let the application ask; the answer is of the own organisation alone."""
    op.execute(HIDES)
    op.execute("revoke all on function samenzicht_hides_of_mine(uuid) from public")
    op.execute("grant execute on function samenzicht_hides_of_mine(uuid) to samenzicht_app")


def downgrade() -> None:
    """Take the question away."""
    op.execute("drop function samenzicht_hides_of_mine(uuid)")
