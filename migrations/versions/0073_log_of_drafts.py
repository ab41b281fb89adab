"""The log tells of a finding and of an observation from the moment others may read it.

Why: who reads a finding or an observation once it is shared read in the log also what happened to
it while it was its organisation's alone, with the judgement, the kind and the day of versions that
stay private. Such a line is now its organisation's; others read only its fingerprint.
Deploy order: contract; what is read is only narrowed, and the old code runs with it.
On the way back: it is told again.
"""

from __future__ import annotations

from alembic import op

revision = "0073"
down_revision = "0072"

ME = "(select samenzicht_organisation())"
BEFORE = (
    "object_kind <> 'observation' or exists (select 1 from observation x where x.id = object_id)"
)
OF_OBSERVATION = (
    "object_kind <> 'observation' or exists (select 1 from observation x where x.id = object_id"
    f" and (x.organisation_id = {ME} or x.released_at <= log_entry.at))"
)
OF_FINDING = (
    "object_kind <> 'finding' or exists (select 1 from finding x where x.id = object_id"
    f" and x.organisation_id = {ME}) or exists (select 1 from finding_version v"
    " where v.finding_id = object_id and v.audience = 'workspace' and v.made_at <= log_entry.at)"
)
"""For others from the first version on that is for the workspace."""


def upgrade() -> None:
    """Narrow what the log tells."""
    op.execute(f"alter policy observations on log_entry using ({OF_OBSERVATION})")
    op.execute(
        f"create policy finding_drafts on log_entry as restrictive for select using ({OF_FINDING})"
    )


def downgrade() -> None:
    """Tell it again."""
    op.execute("drop policy finding_drafts on log_entry")
    op.execute(f"alter policy observations on log_entry using ({BEFORE})")
