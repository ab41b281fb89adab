"""The log tells of a contribution and of its round no more than the pages do.

Why: that somebody writes at a contribution was told to who asked before it was delivered, and a
guest or observer who is asked in a round could read there who else is asked.
Deploy order: contract; what is read is only narrowed, and the old code runs with it.
On the way back: it is told again.
"""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"

ME = "(select samenzicht_organisation())"
BEFORE = (
    "object_kind <> 'contribution_round'"
    " or exists (select 1 from contribution_round x where x.id = object_id)"
)
SHARED = "tree_id = any(array(select samenzicht_shared_workspaces()))"
OF_ROUND = f"object_kind <> 'contribution_round' or ({SHARED} and ({BEFORE}))"
OF_DRAFT = (
    "action <> 'contribution:text:write' or exists (select 1 from contribution c"
    f" where c.task_id = object_id and (c.organisation_id = {ME} or c.delivered_at is not null))"
)
"""For who writes; who asked sees the task, and reads of it once it is delivered."""


def upgrade() -> None:
    """Narrow what the log tells."""
    op.execute(f"alter policy contribution_rounds on log_entry using ({OF_ROUND})")
    op.execute(
        f"create policy contribution_drafts on log_entry as restrictive for select"
        f" using ({OF_DRAFT})"
    )


def downgrade() -> None:
    """Tell it again."""
    op.execute("drop policy contribution_drafts on log_entry")
    op.execute(f"alter policy contribution_rounds on log_entry using ({BEFORE})")
