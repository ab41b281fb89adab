"""Telling people of what happens around documents: a notice, and a line in their next mail."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.comments.events import PeopleNamed
from app.documents.events import AccessAsked, AccessGiven, BasisAnswered, BasisAsked, VirusFound
from app.identity import queries as identity
from app.incidents.events import CaseAcute, LetterAsked
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.kernel.work import Work, keeping_books
from app.notifications import queries
from app.notifications.models import About, Level, NoticeKind, moment_of_telling
from app.notifications.queries import Crew
from app.notifications.service.noting import put_notices
from app.notifications.service.reminding import put_reminders
from app.notifications.service.wanted import Wanted
from app.requests.actions import RequestAction
from app.requests.events import RequestMoved

TO_PARTNER = {
    RequestAction.ASKED: NoticeKind.DOCS_ASKED,
    RequestAction.REOPENED: NoticeKind.DOCS_ASKED,
    RequestAction.DAY_AGREED: NoticeKind.DOCS_DAY,
    RequestAction.WITHDRAWN: NoticeKind.DOCS_ENDED,
}
TO_ASKER = {
    RequestAction.GIVEN: NoticeKind.DOCS_GIVEN,
    RequestAction.REFUSED: NoticeKind.DOCS_REFUSED,
    RequestAction.DAY_PROPOSED: NoticeKind.DOCS_DAY,
}


def hear_request(work: Work, event: RequestMoved) -> None:
    """Have the other of the two told after the commit: who works for it, or who asked."""
    request, action = event.request, event.action
    about = About(request.workspace_id, "request", request.id)
    if action in TO_PARTNER:
        _tell_later(work, about, kind=TO_PARTNER[action], whose=(request.partner_id, None))
    if action in TO_ASKER:
        whose = (request.organisation_id, request.asked_by_id)
        _tell_later(work, about, kind=TO_ASKER[action], whose=whose)


def hear_named(work: Work, event: PeopleNamed) -> None:
    """Have who is named in a comment told after the commit."""
    about = About(event.workspace_id, "comment", event.comment_id)
    for whose in event.people:
        _tell_later(work, about, kind=NoticeKind.NAMED, whose=whose)


def hear_access_asked(work: Work, event: AccessAsked) -> None:
    """Have the owner told after the commit, if there is one; who asks learns nothing of that."""
    work.defer(
        named("notifications.note_access_asked"),
        request_id=str(event.request_id),
        workspace_id=str(event.workspace_id),
        by=str(work.actor.person_id or ""),
    )


def hear_access_given(work: Work, event: AccessGiven) -> None:
    """Have who asked for access told after the commit; a refusal stays with the owner."""
    about = About(event.workspace_id, "document", event.document_id)
    whose = (event.organisation_id, event.person_id)
    _tell_later(work, about, kind=NoticeKind.ACCESS_GIVEN, whose=whose)


def hear_basis_asked(work: Work, event: BasisAsked) -> None:
    """Have the privacy officers of the owner told after the commit."""
    work.defer(
        named("notifications.note_basis"),
        basis_id=str(event.basis_id),
        workspace_id=str(event.workspace_id),
        organisation_id=str(event.owner_id),
        by=str(work.actor.person_id or ""),
    )


def hear_basis_answered(work: Work, event: BasisAnswered) -> None:
    """Have who asked about a basis told after the commit."""
    about = About(event.workspace_id, "basis", event.basis_id)
    whose = (event.owner_id, event.person_id)
    _tell_later(work, about, kind=NoticeKind.BASIS_SAID, whose=whose)


def hear_virus(work: Work, event: VirusFound) -> None:
    """Have who brought it in told after the commit."""
    about = About(event.workspace_id, "document", event.document_id)
    whose = (event.organisation_id, event.person_id)
    _tell_later(work, about, kind=NoticeKind.INFECTED, whose=whose)


def hear_acute(work: Work, event: CaseAcute) -> None:
    """Have those who take turns on duty told at once, of every inspectorate that shares it."""
    about = About(event.workspace_id, "case", event.case_id)
    for organisation_id in sorted(event.organisation_ids):
        _tell_later(work, about, kind=NoticeKind.CASE_ACUTE, whose=(organisation_id, None))


def hear_letter(work: Work, event: LetterAsked) -> None:
    """Have each inspectorate told after the commit whose word a joint letter waits for."""
    about = About(event.workspace_id, "case", event.case_id)
    for organisation_id in sorted(event.organisation_ids):
        _tell_later(work, about, kind=NoticeKind.LETTER, whose=(organisation_id, None))


def _tell_later(
    work: Work, about: About, *, kind: NoticeKind, whose: tuple[UUID, UUID | None]
) -> None:
    organisation_id, person_id = whose
    work.defer(
        named("notifications.note_thing"),
        thing=about.thing,
        thing_id=str(about.id),
        workspace_id=str(about.workspace_id),
        organisation_id=str(organisation_id),
        kind=kind.value,
        person_id=str(person_id or ""),
        by=str(work.actor.person_id or ""),
    )


def note_thing(
    actor: Actor, about: About, *, kind: NoticeKind, person_id: UUID | None, by: UUID | None
) -> None:
    """Tell somebody, or those who work there for the organisation; safe to run twice.

    Whether they may see what it is about is decided when they read it, and when a mail leaves.

    Args:
        actor: a job, acting for the organisation of those who get it.
        by: who did it, and knows.
    """
    place = queries.find_place(actor)
    if place is None:
        return
    crew = queries.crew_of(actor, place)
    people: Sequence[UUID] = crew.workers if person_id is None else (person_id,)
    wanted = [each for each in people if each in crew.people and each != by]
    _put(actor, about, kind=kind, people=wanted, crew=crew)


def note_basis(actor: Actor, about: About, *, by: UUID | None) -> None:
    """Tell the privacy officers of an organisation that a basis waits; safe to run twice.

    Args:
        actor: a job, acting for that organisation.
        by: who asked, and may not answer.
    """
    home = [actor.organisation_id] if actor.organisation_id else []
    officers = identity.list_privacy_officers(home)
    people = [each.id for each in officers if each.id != by]
    crew = queries.crew_of_people(actor, people)
    _put(actor, about, kind=NoticeKind.BASIS_ASKED, people=people, crew=crew)


def _put(
    actor: Actor, about: About, *, kind: NoticeKind, people: Collection[UUID], crew: Crew
) -> None:
    wanted = [each for each in people if crew.level_of(each) is not Level.NOTHING]
    if not wanted:
        return
    today, moment = clock.today(), moment_of_telling(kind)
    with keeping_books(actor) as work:
        put_notices(work, about, kind=kind, people=wanted)
        put_reminders(work, [Wanted(about, today, moment, each, kind) for each in wanted], crew)
