"""One's workspaces, and the people of one of them, to take along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from flask import Response

from app.kernel.lists import Columns, Value, as_list
from app.kernel.text import _, join_words, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN
from app.kernel.web.lists import MOST_ROWS, send_list
from app.workspaces import queries
from app.workspaces.models import Membership, Participation, Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import WorkspaceRow
from app.workspaces.service import Listed, note_taking
from app.workspaces.views.blueprint import blueprint


class _Seat(NamedTuple):
    """Somebody of a participant; nobody, of one that nobody works for yet."""

    participation: Participation
    member: Membership | None


def _of(value: Callable[[Membership], Value]) -> Callable[[_Seat], Value]:
    """Return what a column holds of somebody; nothing, where there is nobody yet."""
    return lambda row: None if row.member is None else value(row.member)


def _now(row: WorkspaceRow) -> str:
    if not row.workspace.is_open:
        return _("Closed")
    return row.phase.name if row.phase else _("Not begun")


def _your_role(row: WorkspaceRow) -> str | None:
    role = row.workspace.standing.role
    return str(queries.MEMBER_WORDS[role]) if role else None


def _given_by(it: Membership) -> str:
    return it.added_by.name if it.added_by else _("From the beginning")


WORKSPACES: Columns[WorkspaceRow] = (
    (lazy("Reference"), lambda row: row.workspace.ref),
    (lazy("Workspace"), lambda row: row.workspace.title),
    (lazy("Lead"), lambda row: row.workspace.lead.short_name),
    (
        lazy("Takes part"),
        lambda row: join_words([each.organisation.short_name for each in row.participants]),
    ),
    (lazy("Now"), _now),
    (
        lazy("Until"),
        lambda row: row.phase.ends_on if row.phase and row.workspace.is_open else None,
    ),
    (lazy("Your role"), _your_role),
)
PEOPLE: Columns[_Seat] = (
    (lazy("Organisation"), lambda row: row.participation.organisation.name),
    (lazy("Takes part as"), lambda row: str(queries.PARTICIPANT_WORDS[row.participation.role])),
    (lazy("Person"), _of(lambda it: it.person.name)),
    (lazy("Office"), _of(lambda it: it.person.job_title)),
    (lazy("Role"), _of(lambda it: str(queries.MEMBER_WORDS[it.role]))),
    (lazy("Access given by"), _of(_given_by)),
    (lazy("Since"), _of(lambda it: it.added_at)),
    (lazy("Until and including"), _of(lambda it: it.until_on)),
)


@blueprint.route("/workspaces/export", needs=SIGNED_IN, writes_on_get=True)
def export() -> Response:
    """Send the workspaces one is in, all pages of the list."""
    actor = current_actor()
    rows = queries.list_visible(actor, limit=MOST_ROWS + 1)
    places = [each.workspace for each in rows]
    return send_list(
        as_list(_("Workspaces"), WORKSPACES, rows),
        noting=partial(note_taking, actor, Listed.WORKSPACES, places=places),
    )


@blueprint.route(
    "/workspaces/<ref:ref>/members/export", needs=WorkspacePermission.VIEW, writes_on_get=True
)
def export_members(ref: str) -> Response:
    """Send who takes part in a workspace, with their people."""
    actor = current_actor()
    workspace = queries.get_for(actor, WorkspacePermission.VIEW, ref)
    return send_list(
        as_list(_("Participants"), PEOPLE, _seats(workspace), about=workspace.ref),
        noting=partial(note_taking, actor, Listed.MEMBERS, places=[workspace]),
    )


def _seats(workspace: Workspace) -> Iterator[_Seat]:
    people = queries.list_members(workspace)
    for each in queries.list_participants(workspace):
        theirs = [one for one in people if one.organisation_id == each.organisation_id]
        yield from [_Seat(each, one) for one in theirs] or [_Seat(each, None)]
