"""What the queue asks of tasks: mail whoever is asked."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.tasks import messages, queries


@job("tasks.tell_assignee")
def tell_assignee(*, task_id: str, workspace_id: str, organisation_id: str, version: int) -> None:
    """Mail those a task is asked of, if they may still see it; safe to run twice.

    Args:
        version: of the task when it was asked, so that asking anew is another mail.
    """
    key = f"task.{task_id}.{version}"
    _mail(
        task_id, workspace_id, organisation_id=organisation_id, key=key, write=messages.task_asked
    )


@job("tasks.remind_assignee")
def remind_assignee(*, task_id: str, workspace_id: str, organisation_id: str, day: str) -> None:
    """Mail those a task is asked of that it waits for them; safe to run twice.

    Args:
        day: on which they are reminded; there is one mail a day.
    """
    key = f"reminded.{task_id}.{day}"
    _mail(
        task_id, workspace_id, organisation_id=organisation_id, key=key, write=messages.task_waits
    )


def _mail(
    task_id: str,
    workspace_id: str,
    *,
    organisation_id: str,
    key: str,
    write: Callable[..., messages.Mail],
) -> None:
    house = current_house()
    actor = system_actor(
        "tasks.tell", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with house.database.session_for(actor):
        telling = queries.list_recipients(actor, UUID(task_id))
    for person in telling.people:
        with force_locale(person.language or "nl"):
            mail = write(due_on=telling.due_on, link=f"{house.settings.origin}/")
        house.tool(Mailer).send(
            f"{key}.{person.id}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
        )
