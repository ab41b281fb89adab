"""Whose a notice is, and that what it is about must still exist for its reader."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select

from app.kernel.access import Actor, Permission, grant, rule
from app.kernel.text import lazy
from app.notifications.models import Notice
from app.tasks import policy as tasks
from app.tasks.models import Task
from app.workspaces import policy as workspaces


class NoticePermission(Permission):
    """What one may do with notices."""

    READ = "notice:notice:read"


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Return the condition under which a notice exists: one's own, of what one sees now.

    That is a task, or the workspace when it is about none.
    """
    of_place = and_(Notice.task_id.is_(None), workspaces.is_place_of(actor, Notice.workspace_id))
    return and_(
        Notice.person_id == actor.person_id,
        or_(Notice.task_id.in_(select(Task.id).where(tasks.visible_to(actor))), of_place),
    )


@rule(lazy("This notice is not meant for you."), is_sight=True)
def is_own(actor: Actor, notice: Notice) -> bool:
    """Hold for whom the notice is."""
    return actor.person_id is not None and notice.person_id == actor.person_id


grant(NoticePermission.READ, is_own)
