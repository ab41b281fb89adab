"""What the queue asks of tasks: mail whoever is asked, but not in that person's quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mail, Mailer, MailServerFault, NotSendable
from app.identity.models import Person
from app.identity.service import addresses
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.tasks import messages, queries, service

CLOCK = "tasks.look_for_series"


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody who is told after quiet hours."""

    person_id: UUID
    turn: int
    """How many times this mail was put off."""


WRITERS: Mapping[str, Callable[..., Mail]] = {
    "task": messages.task_asked,
    "reminded": messages.task_waits,
}
"""Who writes a mail, by the first word of its name."""


@job("tasks.tell_assignee")
def tell_assignee(*, task_id: str, workspace_id: str, organisation_id: str, version: int) -> None:
    """Mail those a task is asked of, if they may still see it; safe to run twice.

    Args:
        version: of the task when it was asked, so that asking anew is another mail.
    """
    _tell(task_id, _actor(workspace_id, organisation_id), name=f"task.{task_id}.{version}")


@job("tasks.remind_assignee")
def remind_assignee(*, task_id: str, workspace_id: str, organisation_id: str, day: str) -> None:
    """Mail those a task is asked of that it waits for them; safe to run twice.

    Args:
        day: on which they are reminded; there is one mail a day.
    """
    _tell(task_id, _actor(workspace_id, organisation_id), name=f"reminded.{task_id}.{day}")


@job("tasks.tell_later", is_found_later=True)
def tell_later(
    *,
    task_id: str,
    workspace_id: str,
    organisation_id: str,
    person_id: str,
    name: str,
    turn: int = 1,
) -> None:
    """Mail somebody whose quiet hours are over, if the task still waits; safe to run twice.

    Args:
        turn: how many times it was put off.
    """
    actor = _actor(workspace_id, organisation_id)
    _tell(task_id, actor, name=name, only=Late(UUID(person_id), turn))


@job(CLOCK)
def look_for_series() -> None:
    """Look what has to be asked again, and have each asked by itself."""
    actor = system_actor(CLOCK)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for series, place, organisation in queries.list_due_series(clock.today()):
            work.defer(
                ask_again,
                once=f"series:{series}",
                series_id=str(series),
                workspace_id=str(place),
                organisation_id=str(organisation),
            )


@job("tasks.ask_again")
def ask_again(*, series_id: str, workspace_id: str, organisation_id: str) -> None:
    """Ask what came back by today; safe to run twice."""
    actor = system_actor(
        "tasks.ask_again", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        service.ask_next(actor, UUID(series_id), tell=tell_assignee)


def _actor(workspace_id: str, organisation_id: str) -> Actor:
    return system_actor(
        "tasks.tell", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )


def _tell(task_id: str, actor: Actor, *, name: str, only: Late | None = None) -> None:
    """Mail who must know now, and put off what would come in somebody's quiet hours.

    Who wants no mails of that place is told in the app alone; for who is away another is mailed.
    Tried again, who was put off the first time is not mailed here: that mail leaves by itself.
    """
    house = current_house()
    with house.database.session_for(actor):
        telling = queries.list_recipients(actor, UUID(task_id))
        if telling.task is None:
            return
        calm, place = house.tool(queries.Calm), telling.task.workspace
        people = calm.readers(actor, place, telling.people)
        if only is not None:
            people = [each for each in people if each.id == only.person_id]
        turn = only.turn if only else 0
        awake = _awake(actor, people, calm=calm, task_id=task_id, name=name, turn=turn)
    notice = messages.Told(
        ends_on=telling.ends_on,
        place=place.ref,
        link=f"{house.settings.origin}/workspaces/{place.ref}/tasks/{task_id}",
        choose=f"{house.settings.origin}{calm.page}",
    )
    faults = [fault for each in awake if (fault := _mail(actor, each, notice, name=name))]
    if faults:
        raise faults[0]


def _awake(
    actor: Actor,
    people: Sequence[Person],
    *,
    calm: queries.Calm,
    task_id: str,
    name: str,
    turn: int,
) -> list[Person]:
    """Return who may be mailed now; a mail to the others is put off until their quiet is over."""
    awake, now = [], clock.now()
    with keeping_books(actor) as work:
        keys = {each.id: f"{name}.{each.id}.{turn}" for each in people}
        put_off = work.find_deferred(tell_later, keys.values())
        for person in people:
            if keys[person.id] in put_off:
                continue
            opens_at = calm.opens_at(person, now)
            if opens_at <= now:
                awake.append(person)
                continue
            work.defer(
                tell_later,
                once=keys[person.id],
                not_before=opens_at,
                task_id=task_id,
                workspace_id=str(actor.place_id),
                organisation_id=str(actor.organisation_id),
                person_id=str(person.id),
                name=name,
                turn=turn + 1,
            )
    return awake


def _mail(
    actor: Actor, person: Person, notice: messages.Told, *, name: str
) -> MailServerFault | None:
    """Mail somebody; return the fault after which it is tried again, so that others are mailed.

    To an address that is refused for good it is not tried again: that is noted and told.
    """
    house = current_house()
    with force_locale(person.language or "nl"):
        mail = WRITERS[name.partition(".")[0]](notice)
    try:
        house.tool(Mailer).send(
            f"{name}.{person.id}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
            unsubscribe=notice.choose,
        )
    except MailServerFault as fault:
        return fault
    except NotSendable:
        with house.database.session_for(actor), keeping_books(actor) as work:
            addresses.note_refused(work, person, about=[actor.place_id] if actor.place_id else [])
    else:
        with house.database.session_for(actor), keeping_books(actor) as work:
            addresses.note_reached(work, person)
    return None
