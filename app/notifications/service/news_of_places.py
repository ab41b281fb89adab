"""Telling people that something changed for them in a workspace: a notice, and a line by mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from app.incidents.events import MeetingChanged
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import (
    IN_SPITE_OF_ABSENCE,
    OF_WHO_LEFT,
    About,
    Level,
    NoticeKind,
    moment_of_telling,
)
from app.notifications.service.noting import put_notices
from app.notifications.service.reminding import put_reminders
from app.notifications.service.wanted import Wanted
from app.workspaces.events import MembershipChanged, MembershipStep

OF_STEP = {
    MembershipStep.LET_IN: NoticeKind.LET_IN,
    MembershipStep.OTHER_ROLE: NoticeKind.ROLE,
    MembershipStep.ENDED: NoticeKind.PUT_OUT,
}


def hear_membership(work: Work, event: MembershipChanged) -> None:
    """Have somebody told after the commit who was let in, has another role or has none any more."""
    work.defer(
        named("notifications.note_news"),
        workspace_id=str(event.workspace_id),
        organisation_id=str(event.organisation_id),
        kind=OF_STEP[event.step].value,
        person_id=str(event.person_id),
        by=str(work.actor.person_id or ""),
    )


def hear_meeting(work: Work, event: MeetingChanged) -> None:
    """Have everybody of the committee told after the commit, organisation by organisation."""
    kind = NoticeKind.MEET_OFF if event.is_cancelled else NoticeKind.MEET_MOVED
    for organisation_id in sorted(event.organisation_ids):
        work.defer(
            named("notifications.note_news"),
            workspace_id=str(event.workspace_id),
            organisation_id=str(organisation_id),
            kind=kind.value,
            by=str(work.actor.person_id or ""),
            day=event.held_on.isoformat(),
        )


def note_news(
    actor: Actor,
    kind: NoticeKind,
    *,
    person_id: UUID | None,
    by: UUID | None,
    day: date | None,
) -> None:
    """Tell somebody, or all who are in the place for the organisation; safe to run twice.

    Args:
        actor: a job, acting for their organisation in that place.
        person_id: who hears it; None: everybody of the organisation there.
        by: who did it, and knows.
        day: what makes two of the same kind two; None: the day it is told.
    """
    place = queries.find_place(actor)
    if place is None:
        return
    if kind in OF_WHO_LEFT | IN_SPITE_OF_ABSENCE and person_id is not None:
        crew = queries.crew_of_people(actor, [person_id])
        crew = replace(crew, minds_absence=kind not in IN_SPITE_OF_ABSENCE)
    else:
        crew = queries.crew_of(actor, place)
    people = sorted(crew.people) if person_id is None else [person_id]
    wanted = [
        each
        for each in people
        if each in crew.people and each != by and crew.level_of(each) is not Level.NOTHING
    ]
    ref = place.ref if kind in OF_WHO_LEFT else None
    about, moment = About(place.id, None, place.id, ref), moment_of_telling(kind)
    told_on = day or clock.today()
    with keeping_books(actor) as work:
        put_notices(work, about, kind=kind, people=wanted)
        put_reminders(work, [Wanted(about, told_on, moment, each, kind) for each in wanted], crew)
