"""Importing the own calendar from a table: looked at first, stored as it was looked at.

Nothing is stored until a person has seen what it would do. The table goes along with the page
that shows this, and comes back with the confirmation, where all of it is read and compared anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.adapters.spreadsheets import Table
from app.coordination.models import SupervisedEntity
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import own
from app.coordination.queries.places import list_authorities
from app.coordination.service.activities import amend_activity, enter_activity
from app.coordination.service.entities import enter_entity, named_among
from app.coordination.service.importing.comparing import Step, compare
from app.coordination.service.importing.reading import (
    TEMPLATE_COLUMNS,
    Authority,
    heading_of,
    read_lines,
)
from app.coordination.service.importing.words import Column
from app.coordination.service.room import within_room
from app.importing.cells import Fault
from app.importing.previews import LineState, Preview
from app.importing.tables import Limits
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate, Refused, known
from app.kernel.text import _, lazy
from app.kernel.work import Work, begin_work
from app.workspaces.models import Workspace

LIMITS = Limits(most_rows=2_000)
CHANGED_MEANWHILE = lazy("Your calendar changed meanwhile. Look at what would be stored now.")


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did."""

    planned: int
    changed: int


def preview_import(actor: Actor, workspace: Workspace, table: Table) -> Preview[Step]:
    """Return what importing a table would do; stores nothing.

    Raises:
        NotAllowed: the actor may not enter anything here.
    """
    require(actor, CoordinationPermission.ENTER, workspace)
    everyone = list_authorities(workspace).everyone
    reading = read_lines(
        table,
        own=actor.organisation_code,
        authorities=[Authority(each.code, each.short_name) for each in everyone],
    )
    return compare(
        reading,
        entities=own.list_own_entities(actor, workspace),
        activities=own.list_own_activities(actor, workspace),
        codes={each.id: each.code for each in everyone},
    )


def import_table(actor: Actor, workspace: Workspace, table: Table, *, seen: str) -> Done:
    """Store what a table says: all of it, or nothing.

    Args:
        seen: fingerprint of the preview on the person's screen.

    Raises:
        NotAllowed: the actor may not enter anything here.
        OutOfDate: it would do something else than the person saw.
        Refused: something in it is wrong.
    """
    with begin_work(actor) as work:
        require(actor, CoordinationPermission.ENTER, workspace)
        own.wait_for_turn(workspace, known(actor.organisation_id))
        found = preview_import(actor, workspace, table)
        if found.fingerprint != seen:
            raise OutOfDate(CHANGED_MEANWHILE)
        if not found.can_be_stored:
            raise Refused(_("There is nothing to store, or something is wrong. Look below."))
        ids = {each.code: each.id for each in list_authorities(workspace).everyone}
        with within_room(work):
            _store(work, workspace, found, ids=ids)
        return Done(found.count(LineState.NEW), found.count(LineState.CHANGED))


def _store(work: Work, workspace: Workspace, found: Preview[Step], *, ids: dict[str, UUID]) -> None:
    _change_all(work, found, ids)
    entered: dict[str, SupervisedEntity] = {}
    new = [each for each in found.steps if each.state == LineState.NEW]
    for step in new:
        if step.enters_entity and step.line.key not in entered:
            entered[step.line.key] = enter_entity(work, workspace, facts=step.facts(), named=[])
    work.settle()
    for step in new:
        entity = step.entity or entered[step.line.key]
        named = named_among(work, ids, step.plan.opening)
        enter_activity(work, entity, plan=step.plan, named=named)


def _change_all(work: Work, found: Preview[Step], ids: dict[str, UUID]) -> None:
    pairs = [
        (each.activity, each.plan)
        for each in found.steps
        if each.state == LineState.CHANGED and each.activity is not None
    ]
    versions = own.lock_versions({activity.id for activity, _plan in pairs})
    for activity, plan in pairs:
        require(work.actor, CoordinationPermission.CHANGE, activity)
        if versions.get(activity.id) != activity.version:
            raise OutOfDate(CHANGED_MEANWHILE)
        named = named_among(work, ids, plan.opening)
        amend_activity(work, activity, plan=plan, named=named)


__all__ = [
    "LIMITS",
    "TEMPLATE_COLUMNS",
    "Column",
    "Done",
    "Fault",
    "LineState",
    "Preview",
    "heading_of",
    "import_table",
    "preview_import",
]
