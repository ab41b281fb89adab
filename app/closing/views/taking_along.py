"""Destruction lists of a workspace, and holds and retention of one organisation, to take along."""

from __future__ import annotations

from functools import partial

from flask import Response
from flask_babel import get_locale

from app.closing import queries
from app.closing.forms import name_of
from app.closing.models import Destruction, LegalHold
from app.closing.policy import DestructionPermission, HoldPermission
from app.closing.queries import Kept
from app.closing.selection import SelectionLists
from app.closing.views.blueprint import (
    destructions_blueprint,
    holds_blueprint,
    retention_blueprint,
)
from app.identity.service.taking import OwnListed, note_own_taking
from app.kernel import clock
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces
from app.workspaces.service import Listed, note_taking


def _category(kept: Kept) -> str:
    if kept.item is None:
        return _("Not chosen yet")
    return f"{name_of(kept.item, language=str(get_locale()))}, {kept.item.source}"


DESTRUCTIONS: Columns[Destruction] = (
    (lazy("Proposed"), lambda it: it.proposed_at),
    (lazy("Organisation"), lambda it: it.organisation.short_name),
    (lazy("What"), lambda it: str(queries.LAYER_WORDS[it.layer])),
    (lazy("State"), lambda it: queries.state_of_destruction(it)[0]),
)
HOLDS: Columns[tuple[str, LegalHold]] = (
    (lazy("Workspace"), lambda row: row[0]),
    (lazy("Why"), lambda row: row[1].reason),
    (lazy("Asked by"), lambda row: row[1].asked_by),
    (lazy("Look again"), lambda row: None if row[1].lifted_at else row[1].review_on),
    (lazy("State"), lambda row: queries.state_of_hold(row[1], clock.today())[0]),
)
RETENTION: Columns[Kept] = (
    (lazy("Workspace"), lambda it: it.ref),
    (lazy("Closed"), lambda it: it.closed_at),
    (lazy("Category"), _category),
    (lazy("Due"), lambda it: it.due.ends_on if it.due else None),
    (lazy("State"), lambda it: queries.state_of_kept(it, clock.today())[0]),
)


@destructions_blueprint.route("/export", needs=DestructionPermission.VIEW, writes_on_get=True)
def export_destructions(ref: str) -> Response:
    """Send the destruction lists one may know of."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, DestructionPermission.VIEW, ref)
    rows = queries.list_destructions(workspace)
    return send_list(
        as_list(_("Destruction lists"), DESTRUCTIONS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.DESTRUCTIONS, places=[workspace]),
    )


@holds_blueprint.route("/export", needs=HoldPermission.KEEP, writes_on_get=True)
def export_holds() -> Response:
    """Send the holds one keeps."""
    actor = current_actor()
    register = queries.get_register_for(actor)
    refs = {each.id: each.ref for each in register.places}
    rows = [(refs[each.workspace_id], each) for each in queries.list_holds(register)]
    return send_list(
        as_list(_("Legal holds"), HOLDS, rows, about=actor.organisation_code),
        noting=partial(
            note_own_taking, actor, HoldPermission.KEEP, register, listed=OwnListed.HOLDS
        ),
    )


@retention_blueprint.route("/export", needs=HoldPermission.KEEP, writes_on_get=True)
def export_retention() -> Response:
    """Send what one's organisation keeps in closed workspaces."""
    actor = current_actor()
    register = queries.get_register_for(actor)
    lists = current_house().tool(SelectionLists)
    rows = queries.list_kept(register, actor.organisation_code, lists=lists)
    return send_list(
        as_list(_("What your organisation keeps"), RETENTION, rows, about=actor.organisation_code),
        noting=partial(
            note_own_taking, actor, HoldPermission.KEEP, register, listed=OwnListed.RETENTION
        ),
    )
