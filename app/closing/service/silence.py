"""Who has not answered is reminded once, three working days before the last day."""

from __future__ import annotations

from datetime import date

from app.closing import queries
from app.closing.events import ClosingMoved, ClosingStep
from app.closing.service.protocol import FEWEST_DAYS
from app.kernel import events, terms
from app.kernel.access import Actor
from app.kernel.jobs import Job
from app.kernel.work import Work, keeping_books

REMIND_BEFORE = FEWEST_DAYS
"""Working days before the last one."""


def remind(actor: Actor, *, today: date, each_by: Job) -> int:
    """Have the coordinators of every silent organisation reminded; once for each last day.

    Args:
        actor: the job of the clock.
        each_by: the job that tells one organisation.
    """
    with keeping_books(actor) as work:
        silent = queries.list_silent(terms.add_working_days(today, REMIND_BEFORE))
        keys = {
            f"closing:{place}:{organisation}:{due_on}": (place, organisation)
            for place, organisation, due_on in silent
        }
        fresh = keys.keys() - work.find_deferred(each_by, keys)
        for key in sorted(fresh):
            place, organisation = keys[key]
            work.defer(
                each_by, once=key, workspace_id=str(place), organisation_id=str(organisation)
            )
    return len(fresh)


def tell_silent(work: Work, actor: Actor) -> None:
    """Tell the features above that the organisation a job acts for has not answered."""
    if actor.place_id is not None and actor.organisation_id is not None:
        news = ClosingMoved(actor.place_id, actor.organisation_id, ClosingStep.SILENT)
        events.announce(work, news)
