"""Looking under emergency sight: the list of what the own organisation brought, and its pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.adapters.converting import is_text_only
from app.documents import queries, service
from app.documents.forms.purposes import PurposeForm
from app.documents.policy import DocumentPermission, has_stated_purpose
from app.documents.queries.emergency import MOST, list_under
from app.documents.views import words
from app.documents.views.blueprint import current_depot
from app.documents.views.content import asked_zoom, send_picture, stamp_of
from app.emergencies import queries as emergencies
from app.emergencies.models import EmergencySight
from app.emergencies.policy import EmergencyPermission
from app.kernel.access import Actor
from app.kernel.errors import NotAllowed
from app.kernel.text import _, lazy
from app.kernel.web import answers, problems
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.workspaces.queries import Facts

emergency_blueprint = GuardedBlueprint(
    "emergency_documents",
    "app.documents.views.emergency",
    url_prefix="/emergency-sights/<uuid:sight_id>/documents",
)
LONGEST_TITLE = 200
FACTS = Facts(lazy("only you, by emergency sight"))


def _under(sight_id: UUID) -> tuple[Actor, EmergencySight]:
    return emergencies.look_under(current_actor(), sight_id)


def _around(eyes: Actor, sight: EmergencySight) -> dict[str, Any]:
    return {
        "sight": sight,
        "place_ref": emergencies.refs_of(eyes).get(sight.workspace_id, ""),
        "facts": FACTS,
    }


@emergency_blueprint.route("", needs=EmergencyPermission.LOOK)
def list_all(sight_id: UUID) -> Response:
    """Show what the own organisation brought there, as far as the sight reaches."""
    eyes, sight = _under(sight_id)
    looked_for = request.args.get("q", "").strip()[:LONGEST_TITLE]
    rows = list_under(eyes, looked_for=looked_for)
    return answers.show(
        "documents/emergency.html",
        rows=rows[:MOST],
        has_more=len(rows) > MOST,
        looked_for=looked_for,
        kind_of=words.kind_of,
        **_around(eyes, sight),
    )


@emergency_blueprint.route(
    "/<uuid:seen_id>/pages/<int:page>", needs=DocumentPermission.READ, writes_on_get=True
)
def read(sight_id: UUID, seen_id: UUID, page: int) -> Response:
    """Show one page of a document, at ``?zoom=`` of a hundred."""
    eyes, sight = _under(sight_id)
    zoom, sizes = asked_zoom(), service.ZOOMS
    at = sizes.index(zoom)
    on_page = service.open_words(eyes, seen_id, page=page, depot=current_depot())
    response = answers.show(
        "documents/emergency_read.html",
        on_page=on_page,
        document=on_page.sighted.document,
        version=on_page.version,
        is_text_only=is_text_only(on_page.version.media_type),
        zoom=zoom,
        smaller=sizes[at - 1] if at else 0,
        larger=sizes[at + 1] if at + 1 < len(sizes) else 0,
        kind_of=words.kind_of,
        **_around(eyes, sight),
    )
    response.status_code = HTTPStatus.OK if on_page.page else HTTPStatus.UNPROCESSABLE_ENTITY
    return response


@emergency_blueprint.route(
    "/<uuid:seen_id>/preview/<int:page>", needs=DocumentPermission.READ, writes_on_get=True
)
def preview(sight_id: UUID, seen_id: UUID, page: int) -> Response:
    """Send one page as a picture, with the reader, the moment and the emergency in it."""
    eyes, _sight = _under(sight_id)
    why = _("emergency sight")
    picture = service.open_page(
        eyes,
        seen_id,
        page=page,
        depot=current_depot(),
        stamp=f"{stamp_of(eyes)} · {why}",
        zoom=asked_zoom(),
    )
    return send_picture(picture)


@emergency_blueprint.route(
    "/<uuid:seen_id>/purpose",
    methods=["GET", "POST"],
    needs=DocumentPermission.STATE_PURPOSE,
)
def purpose(sight_id: UUID, seen_id: UUID) -> Response:
    """Ask for which purpose police data are opened; then its first page."""
    eyes, sight = _under(sight_id)
    sighted = queries.get_for(eyes, DocumentPermission.STATE_PURPOSE, seen_id)
    form = PurposeForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.state_purpose(
                eyes, seen_id, purpose=form.purpose.data or "", words=form.words.data or ""
            )
            answers.tell(_("Your purpose is kept. You can open this document for half an hour."))
            to = url_for(".read", sight_id=sight_id, seen_id=seen_id, page=1)
            return answers.lead_to(to)
    return answers.show(
        "documents/emergency_purpose.html",
        form=form,
        document=sighted.document,
        **_around(eyes, sight),
    )


@emergency_blueprint.errorhandler(NotAllowed)
def ask_purpose(error: NotAllowed) -> Response:
    """Lead to where the purpose is asked, where only that is missing."""
    asked = request.view_args or {}
    if error.decision.rule != has_stated_purpose.name or "seen_id" not in asked:
        return problems.answer(error)
    to = url_for(".purpose", sight_id=asked["sight_id"], seen_id=asked["seen_id"])
    return answers.lead_to(to)
