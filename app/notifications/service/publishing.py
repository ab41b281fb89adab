"""Telling of the publication of a report: planned, held or done; never what is in it."""

from __future__ import annotations

from uuid import UUID

from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import About, Level, NoticeKind
from app.notifications.service.noting import put_notices
from app.publications.events import Move, PublicationMoved

KINDS = {
    Move.PLANNED: NoticeKind.EMBARGO,
    Move.HELD: NoticeKind.HELD,
    Move.PUBLISHED: NoticeKind.PUBLISHED,
}


def hear_publication(work: Work, event: PublicationMoved) -> None:
    """Have those who read the report told after the commit, organisation by organisation."""
    for organisation_id in sorted(event.organisation_ids):
        work.defer(
            named("notifications.note_publication"),
            report_id=str(event.report_id),
            workspace_id=str(event.workspace_id),
            organisation_id=str(organisation_id),
            kind=KINDS[event.move].value,
            by=str(work.actor.person_id or ""),
        )


def note_publication(actor: Actor, report_id: UUID, *, kind: NoticeKind, by: UUID | None) -> None:
    """Put one line for each who wants to hear from the place; safe to run twice.

    Only coordinators hear that it was held: it is theirs to plan anew.

    Args:
        actor: a job, acting for the organisation of those who get it.
        by: who planned it, and knows.
    """
    place = queries.find_place(actor)
    if place is None:
        return
    crew = queries.crew_of(actor, place)
    people = crew.coordinators if kind is NoticeKind.HELD else sorted(crew.people)
    wanted = [each for each in people if each != by and crew.level_of(each) is not Level.NOTHING]
    with keeping_books(actor) as work:
        put_notices(work, About(place.id, "report", report_id), kind=kind, people=wanted)
