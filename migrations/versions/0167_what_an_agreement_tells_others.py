"""The log tells of a window that moved as agreed to the owner, and to who may know the agreement.

Why: who agrees about an overlap moves the other authority's activity too, and the line of that
stood in the log by the name of who agreed, for everybody who sees the activity. So an open activity
told a third authority who else had a plan there, of which it was not to know. What holds for the
agreement itself holds for these lines now, also for those that were written before: one reads them
who owns the activity, who is one of the two, or who reads both activities. A line is of the
agreement that the same authority made in the same minute.
Deploy order: any; the code before this one works with it.
On the way back: these lines are for everybody again who sees the activity.
"""

from __future__ import annotations

from alembic import op

revision = "0167"
down_revision = "0166"

FITS_OLDER_CODE = True

LOG_OF_MOVES = (
    "action <> 'activity:window:agree' or object_kind <> 'activity'"
    " or exists (select 1 from activity x where x.id = object_id"
    " and x.organisation_id = (select samenzicht_organisation()))"
    " or exists (select 1 from overlap_proposal x where x.status = 'agreed'"
    " and object_id in (x.activity_id, x.partner_activity_id)"
    " and x.partner_id = log_entry.organisation_id"
    " and x.answered_at between at - interval '1 minute' and at + interval '1 minute')"
)
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Narrow what the log tells."""
    op.execute(
        f"create policy agreed_moves on log_entry as restrictive for select using ({LOG_OF_MOVES})"
    )


def downgrade() -> None:
    """Tell it again to everybody who sees the activity."""
    op.execute("drop policy agreed_moves on log_entry")
