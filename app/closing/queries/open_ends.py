"""What is still open in a workspace, organisation by organisation, as far as one sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, literal, select, union_all

from app.contributions import queries as contributions
from app.findings import queries as findings
from app.followups import queries as followups
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.text import lazy
from app.rebuttals import queries as rebuttals
from app.reports import queries as reports
from app.requests import queries as requests
from app.tasks import queries as tasks
from app.workspaces.models import Workspace

OPEN_WORDS = {
    "tasks": lazy("Tasks"),
    "terms": lazy("Terms"),
    "requests": lazy("Document requests"),
    "contributions": lazy("Contributions"),
    "findings": lazy("Findings in draft"),
    "rebuttals": lazy("Undecided remarks"),
    "seats": lazy("Signatures"),
    "follow_ups": lazy("Follow-ups"),
}
_COUNTS: dict[str, Callable[[Actor, Workspace], Select[UUID, int]]] = {
    "tasks": tasks.select_open_tasks,
    "terms": tasks.select_running_terms,
    "requests": requests.select_open_requests,
    "contributions": contributions.select_undelivered,
    "findings": findings.select_drafts,
    "rebuttals": rebuttals.select_undecided,
    "seats": reports.select_open_seats,
    "follow_ups": followups.select_unfollowed,
}


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """How much of one kind an organisation still has to do."""

    kind: str
    number: int


def count_open_ends(actor: Actor, workspace: Workspace) -> dict[UUID, list[OpenEnd]]:
    """Return what is still open by organisation; one statement.

    What one may not see does not count: what another writes for itself is told to that one only.
    """
    parts = []
    for kind, counted in _COUNTS.items():
        rows = counted(actor, workspace).subquery()
        organisation, number = rows.c
        parts.append(select(literal(kind), organisation, number))
    found: dict[UUID, list[OpenEnd]] = {}
    for kind, organisation_id, number in db.session().execute(union_all(*parts)):
        found.setdefault(organisation_id, []).append(OpenEnd(kind, number))
    order = list(OPEN_WORDS)
    for ends in found.values():
        ends.sort(key=lambda each: order.index(each.kind))
    return found
