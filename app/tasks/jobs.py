"""What the queue asks of tasks: mail whoever is asked."""

from __future__ import annotations

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
    house = current_house()
    actor = system_actor(
        "tasks.tell", organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with house.database.session_for(actor):
        telling = queries.list_recipients(actor, UUID(task_id))
    for person in telling.people:
        with force_locale(person.language or "nl"):
            mail = messages.task_asked(due_on=telling.due_on, link=f"{house.settings.origin}/")
        house.tool(Mailer).send(
            f"task.{task_id}.{version}.{person.id}",
            to=person.email,
            subject=mail.subject,
            text=mail.text,
        )
