"""One after the other at the overlap of two activities."""

from __future__ import annotations

from app.coordination import queries
from app.coordination.policy import Coordination
from app.coordination.queries import Pair
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate
from app.workspaces.models import Workspace


def take_turn(actor: Actor, place: Workspace, seen: Pair) -> Pair:
    """Wait for the turn at an overlap, and return it as it is by then.

    Raises:
        OutOfDate: it is gone meanwhile, or one of the two has other days.
    """
    one, other = seen.in_order
    queries.wait_for_turn_at(one.activity_id, other.activity_id)
    found = queries.find_pair(
        actor, Coordination((place,)), one=one.activity_id, other=other.activity_id
    )
    if found is None or found.windows != seen.windows:
        raise OutOfDate
    return found
