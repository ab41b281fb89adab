"""Having a thing in hand for a while: taking it, holding others off, and ending that.

A feature says who may do so, and writes it down; who works on what is one thing in this house.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import NotFound, OutOfDate
from app.kernel.text import _
from app.kernel.work import Work
from app.workspaces import queries
from app.workspaces.models import Hold

Kind = TypeVar("Kind", bound=Hold)


def take_hold(
    work: Work, kind: type[Kind], thing: Any, *, time: timedelta, is_taken_over: bool = False
) -> tuple[Kind, UUID | None]:
    """Take a thing in hand from now on; one's own is made longer or shorter.

    Returns the hold, and from whom it was taken over. For who holds the lock on the thing.

    Args:
        is_taken_over: also when somebody else has it in hand.

    Raises:
        OutOfDate: somebody else has it in hand; says who and until when.
    """
    actor, moment = work.actor, clock.now()
    if actor.person_id is None or actor.organisation_id is None:
        raise NotFound
    hold = queries.find_any_hold(kind, thing.id)
    current = queries.in_force(hold, moment)
    if not is_taken_over:
        check_free(actor, current)
    before = current.holder_id if current is not None else None
    if hold is None:
        [key] = inspect(kind).primary_key
        hold = kind(**{key.name: thing.id, "workspace_id": thing.workspace_id})
        work.add(hold)
    hold.holder_id, hold.organisation_id = actor.person_id, actor.organisation_id
    hold.taken_at, hold.until = moment, moment + time
    return hold, before if before != actor.person_id else None


def check_free(actor: Actor, hold: Kind | None) -> Kind | None:
    """Go on only when nobody else has a thing in hand; return the actor's own hold.

    Args:
        hold: that is in force.

    Raises:
        OutOfDate: somebody else has; says who and until when.
    """
    if hold is None or hold.holder_id == actor.person_id:
        return hold
    at = hold.until.astimezone(clock.HOME_ZONE)
    raise OutOfDate(
        _(
            "%(name)s (%(organisation)s) works on this until %(day)s at %(time)s. Nothing was"
            " saved. Wait for that, or ask.",
            name=hold.holder.name,
            organisation=hold.organisation.short_name,
            day=f"{at:%d-%m-%Y}",
            time=f"{at:%H.%M}",
        )
    )


def end_hold(hold: Hold | None) -> None:
    """End a hold at this moment."""
    if hold is not None:
        hold.until = clock.now()
