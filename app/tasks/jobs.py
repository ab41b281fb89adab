"""What the queue asks of tasks: mail whoever is asked, but not in that person's quiet hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.identity.models import Person
from app.kernel import clock
from app.kernel.access import Actor, system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.tasks import messages, queries, service

CLOCK = "tasks.look_for_series"

WRITERS: Mapping[str, Callable[..., messages.Mail]] = {
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


@job("tasks.tell_later")
def tell_later(
    *, task_id: str, workspace_id: str, organisation_id: str, person_id: str, name: str
) -> None:
    """Mail somebody whose quiet hours are over, if the task still waits; safe to run twice."""
    _tell(task_id, _actor(workspace_id, organisation_id), name=name, only=UUID(person_id))


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


def _tell(task_id: str, actor: Actor, *, name: str, only: UUID | None = None) -> None:
    """Mail who must know now, and put off what would come in somebody's quiet hours."""
    house = current_house()
    with house.database.session_for(actor):
        telling = queries.list_recipients(actor, UUID(task_id))
        calm, now = house.tool(queries.Calm), clock.now()
        awake: list[Person] = []
        with keeping_books(actor) as work:
            for person in telling.people:
                if only is not None and person.id != only:
                    continue
                opens_at = calm.opens_at(person)
                if opens_at <= now:
                    awake.append(person)
                    continue
                work.defer(
                    tell_later,
                    once=f"{name}.{person.id}",
                    not_before=opens_at,
                    task_id=task_id,
                    workspace_id=str(actor.place_id),
                    organisation_id=str(actor.organisation_id),
                    person_id=str(person.id),
                    name=name,
                )
    for person in awake:
        with force_locale(person.language or "nl"):
            mail = WRITERS[name.partition(".")[0]](
                due_on=telling.due_on, link=f"{house.settings.origin}/"
            )
        house.tool(Mailer).send(
            f"{name}.{person.id}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
        )
