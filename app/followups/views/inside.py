"""Pages of follow-ups inside a workspace: its list, one, adding to it, and deciding."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.followups import queries, service
from app.followups.forms import DecideForm, NoteForm
from app.followups.policy import FollowUpPermission
from app.followups.queries import FollowUpRow
from app.followups.views.shown import WORDS, as_list
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.lists import send_list
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words
from app.workspaces.service import Listed, note_taking

blueprint = GuardedBlueprint(
    "followups", "app.followups.views", url_prefix="/workspaces/<ref:ref>/follow-ups"
)


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the recommendations of adopted reports, by term."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    rows = queries.list_visible(actor, workspace)
    return answers.show("followups/list.html", rows=rows, **_around(actor, workspace))


@blueprint.route("/export", needs=WorkspacePermission.VIEW, writes_on_get=True)
def export(ref: str) -> Response:
    """Send the recommendations of a workspace."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return send_list(
        as_list(queries.list_visible(actor, workspace), about=workspace.ref),
        noting=partial(note_taking, actor, Listed.FOLLOW_UPS, places=[workspace]),
    )


@blueprint.route("/<uuid:follow_up_id>", needs=FollowUpPermission.VIEW)
def detail(ref: str, follow_up_id: UUID) -> Response:
    """Show one recommendation with all that was noted and decided."""
    actor = current_actor()
    row = _load(actor, FollowUpPermission.VIEW, ref=ref, key=follow_up_id)
    return answers.show("followups/detail.html", **_about(actor, row))


@blueprint.route("/<uuid:follow_up_id>/notes", methods=["POST"], needs=FollowUpPermission.NOTE)
def add_note(ref: str, follow_up_id: UUID) -> Response:
    """Add a note; done, the page anew."""
    actor = current_actor()
    row = _load(actor, FollowUpPermission.NOTE, ref=ref, key=follow_up_id)
    form = NoteForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.add_note(actor, row.follow_up, note=form.note())
            answers.tell(_("It is noted."))
            return answers.lead_to(url_for(".detail", ref=ref, follow_up_id=follow_up_id))
    fresh = _load(actor, FollowUpPermission.VIEW, ref=ref, key=follow_up_id)
    return answers.show("followups/detail.html", form=form, **_about(actor, fresh, note_form=form))


@blueprint.route(
    "/<uuid:follow_up_id>/decisions", methods=["POST"], needs=FollowUpPermission.DECIDE
)
def decide(ref: str, follow_up_id: UUID) -> Response:
    """Decide for the organisation that owns the finding; done, the page anew."""
    actor = current_actor()
    row = _load(actor, FollowUpPermission.DECIDE, ref=ref, key=follow_up_id)
    form = DecideForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decide(
                actor,
                row.follow_up,
                verdict=form.decided(),
                reason=form.reason.data or "",
                seen_number=form.seen(),
            )
            answers.tell(_("The decision is saved."))
            return answers.lead_to(url_for(".detail", ref=ref, follow_up_id=follow_up_id))
    fresh = _load(actor, FollowUpPermission.VIEW, ref=ref, key=follow_up_id)
    return answers.show(
        "followups/detail.html", form=form, **_about(actor, fresh, decide_form=form)
    )


def _load(actor: Actor, permission: FollowUpPermission, *, ref: str, key: UUID) -> FollowUpRow:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, follow_up_id=key, workspace=workspace)


def _around(actor: Actor, workspace: Workspace, *owners: UUID) -> dict[str, Any]:
    """Return the variables around a page, with who reads it.

    Args:
        owners: organisations that read it whatever their part is.
    """
    place = workspaces.workspace_frame(actor, workspace, section="reports")
    readers = [
        each
        for each in place["participants"]
        if each.participation.role in SHARING_ROLES or each.organisation.id in owners
    ]
    facts = replace(
        place["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )
    return {**place, "facts": facts, "words": WORDS}


def _about(actor: Actor, row: FollowUpRow, **forms: Any) -> dict[str, Any]:
    """Return the variables of the page of one follow-up.

    Args:
        forms: what was typed and refused, in the stead of an empty form.
    """
    follow_up = row.follow_up
    entries = queries.list_entries(follow_up)
    seen = {"seen_version": str(entries[-1].number if entries else 0)}
    return {
        **_around(actor, follow_up.workspace, follow_up.organisation_id),
        "subject": {"title": follow_up.addressee, "reference": follow_up.report_ref},
        "row": row,
        "follow_up": follow_up,
        "entries": entries,
        "reads_report": follow_up.workspace.standing.participant_role in SHARING_ROLES,
        "may": abilities(actor, follow_up, [FollowUpPermission.NOTE, FollowUpPermission.DECIDE]),
        "note_form": NoteForm(formdata=None),
        "decide_form": DecideForm(formdata=None, data=seen),
        "wrong": next(iter(forms.values()), None),
        **forms,
    }
