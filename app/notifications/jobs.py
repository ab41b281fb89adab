"""What the clock and the queue ask of notifications."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer, MailServerFault, PerhapsTaken
from app.documents import queries as documents
from app.identity import queries as identity
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
NOTER = "notifications.note"


@contextmanager
def _acting(organisation_id: str, workspace_id: str, *, name: str = NOTER) -> Iterator[Actor]:
    """Act for one organisation in one place, with a session of its own."""
    actor = system_actor(name, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id))
    with current_house().database.session_for(actor):
        yield actor


def _key(text: str) -> UUID | None:
    """Read an id that may be left out."""
    return UUID(text) if text else None


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
    with _acting(organisation_id, workspace_id) as actor:
        told = service.note(
            actor,
            UUID(task_id),
            kind=NoticeKind(kind),
            person_id=_key(person_id),
            by=_key(by),
        )
    if also_followers:
        _tell_followers(task_id, workspace_id, but={str(each) for each in told} | {by})


@job("notifications.note_waiting")
def note_waiting(*, task_id: str, workspace_id: str, kind: str, by: str) -> None:
    """Tell who does a task that waits for another what became of that; safe to run twice."""
    name = "notifications.note_waiting"
    with current_house().database.session_for(system_actor(name)):
        waiting = tasks.list_waiting_for(UUID(task_id))
    for waiting_id, organisation_id in waiting:
        with _acting(str(organisation_id), workspace_id, name=name) as actor:
            service.note_waiting(
                actor,
                waiting_id,
                kind=NoticeKind(kind),
                before_id=UUID(task_id),
                by=_key(by),
            )


@job("notifications.note_followers")
def note_followers(*, task_id: str, workspace_id: str, by: str) -> None:
    """Tell those who follow a task of a step that nobody else has to know; safe to run twice."""
    _tell_followers(task_id, workspace_id, but={by})


def _tell_followers(task_id: str, workspace_id: str, *, but: set[str]) -> None:
    """Tell who follows a task, organisation by organisation; each sees it by its own right."""
    name = "notifications.note_followers"
    with current_house().database.session_for(system_actor(name)):
        followers = tasks.list_followers(UUID(task_id))
    for organisation_id, people in followers.items():
        with _acting(str(organisation_id), workspace_id, name=name) as actor:
            wanted = [each for each in people if str(each) not in but]
            service.note_followers(actor, UUID(task_id), people=wanted)


@job("notifications.note_handover")
def note_handover(
    *, task_ids: list[str], workspace_id: str, organisation_id: str, person_id: str, by: str
) -> None:
    """Tell somebody of tasks that a colleague handed over; safe to run twice."""
    with _acting(organisation_id, workspace_id) as actor:
        for task_id in task_ids:
            service.note(
                actor,
                UUID(task_id),
                kind=NoticeKind.HANDED,
                person_id=UUID(person_id),
                by=_key(by),
            )


@job("notifications.note_moved")
def note_moved(
    *, task_ids: list[str], workspace_id: str, organisation_id: str, by: str, kind: str
) -> None:
    """Tell who does some tasks that they have another day; safe to run twice."""
    with _acting(organisation_id, workspace_id) as actor:
        for task_id in task_ids:
            service.note_doer(actor, UUID(task_id), kind=NoticeKind(kind), by=_key(by))


@job("notifications.note_publication")
def note_publication(
    *, report_id: str, workspace_id: str, organisation_id: str, kind: str, by: str
) -> None:
    """Tell people of one organisation of the publication of a report; safe to run twice."""
    with _acting(organisation_id, workspace_id) as actor:
        service.note_publication(actor, UUID(report_id), kind=NoticeKind(kind), by=_key(by))


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
    with _acting(organisation_id, workspace_id) as actor:
        service.note_thing(
            actor,
            About(UUID(workspace_id), thing, UUID(thing_id)),
            kind=NoticeKind(kind),
            person_id=_key(person_id),
            by=_key(by),
        )


@job("notifications.note_basis")
def note_basis(*, basis_id: str, workspace_id: str, organisation_id: str, by: str) -> None:
    """Tell the privacy officers of an organisation that a basis waits; safe to run twice."""
    with _acting(organisation_id, workspace_id) as actor:
        about = About(UUID(workspace_id), "basis", UUID(basis_id))
        service.note_basis(actor, about, by=_key(by))


@job("notifications.note_access_asked")
def note_access_asked(*, request_id: str, workspace_id: str, by: str) -> None:
    """Tell the owner of a document that somebody asks for access, if there is one."""
    with current_house().database.session_for(system_actor(NOTER)):
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
    with _acting(organisation_id, workspace_id, name="notifications.note_of_place") as actor:
        service.note_of_place(actor, NoticeKind(kind), also=_key(also))


@job("notifications.note_news")
def note_news(
    *,
    workspace_id: str,
    organisation_id: str,
    kind: str,
    by: str,
    person_id: str = "",
    day: str = "",
) -> None:
    """Tell people of one organisation that something changed in a place; safe to run twice."""
    with _acting(organisation_id, workspace_id) as actor:
        service.note_news(
            actor,
            NoticeKind(kind),
            person_id=_key(person_id),
            by=_key(by),
            day=date.fromisoformat(day) if day else None,
        )


@job("notifications.tell_new_sight")
def tell_new_sight(*, workspace_id: str, by: str, blind: list[dict[str, Any]]) -> None:
    """Tell who did not see documents, and sees them now, of it; safe to run twice."""
    for some in blind:
        organisation_id, given = some["organisation_id"], [UUID(each) for each in some["given"]]
        with _acting(organisation_id, workspace_id) as actor:
            asked = [UUID(each) for each in some["people"] if each != by]
            people = identity.list_people(
                service.list_who_may_hear(actor, people=asked, given=given)
            )
            readers = [_as_reader(each) for each in people.values()]
        seeing = [each.person_id for each in readers if each.person_id and _sees(each, given)]
        with _acting(organisation_id, workspace_id) as actor:
            service.note_new_sight(actor, people=seeing, given=given)


def _sees(reader: Actor, given: Sequence[UUID]) -> bool:
    """Tell whether that very person sees any of what was given, after a strong sign-in."""
    with current_house().database.session_for(reader):
        return documents.sees_any_of(reader, given)


@job(CLOCK)
def look() -> None:
    """Look where something is due and which mailings are ready, and have each done by itself."""
    actor, today = system_actor(CLOCK), clock.today()
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for place, organisation in queries.list_places_to_look(today + HORIZON, today):
            service.look_soon(work, place, [organisation])
        for mailing in queries.list_ready(clock.now()):
            work.defer(send, once=f"mailing:{mailing}", mailing_id=str(mailing))


@job("notifications.remind")
def remind_place(*, workspace_id: str, organisation_id: str) -> None:
    """Make the reminders of one organisation in one place; safe to run twice."""
    with _acting(organisation_id, workspace_id, name="notifications.remind") as actor:
        service.remind(actor, today=clock.today())


@job(SENDER)
def send(*, mailing_id: str) -> None:
    """Send a mailing with what its receiver may still know; run twice, it leaves once."""
    house, actor = current_house(), system_actor(SENDER)
    with house.database.session_for(actor):
        sheet = service.put_together(actor, UUID(mailing_id))
        if sheet is None:
            return
        reminders = queries.list_reminders(sheet.mailing_ids)
    person = sheet.person
    wants_mail = bool(sheet.hours.digest) and person.blocked_at is None
    lines = _checked(person, reminders) if wants_mail else []
    told = tuple({each.notice_id: each for each in lines}.values())
    places = frozenset(each.workspace_id for each in reminders if each.workspace_id)

    def hand_over(ready: Sheet) -> None:
        origin = house.settings.origin
        with force_locale(person.language or "nl"):
            mail = messages.reminders(ready.lines, today=clock.today(), origin=origin)
        house.tool(Mailer).send(
            f"mailing.{ready.name}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
            unsubscribe=f"{origin}{queries.SETTINGS}",
        )

    with house.database.session_for(actor):
        looked_at = frozenset(each.id for each in reminders)
        ready = replace(sheet, lines=told, reminders=looked_at, places=places)
        try:
            service.send_once(actor, ready, send=hand_over)
        except PerhapsTaken:
            raise
        except MailServerFault:
            service.let_apart(actor, ready)
            raise


def _checked(person: Person, reminders: Sequence[Reminder]) -> list[Line]:
    """Return the lines of reminders, decided anew as the receivers' organisation in each place.

    What is shared person by person is decided as that very person; new sight of documents as after
    the weakest sign-in: a mailbox asks for none.
    """
    places: dict[tuple[UUID, UUID], list[Reminder]] = {}
    for each in reminders:
        if each.is_of_crew and each.workspace_id is not None:
            places.setdefault((each.organisation_id, each.workspace_id), []).append(each)
    found: dict[UUID, StillHolds] = {}
    for (organisation_id, place_id), some in places.items():
        with _acting(str(organisation_id), str(place_id), name=SENDER) as actor:
            found |= queries.find_lines(actor, some)
    own = [each for each in reminders if not each.is_of_crew]
    of_sight = [each for each in own if each.told is NoticeKind.NEW_SIGHT]
    others = [each for each in own if each not in of_sight]
    for some, is_strong in ((others, True), (of_sight, False)):
        if some:
            reader = replace(_as_reader(person), is_strong=is_strong)
            with current_house().database.session_for(reader):
                found |= queries.find_own_lines(reader, some)
    holding = [found[each.id] for each in reminders if each.id in found]
    return [Line(each.ends_on, each.notice_id, each.place, each.thing) for each in holding]


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
