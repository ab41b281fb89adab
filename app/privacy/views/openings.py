"""Openings by other organisations: for the privacy officer, and in one workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, request

from app.desk.queries import Phrasebook
from app.documents.service import PURPOSE_WORDS
from app.identity import queries as identity
from app.identity.models import Organisation
from app.kernel.lists import List, Value
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, send_list
from app.privacy import queries, service
from app.privacy.policy import PrivacyPermission
from app.privacy.queries import Choice, Opening
from app.privacy.service import Part
from app.privacy.views.blueprint import blueprint, place_blueprint
from app.privacy.views.frame import address_of, around, choice_of, pages_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@blueprint.route("/openings", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def openings() -> Response:
    """Show an officer who of other organisations opened what the own one brought, anywhere."""
    actor = current_actor()
    found = around(actor)
    page = found.context("openings", queries.list_openings(found.choice))
    service.note_reading(actor, found.register, part=Part.OPENINGS, rows=len(page["rows"]))
    return answers.show("privacy/openings.html", **_words(), **page)


@blueprint.route("/openings/export", needs=PrivacyPermission.READ_REGISTER, writes_on_get=True)
def export_openings() -> Response:
    """Send an officer who opened what."""
    actor = current_actor()
    found = around(actor)
    rows = queries.list_openings(found.to_export())
    refs = {each.id: each.ref for each in found.places}
    answer = send_list(_list(rows, refs=refs, organisations=found.organisations))
    service.note_export(actor, found.register, part=Part.OPENINGS, rows=len(rows))
    return answer


@place_blueprint.route("/openings", needs=PrivacyPermission.READ_OPENINGS, writes_on_get=True)
def of_place(ref: str) -> Response:
    """Show who of other organisations opened what the own one brought here."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, PrivacyPermission.READ_OPENINGS, ref)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    organisations = {each.organisation.id: each.organisation for each in frame["participants"]}
    choice, document_id = _asked(workspace, organisations)
    rows = queries.list_openings(choice, document_id=document_id)
    service.note_openings(actor, workspace, rows=min(len(rows), choice.limit))
    missing = {each.organisation_id for each in rows} - organisations.keys()
    pages = pages_of("openings.of_place", rows, choice, ref=ref)
    pages["is_narrowed"] = replace(choice, place=None).is_made or document_id is not None
    return answers.show(
        "privacy/of_place.html",
        **_words(),
        **pages,
        others=[each for key, each in organisations.items() if key != actor.organisation_id],
        organisations=identity.organisations_by_id() if missing else organisations,
        document=document_id,
        export=address_of("openings.export_of_place", 0, ref=ref),
        **frame,
    )


@place_blueprint.route(
    "/openings/export", needs=PrivacyPermission.READ_OPENINGS, writes_on_get=True
)
def export_of_place(ref: str) -> Response:
    """Send who of other organisations opened what here."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, PrivacyPermission.READ_OPENINGS, ref)
    organisations = identity.organisations_by_id()
    choice, document_id = _asked(workspace, organisations)
    whole = replace(choice, page=0, limit=MOST_ROWS)
    rows = queries.list_openings(whole, document_id=document_id)
    answer = send_list(_list(rows, refs={workspace.id: ref}, organisations=organisations))
    service.note_openings(actor, workspace, rows=len(rows), is_export=True)
    return answer


def _asked(
    workspace: Workspace, organisations: Mapping[UUID, Organisation]
) -> tuple[Choice, UUID | None]:
    choice = replace(choice_of((), organisations), place=workspace.id)
    try:
        return choice, UUID(request.args.get("document", ""))
    except ValueError:
        return choice, None


def _words() -> dict[str, Any]:
    return {
        "phrasebook": current_house().tool(Phrasebook),
        "purposes": PURPOSE_WORDS,
    }


def _list(
    rows: Sequence[Opening],
    *,
    refs: Mapping[UUID, str],
    organisations: Mapping[UUID, Organisation],
) -> List:
    return List(
        name=_("Opened by others"),
        headings=[
            _("Moment"),
            _("Workspace"),
            _("Document"),
            _("Title"),
            _("Version"),
            _("Organisation"),
            _("Who"),
            _("What happened"),
            _("Purpose"),
            _("Line of the log"),
        ],
        rows=[_row(each, refs, organisations) for each in rows],
    )


def _row(
    row: Opening, refs: Mapping[UUID, str], organisations: Mapping[UUID, Organisation]
) -> list[Value]:
    phrases = current_house().tool(Phrasebook)
    return [
        row.at,
        refs[row.place_id],
        row.sign,
        row.title,
        row.version,
        organisations[row.organisation_id].code,
        row.person,
        phrases.verb(row.action),
        str(PURPOSE_WORDS[row.purpose]) if row.purpose else None,
        row.number,
    ]
