"""What clock and queue ask of emergency sight; each may run twice and be killed anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mail, Mailer
from app.emergencies import messages, queries, service
from app.emergencies.events import EmergencyMoved
from app.emergencies.models import EmergencySight
from app.emergencies.policy import CLERK
from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import clock, events
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import coordinators_of

OURS, OTHERS = "ours", "others"


@job("emergencies.look", is_urgent=True)
def look() -> None:
    """Look what is over, and which reviews stay away, and have each taken further."""
    actor = system_actor(CLERK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for sight, place, organisation in queries.list_due(clock.now()):
            work.defer(
                take_one_further,
                once=f"emergency:{sight}",
                sight_id=str(sight),
                workspace_id=str(place),
                organisation_id=str(organisation),
            )


@job(CLERK, is_urgent=True)
def take_one_further(*, sight_id: str, workspace_id: str, organisation_id: str) -> None:
    """End one whose time is over, or ask for its review; each step happens once."""
    actor = _clerk(organisation_id, workspace_id)
    with current_house().database.session_for(actor):
        found = queries.find_for_job(actor, UUID(sight_id))
        if found is not None:
            service.take_further(actor, found, announce=announce)


@job("emergencies.announce", is_urgent=True)
def announce(*, sight_id: str, workspace_id: str, organisation_id: str, step: str) -> None:
    """Have everybody mailed whom a step concerns, and the coordinators get a notice of it."""
    actor = _clerk(organisation_id, workspace_id)
    with current_house().database.session_for(actor):
        found = queries.find_for_job(actor, UUID(sight_id))
        if found is None:
            return
        place = workspaces.get_for(actor, WorkspacePermission.VIEW, found.workspace_id)
        parts = [each.organisation_id for each in workspaces.list_participants(place)]
        people = list(_concerned(actor, found, step=step))
        with keeping_books(actor) as work:
            for person, kind in people:
                work.defer(
                    mail_one,
                    once=f"emergency:{step}:{sight_id}:{person.id}",
                    sight_id=sight_id,
                    person_id=str(person.id),
                    kind=kind,
                    name=_name_of(found, step),
                    is_asked=found.wants_special and not found.covers_special,
                )
            if step == "opened":
                for other in parts:
                    if other != found.organisation_id:
                        work.defer(
                            tell_coordinators,
                            once=f"emergency:{sight_id}:of:{other}",
                            sight_id=sight_id,
                            workspace_id=workspace_id,
                            organisation_id=str(other),
                        )
                events.announce(work, EmergencyMoved(found.workspace_id, tuple(parts)))


@job("emergencies.tell_coordinators", is_urgent=True)
def tell_coordinators(*, sight_id: str, workspace_id: str, organisation_id: str) -> None:
    """Have the coordinators of another participant mailed, that there is one."""
    actor = _clerk(organisation_id, workspace_id)
    with current_house().database.session_for(actor):
        people = [each.person for each in coordinators_of(workspaces.list_delegates(actor))]
        with keeping_books(actor) as work:
            for person in people:
                work.defer(
                    mail_one,
                    once=f"emergency:opened:{sight_id}:{person.id}",
                    sight_id=sight_id,
                    person_id=str(person.id),
                    kind=OTHERS,
                    name="opened",
                    is_asked=False,
                )


@job("emergencies.mail_one", is_urgent=True)
def mail_one(*, sight_id: str, person_id: str, kind: str, name: str, is_asked: bool) -> None:
    """Mail one person, who can still sign in; safe to run twice."""
    house = current_house()
    with house.database.session_for(system_actor(CLERK)):
        person = identity.get_person(UUID(person_id))
    if person.blocked_at is not None:
        return
    with force_locale(person.language or "nl"):
        mail = _written(kind, origin=house.settings.origin, sight_id=sight_id, is_asked=is_asked)
    house.tool(Mailer).send(
        f"emergency.{name}.{sight_id}.{person_id}",
        to=person.email,
        subject=mail.subject,
        text=mail.text,
    )


def _written(kind: str, *, origin: str, sight_id: str, is_asked: bool) -> Mail:
    own, one = f"{origin}/emergency-sights/own", f"{origin}/emergency-sights/{sight_id}"
    if kind == "you":
        return messages.opened_for_you(link=own)
    if kind == "you_no_more":
        return messages.ended_for_you(link=own)
    if kind == OTHERS:
        return messages.opened_by_others(link=f"{origin}/workspaces")
    if kind in ("judge", "judge_late"):
        return messages.to_judge(link=one, is_late=kind == "judge_late")
    return messages.opened_of_us(link=one, is_asked=is_asked)


def _concerned(actor: Actor, sight: EmergencySight, *, step: str) -> Iterator[tuple[Person, str]]:
    """Yield whom of the own organisation a step concerns, each once, with what they read."""
    officers = queries.list_officers(sight.organisation_id)
    if step == "unjudged":
        yield from ((each, "judge_late") for each in officers if each.id != sight.person_id)
        return
    yield sight.person, "you" if step == "opened" else "you_no_more"
    told = {sight.person_id}
    coordinating = [each.person for each in coordinators_of(workspaces.list_delegates(actor))]
    for each in [*officers, *(coordinating if step == "opened" else [])]:
        if each.id not in told:
            told.add(each.id)
            yield each, OURS if step == "opened" else "judge"


def _name_of(sight: EmergencySight, step: str) -> str:
    """Return the step as the mail's own name has it: a review is asked for more than once."""
    if step != "unjudged" or sight.reminded_at is None:
        return step
    return f"{step}.{sight.reminded_at:%Y%m%d}"


def _clerk(organisation_id: str, workspace_id: str) -> Actor:
    return system_actor(CLERK, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id))
