"""Only who coordinates closes a decision list, also in the database.

Why: the wall asked of who closes one whether he sees it, so a statement of a reader could close it
and end what others still had to decide. Who puts a case on the list holds the meeting meanwhile,
so what may be changed stays as wide as it was; only closing is narrowed.
Deploy order: expand; the code before this one closes nothing that is refused now.
On the way back: the wall is as wide as it was; no row changes.
"""

from __future__ import annotations

from alembic import op

revision = "0075"
down_revision = "0074"

SEES = (
    "workspace_id = any(array(select samenzicht_workspaces()))"
    " and workspace_id = any(array(select samenzicht_shared_workspaces()))"
)
COORDINATES = (
    "exists (select 1 from membership m where m.workspace_id = incident_meeting.workspace_id"
    " and m.person_id = samenzicht_person() and m.role = 'coordinator' and m.ended_at is null)"
)


def upgrade() -> None:
    """Narrow the wall."""
    _check(f"{SEES} and (closed_at is null or {COORDINATES})")


def downgrade() -> None:
    """Put the wider wall back."""
    _check(SEES)


def _check(what: str) -> None:
    op.execute("drop policy changes on incident_meeting")
    op.execute(
        "create policy changes on incident_meeting for update"
        f" using ({SEES} and closed_at is null) with check ({what})"
    )
