"""What the clock and the queue ask of notifications."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.identity.models import Person
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.notifications import messages, queries, service
from app.notifications.models import About, NoticeKind, Reminder, Thing
from app.notifications.queries import StillHolds
from app.notifications.service.mailing import Line, Sheet
from app.notifications.service.reminding import HORIZON
from app.tasks import queries as tasks

CLOCK = "notifications.look"
SENDER = "notifications.send"


@job("notifications.note")
def note(
    *,
    task_id: str,
    workspace_id: str,
    organisation_id: str,
    person_id: str,
    kind: str,
    by: str,
    also_followers: bool = True,
) -> None:
    """Make a notice for those who must know of a step; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        told = service.note(
            actor,
            UUID(task_id),
            kind=NoticeKind(kind),
            person_id=UUID(person_id) if person_id else None,
            by=UUID(by) if by else None,
        )
    if also_followers:
        _tell_followers(task_id, workspace_id, but={str(each) for each in told} | {by})


@job("notifications.note_waiting")
def note_waiting(*, task_id: str, workspace_id: str, kind: str, by: str) -> None:
    """Tell who does a task that waits for another what became of that; safe to run twice."""
    house, name = current_house(), "notifications.note_waiting"
    with house.database.session_for(system_actor(name)):
        waiting = tasks.list_waiting_for(UUID(task_id))
    for waiting_id, organisation_id in waiting:
        actor = system_actor(name, organisation_id=organisation_id, place_id=UUID(workspace_id))
        with house.database.session_for(actor):
            service.note_moved(
                actor, waiting_id, by=UUID(by) if by else None, kind=NoticeKind(kind)
            )


@job("notifications.note_followers")
def note_followers(*, task_id: str, workspace_id: str, by: str) -> None:
    """Tell those who follow a task of a step that nobody else has to know; safe to run twice."""
    _tell_followers(task_id, workspace_id, but={by})


def _tell_followers(task_id: str, workspace_id: str, *, but: set[str]) -> None:
    """Tell who follows a task, organisation by organisation; each sees it by its own right."""
    house, name = current_house(), "notifications.note_followers"
    with house.database.session_for(system_actor(name)):
        followers = tasks.list_followers(UUID(task_id))
    for organisation_id, people in followers.items():
        actor = system_actor(name, organisation_id=organisation_id, place_id=UUID(workspace_id))
        with house.database.session_for(actor):
            wanted = [each for each in people if str(each) not in but]
            service.note_followers(actor, UUID(task_id), people=wanted)


@job("notifications.note_handover")
def note_handover(
    *, task_ids: list[str], workspace_id: str, organisation_id: str, person_id: str, by: str
) -> None:
    """Tell somebody of tasks that a colleague handed over; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        for task_id in task_ids:
            service.note(
                actor,
                UUID(task_id),
                kind=NoticeKind.HANDED,
                person_id=UUID(person_id),
                by=UUID(by) if by else None,
            )


@job("notifications.note_moved")
def note_moved(
    *,
    task_ids: list[str],
    workspace_id: str,
    organisation_id: str,
    by: str,
    kind: str = NoticeKind.MOVED.value,
) -> None:
    """Tell who does some tasks that they have another day; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        for task_id in task_ids:
            service.note_moved(
                actor, UUID(task_id), by=UUID(by) if by else None, kind=NoticeKind(kind)
            )


@job("notifications.note_publication")
def note_publication(
    *, report_id: str, workspace_id: str, organisation_id: str, kind: str, by: str
) -> None:
    """Tell people of one organisation of the publication of a report; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        service.note_publication(
            actor, UUID(report_id), kind=NoticeKind(kind), by=UUID(by) if by else None
        )


@job("notifications.note_thing")
def note_thing(
    *,
    thing: Thing,
    thing_id: str,
    workspace_id: str,
    organisation_id: str,
    kind: str,
    person_id: str,
    by: str,
) -> None:
    """Tell people of one organisation that something happened to a thing; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        service.note_thing(
            actor,
            About(UUID(workspace_id), thing, UUID(thing_id)),
            kind=NoticeKind(kind),
            person_id=UUID(person_id) if person_id else None,
            by=UUID(by) if by else None,
        )


@job("notifications.note_basis")
def note_basis(*, basis_id: str, workspace_id: str, organisation_id: str, by: str) -> None:
    """Tell the privacy officers of an organisation that a basis waits; safe to run twice."""
    actor = system_actor(
        "notifications.note", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        about = About(UUID(workspace_id), "basis", UUID(basis_id))
        service.note_basis(actor, about, by=UUID(by) if by else None)


@job("notifications.note_access_asked")
def note_access_asked(*, request_id: str, workspace_id: str, by: str) -> None:
    """Tell the owner of a document that somebody asks for access, if there is one."""
    with current_house().database.session_for(system_actor("notifications.note")):
        found = queries.find_access_asked(UUID(request_id))
    if found is not None:
        note_thing.run(
            thing="document",
            thing_id=str(found[0]),
            workspace_id=workspace_id,
            organisation_id=str(found[1]),
            kind=NoticeKind.ACCESS_ASKED.value,
            person_id="",
            by=by,
        )


@job("notifications.note_of_place")
def note_of_place(*, workspace_id: str, organisation_id: str, kind: str, also: str = "") -> None:
    """Tell the coordinators of an organisation of the place itself; safe to run twice.

    Args:
        also: somebody of that organisation who is told too.
    """
    actor = system_actor(
        "notifications.note_of_place",
        organisation_id=UUID(organisation_id),
        place_id=UUID(workspace_id),
    )
    with current_house().database.session_for(actor):
        service.note_of_place(actor, NoticeKind(kind), also=UUID(also) if also else None)


@job("notifications.note_what_stays")
def note_what_stays(*, workspace_id: str, organisation_id: str) -> None:
    """Do what was put in the queue before there were other notices of a place."""
    note_of_place.run(
        workspace_id=workspace_id, organisation_id=organisation_id, kind=NoticeKind.LEFT.value
    )


@job(CLOCK)
def look() -> None:
    """Look where something is due and which mailings are ready, and have each done by itself."""
    actor, today = system_actor(CLOCK), clock.today()
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for place, organisation in queries.list_places_to_look(today + HORIZON, today):
            work.defer(
                remind_place,
                once=f"remind:{place}:{organisation}",
                workspace_id=str(place),
                organisation_id=str(organisation),
            )
        for mailing in queries.list_ready(clock.now()):
            work.defer(send, once=f"mailing:{mailing}", mailing_id=str(mailing))


@job("notifications.remind")
def remind_place(*, workspace_id: str, organisation_id: str) -> None:
    """Make the reminders of one organisation in one place; safe to run twice."""
    actor = system_actor(
        "notifications.remind", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        service.remind(actor, today=clock.today())


@job(SENDER)
def send(*, mailing_id: str) -> None:
    """Send a mailing with what its receiver may still know; run twice, it leaves once."""
    house, actor = current_house(), system_actor(SENDER)
    with house.database.session_for(actor):
        found = queries.find_mailing(UUID(mailing_id))
        if found is None or found[0].sent_at is not None:
            return
        person = found[1]
        unsent = queries.list_unsent(person.id, max(clock.now(), found[0].slot_at))
        keys = tuple(each.id for each in unsent)
        reminders, hours = queries.list_reminders(keys), queries.hours_of(person)
    wants_mail = bool(hours.digest) and person.blocked_at is None
    lines = _checked(person, reminders) if wants_mail else []
    told = tuple({each.notice_id: each for each in lines}.values())
    looked_at = frozenset(each.id for each in reminders)
    places = frozenset(each.workspace_id for each in reminders)
    sheet = Sheet(person, keys, told, hours, looked_at, places)

    def hand_over(ready: Sheet) -> None:
        origin = house.settings.origin
        with force_locale(person.language or "nl"):
            mail = messages.reminders(ready.lines, today=clock.today(), origin=origin)
        house.tool(Mailer).send(
            f"mailing.{ready.mailing_ids[0]}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
            unsubscribe=f"{origin}{queries.SETTINGS}",
        )

    with house.database.session_for(actor):
        service.send_once(actor, sheet, send=hand_over)


def _checked(person: Person, reminders: Sequence[Reminder]) -> list[Line]:
    """Return the lines of reminders, decided anew as the receivers' organisation in each place.

    What is shared person by person is decided as that very person.
    """
    places: dict[tuple[UUID, UUID], list[Reminder]] = {}
    for each in reminders:
        if each.is_of_crew:
            places.setdefault((each.organisation_id, each.workspace_id), []).append(each)
    found: dict[UUID, StillHolds] = {}
    for (organisation_id, place_id), some in places.items():
        actor = system_actor(SENDER, organisation_id=organisation_id, place_id=place_id)
        with current_house().database.session_for(actor):
            found |= queries.find_lines(actor, some)
    if own := [each for each in reminders if not each.is_of_crew]:
        reader = _as_reader(person)
        with current_house().database.session_for(reader):
            found |= queries.find_own_lines(reader, own)
    holding = [found[each.id] for each in reminders if each.id in found]
    return [Line(each.ends_on, each.notice_id, each.thing) for each in holding]


def _as_reader(person: Person) -> Actor:
    """Return the actor whose sight decides what a mail to somebody may tell."""
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
        may_write=False,
        duties=frozenset(person.duties),
    )
