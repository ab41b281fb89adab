"""How much one authority plans: each activity is set beside all others at its organisation.

What stands from today on is counted here, at every way in. All of it, what is over among it, the
database counts, also when entries are renamed and what is planned there goes along. What another
authority plans at an entry stays under the old name when that one has no room at the new: it keeps
nobody from correcting an entry, and no refusal tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from app.coordination import queries
from app.coordination.models import Activity
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _, lazy
from app.kernel.work import Work

MOST_AT_ONE = 60
"""Activities of one authority that stand at one entity."""
FULL = {
    "activity_room_at_one": lazy(
        "An authority has at most 120 activities at one organisation, those that are over among"
        " them. Take some off the calendar first."
    ),
    "activity_room": lazy(
        "An authority has at most 20,000 activities in one workspace, those that are over among"
        " them. Take some off the calendar first."
    ),
}
"""What the database says where there is no room, and how a person is told."""


def too_many_at_one() -> str:
    """Say that an authority has as much at one entity as there can be."""
    return _(
        "You have %(most)d activities here already. Take some off the calendar first.",
        most=MOST_AT_ONE,
    )


def check_room(actor: Actor, activity: Activity) -> None:
    """Go on only when one more activity can stand where this one does.

    Raises:
        Refused: the authority has as much there as there can be.
    """
    if queries.count_standing_beside(actor, activity) >= MOST_AT_ONE:
        raise Refused(too_many_at_one(), field="entity")


@contextmanager
def within_room(work: Work) -> Iterator[None]:
    """Say in words what the database has no room for; it is asked when the block ends.

    Raises:
        Refused: there would be too much.
    """
    try:
        yield
        work.settle()
    except IntegrityError as full:
        rule = getattr(getattr(full.orig, "diag", None), "constraint_name", None)
        if rule not in FULL:
            raise
        raise Refused(FULL[rule], field="entity") from full
