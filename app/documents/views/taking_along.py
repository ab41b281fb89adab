"""The documents of a workspace to take along: which there are, and what each organisation may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from flask import Response, request

from app.documents import queries
from app.documents.models import Level
from app.documents.queries import FolderChoices, Line, Listed, Look, Sights
from app.documents.views import lines, words
from app.documents.views.blueprint import blueprint
from app.documents.views.lines import Sight
from app.documents.views.listing import asked_narrowing
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy, ngettext
from app.kernel.web.current import current_actor
from app.kernel.web.lists import MOST_ROWS, send_list
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed as OfPlace
from app.workspaces.service import note_taking


class _Row(NamedTuple):
    """A line of the list, with what it shares with others."""

    line: Line
    look: Look
    folder: str
    sight: Sight


COLUMNS: Columns[_Row] = (
    (lazy("Document"), lambda row: row.line.title),
    (lazy("State"), lambda row: ", ".join(said for said, _tone in words.states_of(row.look))),
    (lazy("Kind"), lambda row: words.kind_of(row.look.media_type)),
    (lazy("Bytes"), lambda row: row.line.size),
    (lazy("Version"), lambda row: row.line.number),
    (lazy("Changed"), lambda row: row.line.changed_at),
    (lazy("Folder"), lambda row: row.folder),
    (lazy("Marking"), lambda row: ", ".join(said for said, _t in words.cells_in_list(row.look))),
    (lazy("Source"), lambda row: identity.get_known_organisation(row.look.owner_id).short_name),
)


@blueprint.route("/documents/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the documents the list is narrowed to, all pages of it."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    wanted = asked_narrowing(request.args)
    found = queries.list_lines(actor, workspace, wanted=wanted, limit=MOST_ROWS + 1)
    folders, sights = workspaces.ask(
        queries.folder_choices(actor, workspace), queries.matrix_along(found)
    )
    participants = [each.organisation for each in workspaces.list_participants(workspace)]
    rows = _rows(found, folders, sights=sights, participants=participants)
    columns = (*COLUMNS, *_sight_columns(participants))
    return send_list(
        as_list(_("Documents"), columns, rows, about=workspace.ref),
        noting=partial(note_taking, actor, OfPlace.DOCUMENTS, places=[workspace]),
    )


def _rows(
    found: Listed, folders: FolderChoices, *, sights: Sights, participants: Sequence[Organisation]
) -> Iterator[_Row]:
    names: dict[UUID, str] = {each.id: each.name for each in folders}
    seen = [lines.sight_of(each, participants) for each in sights]
    for line in found.lines:
        look = found.looks[line.look]
        yield _Row(line, look, names.get(look.folder_id, ""), seen[line.look])


def _sight_columns(participants: Sequence[Organisation]) -> Columns[_Row]:
    """Return a column for each organisation, or the one of a page without room for them."""
    badges = lines.columns_of(participants)
    if not badges:
        return ((lazy("Who"), _who),)
    return [(each.short_name, partial(_level, place=place)) for place, each in enumerate(badges)]


def _level(row: _Row, *, place: int) -> str:
    return str(words.LEVEL_WORDS[Level[row.sight.levels[place].upper()]])


def _who(row: _Row) -> str:
    seeing = row.sight
    organisations = ngettext("%(num)d organisation", "%(num)d organisations", seeing.organisations)
    return f"{organisations}, {ngettext('%(num)d person', '%(num)d people', seeing.people)}"
