"""What the clock and the queue ask of successions; each may run twice and be killed anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import structlog
from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.identity import queries as identity
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import Work, keeping_books
from app.successions import messages, queries, service
from app.successions.models import PlaceStep
from app.successions.policy import CLERK, PlaceOf

log = structlog.get_logger()


@job("successions.announce")
def announce(*, succession_id: str) -> None:
    """Have every place told what was agreed, or that it was taken back."""
    actor = system_actor(CLERK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        _have_told(work, UUID(succession_id), queries.list_places(UUID(succession_id)))
        _tell_officers(work, UUID(succession_id))


def _have_told(work: Work, which: UUID, places: Iterable[UUID]) -> None:
    for place in places:
        work.defer(
            announce_one,
            once=f"succession:{which}:{place}",
            succession_id=str(which),
            workspace_id=str(place),
        )


def _tell_officers(work: Work, which: UUID) -> None:
    """Have the privacy officers of both organisations mailed, how it stands now."""
    found = queries.find_succession(which)
    if found is None:
        return
    two = (found.organisation_id, found.successor_id)
    is_taken_back = found.taken_back_at is not None
    for person in identity.list_privacy_officers(two):
        work.defer(
            mail_officer,
            once=f"succession:{which}:{is_taken_back}:{person.id}",
            succession_id=str(which),
            person_id=str(person.id),
            is_taken_back=is_taken_back,
            is_ending=person.organisation_id == found.organisation_id,
        )


@job("successions.mail_officer")
def mail_officer(
    *, succession_id: str, person_id: str, is_taken_back: bool, is_ending: bool
) -> None:
    """Mail a privacy officer, who can still sign in; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor(CLERK)):
        person = identity.get_person(UUID(person_id))
    if person.blocked_at is not None:
        return
    with force_locale(person.language or "nl"):
        mail = messages.to_officer(
            origin=house.settings.origin, is_taken_back=is_taken_back, is_ending=is_ending
        )
    step = "taken-back" if is_taken_back else "agreed"
    house.tool(Mailer).send(
        f"succession.{step}.{succession_id}.{person_id}",
        to=person.email,
        subject=mail.subject,
        text=mail.text,
    )


@job("successions.announce_one")
def announce_one(*, succession_id: str, workspace_id: str) -> None:
    """Tell one place how it stands now: planned, or taken back after it was told of it."""
    place, which, clerk = UUID(workspace_id), UUID(succession_id), system_actor(CLERK)
    with current_house().database.session_for(clerk):
        found = queries.find_succession(which)
        if found is None or place not in queries.list_places(which):
            return
    actor, step = _clerk(found.organisation_id, place), PlaceStep.ANNOUNCED
    if found.taken_back_at is not None:
        step = PlaceStep.TAKEN_BACK
    with current_house().database.session_for(actor):
        service.tell_place(actor, PlaceOf(found, place), step)


@job("successions.look")
def look() -> None:
    """Look whose day has come, and have each carried out; what waits is tried again.

    Before that day places it came to take part in since it was agreed are told too; those that were
    told are not told twice.
    """
    actor = system_actor(CLERK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for each in queries.list_coming(clock.today()):
            _have_told(work, each.id, queries.list_untold(each.id))
        for each in queries.list_due(clock.today()):
            work.defer(carry_out, once=f"succession:{each.id}", succession_id=str(each.id))


@job(CLERK)
def carry_out(*, succession_id: str) -> None:
    """Carry out one: end the old organisation, then take over place by place, then say so."""
    actor, which = system_actor(CLERK), UUID(succession_id)
    with current_house().database.session_for(actor):
        found = queries.find_succession(which)
        if found is None or not found.is_in_force or found.from_on > clock.today():
            return
        service.end_organisation(actor, found)
        places = queries.list_places(which)
    for place in places:
        heir = _clerk(found.successor_id, place)
        with current_house().database.session_for(heir):
            if not service.take_over_place(heir, PlaceOf(found, place)):
                log.warning("a place waits for who coordinates it", succession=succession_id)
    with current_house().database.session_for(actor):
        found = queries.find_succession(which)
        if found is not None:
            service.finish(actor, found)


def _clerk(organisation_id: UUID, place: UUID) -> Actor:
    return system_actor(CLERK, organisation_id=organisation_id, place_id=place)


@job("successions.tell_of_coming")
def tell_of_coming(*, person_id: str) -> None:
    """Have the administrators of where somebody goes mailed; safe to run twice."""
    actor = system_actor(CLERK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        person = identity.get_person(UUID(person_id))
        if person.goes_to_id is None:
            return
        for each in identity.list_administrators(person.goes_to_id):
            work.defer(
                mail_of_coming,
                once=f"coming:{person_id}:{each.id}",
                person_id=person_id,
                administrator_id=str(each.id),
            )


@job("successions.mail_of_coming")
def mail_of_coming(*, person_id: str, administrator_id: str) -> None:
    """Mail an administrator of where somebody goes, while it is so; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor(CLERK)):
        comes = identity.get_person(UUID(person_id))
        person = identity.get_person(UUID(administrator_id))
    if person.blocked_at is not None or comes.goes_to_id != person.organisation_id:
        return
    page = f"/administration/organisations/{person.organisation.code}"
    with force_locale(person.language or "nl"):
        mail = messages.of_coming(link=f"{house.settings.origin}{page}")
    house.tool(Mailer).send(
        f"coming.{person_id}.{administrator_id}",
        to=person.email,
        subject=mail.subject,
        text=mail.text,
    )
