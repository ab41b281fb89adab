"""The joint letter of a case: draft it, agree with it, make it final, and take it along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents import service as documents
from app.documents.service import Depot
from app.incidents import queries, service
from app.incidents.forms import JudgeForm, LetterForm, WithdrawLetterForm
from app.incidents.models import Case, JointLetter
from app.incidents.policy import IncidentPermission
from app.incidents.service import LetterWish, final_letters
from app.incidents.views.blueprint import blueprint, frame, handlers_in
from app.incidents.views.cases import load
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.kernel.web.house import current_house
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

STEPS = (
    IncidentPermission.CHANGE_LETTER,
    IncidentPermission.JUDGE_LETTER,
    IncidentPermission.FINISH_LETTER,
    IncidentPermission.WITHDRAW_LETTER,
)


@blueprint.route(
    "/<uuid:case_id>/letters/new",
    methods=["GET", "POST"],
    needs=IncidentPermission.WRITE_LETTER,
)
def draft_letter(ref: str, case_id: UUID) -> Response:
    """Draft the joint letter about a decision, with a proposal filled in; done, its page."""
    actor, form = current_actor(), LetterForm()
    case = load(actor, IncidentPermission.WRITE_LETTER, ref=ref, case_id=case_id)
    around = frame(actor, case.workspace)
    decision = queries.find_outcome(case)
    if not form.is_submitted() and decision is not None:
        usual = frozenset(each.code for each in handlers_in(around))
        proposal = service.proposed(case, decision, parties=usual)
        form = LetterForm.of(proposal, seen_version=case.version)
    form.offer(handlers_in(around))
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.draft_letter(actor, case, wish=form.wish(), seen_version=form.seen())
            answers.tell(_("The letter is drafted. Now each inspectorate agrees."))
            return answers.lead_to(url_for(".letter", ref=ref, letter_id=made.id))
    return answers.show(
        "incidents/letter_new.html",
        form=form,
        case=case,
        decision=decision,
        subject={"title": case.pseudonym, "reference": case.ref},
        **around,
    )


@blueprint.route("/letters/<uuid:letter_id>", needs=IncidentPermission.READ_LETTER)
def letter(ref: str, letter_id: UUID) -> Response:
    """Show a joint letter: the text, who agrees, and the texts before it."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.READ_LETTER, ref=ref, letter_id=letter_id)
    return answers.show("incidents/letter.html", form=None, **_about(actor, found))


@blueprint.route(
    "/letters/<uuid:letter_id>/text",
    methods=["POST"],
    needs=IncidentPermission.CHANGE_LETTER,
)
def change_letter(ref: str, letter_id: UUID) -> Response:
    """Write another text; done, the page anew."""
    actor, form = current_actor(), LetterForm()
    found = _load(actor, IncidentPermission.CHANGE_LETTER, ref=ref, letter_id=letter_id)
    form.offer(())
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_letter(actor, found, wish=form.wish(), seen_version=form.seen())
            answers.tell(_("The new text is saved. Each inspectorate is asked anew."))
            return _done(ref, letter_id)
    return _again(actor, ref, letter_id, change_form=form)


@blueprint.route(
    "/letters/<uuid:letter_id>/agreement",
    methods=["POST"],
    needs=IncidentPermission.JUDGE_LETTER,
)
def judge_letter(ref: str, letter_id: UUID) -> Response:
    """Agree for one's organisation, or ask to change the text; done, the page anew."""
    actor, form = current_actor(), JudgeForm()
    found = _load(actor, IncidentPermission.JUDGE_LETTER, ref=ref, letter_id=letter_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.judge_letter(
                actor,
                found,
                agrees=form.says.data == "agree",
                words=form.words.data or "",
                seen_number=form.seen(),
            )
            answers.tell(_("It is saved what your organisation says."))
            return _done(ref, letter_id)
    return _again(actor, ref, letter_id, judge_form=form)


@blueprint.route(
    "/letters/<uuid:letter_id>/final",
    methods=["POST"],
    needs=IncidentPermission.FINISH_LETTER,
)
def finish_letter(ref: str, letter_id: UUID) -> Response:
    """Make the letter final; done, the page anew."""
    actor, form = current_actor(), StepForm()
    found = _load(actor, IncidentPermission.FINISH_LETTER, ref=ref, letter_id=letter_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.finish_letter(actor, found, seen_version=form.seen(), depot=_depot())
            answers.tell(_("The letter is final. What is sent stands."))
            return _done(ref, letter_id)
    return _again(actor, ref, letter_id, finish_form=form)


@blueprint.route(
    "/letters/<uuid:letter_id>/withdraw",
    methods=["POST"],
    needs=IncidentPermission.WITHDRAW_LETTER,
)
def withdraw_letter(ref: str, letter_id: UUID) -> Response:
    """Stop a draft with a reason; done, the page of the case."""
    actor, form = current_actor(), WithdrawLetterForm()
    found = _load(actor, IncidentPermission.WITHDRAW_LETTER, ref=ref, letter_id=letter_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            reason, seen = form.reason.data or "", form.seen()
            service.withdraw_letter(actor, found, reason=reason, seen_version=seen)
            answers.tell(_("The draft is withdrawn. You can draft a new letter."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=found.case_id))
    return _again(actor, ref, letter_id, withdraw_form=form)


@blueprint.route("/letters/<uuid:letter_id>/preview", needs=IncidentPermission.READ_LETTER)
def preview_letter(ref: str, letter_id: UUID) -> Response:
    """Show the text that counts as it would be printed today."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.READ_LETTER, ref=ref, letter_id=letter_id)
    content = final_letters.preview_letter(found)
    name = f"{found.case.ref}-voorbeeld.pdf"
    return answers.send_file(content, name, "application/pdf", inline=True)


@blueprint.route(
    "/letters/<uuid:letter_id>/pdf",
    needs=IncidentPermission.DOWNLOAD_LETTER,
    writes_on_get=True,
)
def letter_pdf(ref: str, letter_id: UUID) -> Response:
    """Give the letter as it was sent, to keep; recorded."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.DOWNLOAD_LETTER, ref=ref, letter_id=letter_id)
    content = service.download_letter(actor, found, depot=_depot())
    return answers.send_file(content, f"brief-{found.case.ref}.pdf", "application/pdf")


def _load(
    actor: Actor, permission: IncidentPermission, *, ref: str, letter_id: UUID
) -> JointLetter:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_letter_for(actor, permission, letter_id=letter_id, workspace=workspace)


def _done(ref: str, letter_id: UUID) -> Response:
    return answers.lead_to(url_for(".letter", ref=ref, letter_id=letter_id))


def _again(actor: Actor, ref: str, letter_id: UUID, **forms: Any) -> Response:
    """Show the page again with what was typed and refused."""
    found = _load(actor, IncidentPermission.READ_LETTER, ref=ref, letter_id=letter_id)
    form = next(iter(forms.values()))
    return answers.show("incidents/letter.html", form=form, **_about(actor, found, **forms))


def _about(actor: Actor, found: JointLetter, **forms: Any) -> dict[str, Any]:
    """Return the variables of the page of one letter.

    Args:
        forms: what was typed and refused, in the stead of an empty form.
    """
    case = found.case
    around = frame(actor, case.workspace)
    here, text = handlers_in(around), found.current
    holds = LetterWish(
        parties=frozenset(each.code for each in here if each.id in text.parties),
        addressee=text.addressee,
        subject=text.subject,
        body=text.body,
    )
    seen: dict[str, Any] = {"formdata": None}
    shown = {
        "change_form": LetterForm.of(holds, seen_version=found.version),
        "judge_form": JudgeForm(**seen, data={"seen_version": str(found.current_number)}),
        "finish_form": StepForm(**seen, data={"seen_version": str(found.version)}),
        "withdraw_form": WithdrawLetterForm(**seen, data={"seen_version": str(found.version)}),
        **forms,
    }
    shown["change_form"].offer(here)
    return {
        **around,
        "subject": {"title": case.pseudonym, "reference": case.ref},
        "case": case,
        "letter": found,
        "text": text,
        "positions": queries.positions_of(found, here),
        "earlier": queries.earlier_texts(found),
        "waits": queries.waits_for(found, actor.organisation_id),
        "may": abilities(actor, found, STEPS),
        "wrong": next(iter(forms.values()), None),
        "document": _document(actor, case, found),
        **shown,
    }


def _document(actor: Actor, case: Case, found: JointLetter) -> str | None:
    """Return the address of the document that names the same file, for who may know of it."""
    if found.document_id is None or found.made_final_by is None:
        return None
    if found.made_final_by.organisation_id != actor.organisation_id:
        return None
    return url_for("documents.detail", ref=case.workspace.ref, document_id=found.document_id)


def _depot() -> Depot:
    house = current_house()
    return documents.depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey))
