"""Meetings of committees that are still to come, over all of somebody's workspaces."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import false, or_, select

from app.incidents.models import Meeting
from app.incidents.policy import meetings_visible_in
from app.kernel import clock, db
from app.kernel.access import Actor
from app.workspaces.models import Workspace


def list_coming_meetings(actor: Actor, places: Sequence[Workspace]) -> list[Meeting]:
    """Return the meetings from today on that take place, by day.

    Args:
        places: loaded for this very actor; only where cases are kept is there a committee.
    """
    known = [each for each in places if each.holds_cases and each.is_open]
    if not known:
        return []
    statement = (
        select(Meeting)
        .where(
            or_(false(), *(meetings_visible_in(actor, each) for each in known)),
            Meeting.held_on >= clock.today(),
            Meeting.closed_at.is_(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.held_on, Meeting.id)
    )
    return list(db.session().execute(statement).scalars())
