"""Telling privacy officers of data breaches, of who opens much, and of requests to erase.

The register stands above this feature, and says when something has to be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import (
    HOURS_OVER,
    HOURS_RISK,
    HOURS_RUN,
    About,
    ErasureStep,
    NoticeKind,
    TermStep,
    moment_of_telling,
)
from app.notifications.policy import has_part_in_erasing
from app.notifications.queries import Crew
from app.notifications.service.reminding import put_reminders
from app.notifications.service.wanted import Wanted

TOLD = {
    TermStep.RUNS: (HOURS_RUN, NoticeKind.BREACH),
    TermStep.ENDS_SOON: (HOURS_RISK, NoticeKind.BREACH_DUE),
    TermStep.OVER: (HOURS_OVER, NoticeKind.BREACH_LATE),
}
"""How far the term is in which the authority is notified (AVG, article 33)."""
ERASURE_KINDS = {
    ErasureStep.ASKED: NoticeKind.ERASE_ASKED,
    ErasureStep.ANSWERED: NoticeKind.ERASE_SAID,
    ErasureStep.LAPSED: NoticeKind.ERASE_LAPSED,
}


def note_breach(
    actor: Actor, breach_id: UUID, *, step: TermStep, ends_on: date, by: UUID | None = None
) -> int:
    """Tell all privacy officers of an organisation of a data breach; return how many were new.

    Safe to run twice. A mail leaves at once, in quiet hours too, for the term knows none; when all
    of them are away, all get it.

    Args:
        actor: a job, acting for that organisation.
        ends_on: the day on which the term ends.
        by: who put it down, and knows.
    """
    people = [each.id for each in _officers_of(actor, besides=by)]
    crew = _crew_of(actor, people)
    about, (moment, kind) = About(None, "breach", breach_id), TOLD[step]
    wanted = [Wanted(about, ends_on, moment, each, kind) for each in people]
    known = queries.list_reminded([breach_id])
    with keeping_books(actor) as work:
        return put_reminders(work, [each for each in wanted if each.key not in known], crew)


def note_surge(work: Work, surge_id: UUID) -> int:
    """Tell all privacy officers of an organisation that somebody opened unusually much.

    A mail leaves at once. Returns how many were told.
    """
    people = [each.id for each in _officers_of(work.actor)]
    about, kind = About(None, "surge", surge_id), NoticeKind.SURGE
    moment, today = moment_of_telling(kind), clock.today()
    wanted = [Wanted(about, today, moment, each, kind) for each in people]
    return put_reminders(work, wanted, _crew_of(work.actor, people))


def note_erasure(
    actor: Actor, request_id: UUID, *, step: ErasureStep, on_day: date, by: UUID | None = None
) -> int:
    """Tell all privacy officers of an organisation of a request to erase a line of a log.

    Who administers accounts as well has no part in it. Safe to run twice. Returns how many were
    new.

    Args:
        actor: a job, acting for that organisation.
        on_day: the day of the step.
        by: who took it, and knows.
    """
    officers = _officers_of(actor, besides=by)
    people = [each.id for each in officers if has_part_in_erasing(each)]
    about, kind = About(None, "erasure", request_id), ERASURE_KINDS[step]
    wanted = [Wanted(about, on_day, moment_of_telling(kind), each, kind) for each in people]
    crew = _crew_of(actor, people)
    with keeping_books(actor) as work:
        return put_reminders(work, wanted, crew)


def _officers_of(actor: Actor, *, besides: UUID | None = None) -> list[Person]:
    home = [actor.organisation_id] if actor.organisation_id else []
    return [each for each in identity.list_privacy_officers(home) if each.id != besides]


def _crew_of(actor: Actor, people: Sequence[UUID]) -> Crew:
    """Return the officers with what they chose; when all are away, all hear of it all the same.

    Away is who entered it: nobody keeps an officer from hearing of it.
    """
    crew, today = queries.crew_of_people(actor, people), clock.today()
    crew = replace(crew, minds_only_own=True)
    if all(crew.is_away(each, today) for each in people):
        return replace(crew, minds_absence=False)
    return crew
