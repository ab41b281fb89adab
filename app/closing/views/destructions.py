"""Destruction lists of a workspace: proposing, approving, stopping, and the certificate."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.closing import queries, service
from app.closing.forms import ApprovalForm, ProposalForm
from app.closing.models import Ground, Layer
from app.closing.policy import DestructionPermission, Listed
from app.closing.selection import SelectionLists
from app.closing.views.blueprint import destructions_blueprint
from app.identity import confirming
from app.identity.service.sessions import told_by
from app.kernel.access import Actor, abilities, decide
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace


@destructions_blueprint.route("", needs=DestructionPermission.VIEW, endpoint="list_all")
def list_all(ref: str) -> Response:
    """Show the lists one may know of, and how to propose one."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, DestructionPermission.VIEW, ref)
    return _list_page(actor, workspace, ProposalForm(formdata=None))


@destructions_blueprint.route("", methods=["POST"], needs=DestructionPermission.PROPOSE)
def propose(ref: str) -> Response:
    """Freeze a list; frozen, its page."""
    actor, form = current_actor(), ProposalForm()
    workspace = workspaces.get_for(actor, DestructionPermission.PROPOSE, ref)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.propose_destruction(
                actor,
                workspace,
                layer=Layer(form.layer.data),
                ground=Ground(form.ground.data),
                lists=current_house().tool(SelectionLists),
            )
            answers.tell(_("The list is frozen. Now somebody else approves it."))
            return answers.lead_to(url_for(".detail", ref=ref, destruction_id=made.id))
    return _list_page(actor, workspace, form)


@destructions_blueprint.route("/<uuid:destruction_id>", needs=DestructionPermission.VIEW)
def detail(ref: str, destruction_id: UUID) -> Response:
    """Show one list with its lines, or the certificate once it was carried out."""
    return _page(_loaded(ref, destruction_id, DestructionPermission.VIEW))


@destructions_blueprint.route(
    "/<uuid:destruction_id>/approve", methods=["POST"], needs=DestructionPermission.APPROVE
)
def approve(ref: str, destruction_id: UUID) -> Response:
    """Lead to a fresh sign-in that approves the list that was read."""
    listed, form = _loaded(ref, destruction_id, DestructionPermission.APPROVE), ApprovalForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            purpose = service.purpose_of(listed, seen=form.seen_hash.data or "")
            target = url_for(".complete", ref=ref, destruction_id=destruction_id)
            return confirming.lead_to_fresh_sign_in(current_actor(), purpose=purpose, target=target)
    return _page(_loaded(ref, destruction_id, DestructionPermission.VIEW), wrong=form)


@destructions_blueprint.route(
    "/<uuid:destruction_id>/approve/complete",
    needs=DestructionPermission.APPROVE,
    writes_on_get=True,
)
def complete(ref: str, destruction_id: UUID) -> Response:
    """Back from the fresh sign-in: the list is approved, once."""
    listed = _loaded(ref, destruction_id, DestructionPermission.APPROVE)
    actor, ticket_id = current_actor(), confirming.asked_ticket()
    form, seen = ApprovalForm(formdata=None), str(told_by(actor, ticket_id).get("sha256", ""))
    with form.taking_refusals():
        service.approve_destruction(actor, listed, seen=seen, ticket_id=ticket_id)
        answers.tell(_("Approved. In seven days it is destroyed, unless somebody stops it."))
    if form.status != HTTPStatus.OK:
        return _page(_loaded(ref, destruction_id, DestructionPermission.VIEW), wrong=form)
    return answers.lead_to(url_for(".detail", ref=ref, destruction_id=destruction_id))


@destructions_blueprint.route(
    "/<uuid:destruction_id>/stop", methods=["POST"], needs=DestructionPermission.STOP
)
def stop(ref: str, destruction_id: UUID) -> Response:
    """Stop a list."""
    listed = _loaded(ref, destruction_id, DestructionPermission.STOP)

    def act(actor: Actor) -> None:
        service.stop_destruction(actor, listed)

    return _step(listed, ApprovalForm(), act, done=_("The destruction is stopped."))


@destructions_blueprint.route(
    "/<uuid:destruction_id>/certificate", needs=DestructionPermission.VIEW, writes_on_get=True
)
def certificate(ref: str, destruction_id: UUID) -> Response:
    """Send the certificate as a PDF."""
    listed = _loaded(ref, destruction_id, DestructionPermission.VIEW)
    content = service.take_certificate(current_actor(), listed)
    name = f"{listed.workspace.ref}-vernietiging.pdf"
    return answers.send_file(content, name, "application/pdf")


def _loaded(ref: str, destruction_id: UUID, permission: DestructionPermission) -> Listed:
    actor = current_actor()
    workspace = workspaces.get_for(actor, DestructionPermission.VIEW, ref)
    return queries.get_destruction_for(actor, permission, destruction_id, workspace=workspace)


def _step(listed: Listed, form: Form, act: Callable[[Actor], None], *, done: str) -> Response:
    place, list_id = listed.workspace.ref, listed.destruction.id
    with form.taking_refusals():
        if form.validate_on_submit():
            act(current_actor())
            answers.tell(done)
            return answers.lead_to(url_for(".detail", ref=place, destruction_id=list_id))
    return _page(_loaded(place, list_id, DestructionPermission.VIEW), wrong=form)


def _list_page(actor: Actor, workspace: Workspace, form: ProposalForm) -> Response:
    return answers.show(
        "closing/destructions.html",
        form=form,
        rows=queries.list_destructions(workspace),
        may=abilities(actor, workspace, [DestructionPermission.PROPOSE]),
        hold_reason=queries.find_hold_reason(workspace.id)
        if workspace.standing.coordinates
        else None,
        **_words(),
        **workspaces.workspace_frame(actor, workspace, section="closing"),
    )


def _page(listed: Listed, *, wrong: Form | None = None) -> Response:
    actor, found = current_actor(), listed.destruction
    if decide(actor, DestructionPermission.APPROVE, listed).allowed:
        confirming.let_form_lead_to_provider(actor)
    seen = {"seen_hash": found.sha256.hex()}
    return answers.show(
        "closing/destruction.html",
        form=wrong,
        approval_form=ApprovalForm(formdata=None, data=seen),
        destruction=found,
        lines=queries.list_lines(found),
        may=abilities(actor, listed, DestructionPermission),
        **_words(),
        **workspaces.workspace_frame(actor, listed.workspace, section="closing"),
    )


def _words() -> dict[str, Any]:
    return {
        "layer_words": queries.LAYER_WORDS,
        "ground_words": queries.GROUND_WORDS,
        "state_of": queries.state_of_destruction,
    }
