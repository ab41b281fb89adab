"""The ticked documents at once: moved, marked, withdrawn and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import get_locale
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.documents import queries, service
from app.documents.forms import LEVEL_HINTS
from app.documents.forms.several import GiveForm, SeveralForm
from app.documents.legal_bases import LegalBases
from app.documents.models import Level
from app.documents.policy import DocumentPermission
from app.documents.service import ImpactOfSeveral, Proposal, Several, divide, divide_to_give
from app.documents.service.telling import several_lines
from app.documents.views import editing, words
from app.documents.views.blueprint import blueprint, current_depot
from app.kernel.access import Actor
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries.people import Participant

PAGE = "documents/several.html"
MOST_IN_ADDRESS = queries.PAGE
"""So many ids fit in an address that every program between takes."""
Verb = Callable[[Actor, Workspace, SeveralForm], Several]
Foresight = Callable[[Actor, Workspace, SeveralForm], ImpactOfSeveral]


@blueprint.route("/documents/several", needs=WorkspacePermission.VIEW)
def several(ref: str) -> Response:
    """Show the documents that were ticked, and what can be done with all of them."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _page(actor, workspace, SeveralForm(formdata=MultiDict(request.args)))


@blueprint.route("/documents/several", methods=["POST"], needs=WorkspacePermission.VIEW)
def choose_several(ref: str) -> Response:
    """Lead from the list to the page of the ticked documents; many are shown at once."""
    actor, form = current_actor(), SeveralForm()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    with form.taking_refusals():
        service.check_number(form.chosen())
    if len(form.chosen()) > MOST_IN_ADDRESS or form.has_errors():
        return _page(actor, workspace, form)
    return answers.lead_to(_address(workspace, form.chosen()))


@blueprint.route(
    "/documents/several/folder", methods=["POST"], needs=DocumentPermission.EDIT_METADATA
)
def move_several(ref: str) -> Response:
    """Move the documents; the page again."""
    if "preview" in request.form:
        return _foresee(ref, _foresee_moving, part="move")
    return _carry_out(ref, _move, told=_told_moved)


@blueprint.route(
    "/documents/several/marking", methods=["POST"], needs=DocumentPermission.EDIT_METADATA
)
def mark_several(ref: str) -> Response:
    """Mark the documents; the page again."""
    if "preview" in request.form:
        return _foresee(ref, _foresee_marking, part="mark")
    return _carry_out(ref, _mark, told=_told_marked)


@blueprint.route(
    "/documents/several/withdrawal", methods=["POST"], needs=DocumentPermission.WITHDRAW
)
def withdraw_several(ref: str) -> Response:
    """Withdraw the documents, or undo that; the page again."""
    if "preview" in request.form:
        return _foresee(ref, _foresee_restoring, part="restore")
    if "undo" in request.form:
        return _carry_out(ref, _restore, told=_told_restored)
    return _carry_out(ref, _withdraw, told=_told_withdrawn)


@blueprint.route("/documents/several/rule", methods=["POST"], needs=DocumentPermission.SHARE)
def give_several(ref: str) -> Response:
    """Give one partner the same right to the documents, or only show what that would change."""
    actor, form = current_actor(), GiveForm()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    chosen, impact = form.chosen(), None
    done: Several | None = None
    with form.taking_refusals():
        if form.validate_on_submit():
            proposal = _proposal(form)
            if "preview" in request.form:
                with editing.only_looking():
                    impact = service.impact_of_giving(
                        actor, workspace, document_ids=chosen, proposal=proposal
                    )
            else:
                done = service.give_several(
                    actor, workspace, document_ids=chosen, proposal=proposal
                )
    if done is not None:
        answers.tell(_told(done, _told_given))
        return answers.lead_to(_address(workspace, chosen))
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _page(actor, workspace, SeveralForm(), giving=form, impact=impact)


def _proposal(form: GiveForm) -> Proposal:
    return Proposal(
        rules=form.rules(),
        bases=current_house().tool(LegalBases),
        only=form.organisation.data or "",
    )


def _move(actor: Actor, workspace: Workspace, form: SeveralForm) -> Several:
    return service.move_several(
        actor, workspace, document_ids=form.chosen(), folder_id=form.folder_id()
    )


def _mark(actor: Actor, workspace: Workspace, form: SeveralForm) -> Several:
    return service.mark_several(actor, workspace, **_marks(form))


def _withdraw(actor: Actor, workspace: Workspace, form: SeveralForm) -> Several:
    return service.withdraw_several(actor, workspace, document_ids=form.chosen())


def _restore(actor: Actor, workspace: Workspace, form: SeveralForm) -> Several:
    return service.restore_several(actor, workspace, document_ids=form.chosen())


def _foresee_moving(actor: Actor, workspace: Workspace, form: SeveralForm) -> ImpactOfSeveral:
    return service.impact_of_moving(
        actor, workspace, document_ids=form.chosen(), folder_id=form.folder_id()
    )


def _foresee_marking(actor: Actor, workspace: Workspace, form: SeveralForm) -> ImpactOfSeveral:
    return service.impact_of_marking(actor, workspace, **_marks(form))


def _marks(form: SeveralForm) -> dict[str, Any]:
    """Return which documents get which marks; foreseen and done alike."""
    return {
        "document_ids": form.chosen(),
        "marking": form.wanted_marking(),
        "classification": form.classification.data or "",
        "highest": current_depot().highest_classification,
    }


def _foresee_restoring(actor: Actor, workspace: Workspace, form: SeveralForm) -> ImpactOfSeveral:
    return service.impact_of_restoring_several(actor, workspace, document_ids=form.chosen())


def _foresee(ref: str, look: Foresight, *, part: str) -> Response:
    """Show what a change would do, above its button."""
    actor, form, impact = current_actor(), SeveralForm(), None
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    with form.taking_refusals():
        if form.validate_on_submit():
            with editing.only_looking():
                impact = look(actor, workspace, form)
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _page(actor, workspace, form, impact=impact, part=part)


def _carry_out(ref: str, verb: Verb, *, told: Callable[[int], str]) -> Response:
    """Do it in one transaction and say what became of it, or show what is wrong."""
    actor, form = current_actor(), SeveralForm()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    chosen = form.chosen()
    done: Several | None = None
    with form.taking_refusals():
        if form.validate_on_submit():
            done = verb(actor, workspace, form)
    if done is not None:
        answers.tell(_told(done, told))
        return answers.lead_to(_address(workspace, chosen))
    # A refused work was undone, and what it had read is read anew.
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return _page(actor, workspace, form)


def _page(
    actor: Actor,
    workspace: Workspace,
    form: SeveralForm,
    *,
    giving: GiveForm | None = None,
    impact: ImpactOfSeveral | None = None,
    part: str = "give",
) -> Response:
    """Show the page.

    Args:
        giving: a rule that was sent and is shown again.
        impact: what one part of the page would change; ``part`` which.
    """
    rows = queries.list_by_id(actor, workspace, ids=form.chosen())
    own, left_out = divide(actor, rows, permissions=(DocumentPermission.WITHDRAW,))
    given, apart = divide_to_give([each for each in own if each.withdrawn_at is None])
    form.offer(queries.list_folders(actor, workspace))
    if impact is not None:
        # What was undone is read anew, so that the names can be shown.
        queries.list_audiences(impact.titles.keys())
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    give_form = giving or GiveForm(formdata=None, data={"level": Level.VIEW.code})
    _offer(actor, give_form, frame["participants"])
    return answers.show(
        PAGE,
        form=giving or form,
        several_form=form,
        fresh_tag=_fresh_tag,
        give_form=give_form,
        given=given,
        not_given=apart,
        impacts={} if impact is None else {part: several_lines(impact)},
        level_hints=LEVEL_HINTS,
        own=own,
        left_out=left_out,
        standing=[each for each in own if each.withdrawn_at is None],
        gone=[each for each in own if each.withdrawn_at is not None],
        kind_of=words.kind_of,
        **frame,
    )


def _fresh_tag() -> Markup:
    """Return the hidden fields of one form: each has a key of its own, and is carried out once."""
    return Form(formdata=None).hidden_tag()


def _offer(actor: Actor, form: GiveForm, participants: Iterable[Participant]) -> None:
    """Fill the choices: the partners, and the bases that hold towards any of them."""
    organisations = [each.organisation for each in participants]
    giver = next(each for each in organisations if each.id == actor.organisation_id)
    others = [each for each in organisations if each.id != giver.id]
    known = current_house().tool(LegalBases)
    bases = {
        basis.code: basis
        for each in others
        for basis in queries.list_bases_between(known, giver=giver, receiver=each)
    }
    form.offer(others, list(bases.values()), language=str(get_locale()))


def _address(workspace: Workspace, chosen: Collection[UUID]) -> str:
    """Return where the documents are shown together; of very many, where all are."""
    if len(chosen) > MOST_IN_ADDRESS:
        return url_for(".list", ref=workspace.ref)
    ids = sorted(str(each) for each in chosen)
    return url_for(".several", ref=workspace.ref, document=ids)


def _told(done: Several, told: Callable[[int], str]) -> str:
    sentence = told(len(done.changed))
    if done.left_out:
        sentence += " " + ngettext(
            "%(num)d was left out.", "%(num)d were left out.", len(done.left_out)
        )
    return sentence


def _told_moved(count: int) -> str:
    return ngettext("%(num)d document is moved.", "%(num)d documents are moved.", count)


def _told_marked(count: int) -> str:
    return ngettext("%(num)d document is changed.", "%(num)d documents are changed.", count)


def _told_withdrawn(count: int) -> str:
    return ngettext(
        "%(num)d document is withdrawn. Only your organisation sees it now.",
        "%(num)d documents are withdrawn. Only your organisation sees them now.",
        count,
    )


def _told_given(count: int) -> str:
    return ngettext(
        "The rule is saved for %(num)d document.", "The rule is saved for %(num)d documents.", count
    )


def _told_restored(count: int) -> str:
    return (
        ngettext("%(num)d document is back.", "%(num)d documents are back.", count)
        + " "
        + _("The rules that were there count again.")
    )
