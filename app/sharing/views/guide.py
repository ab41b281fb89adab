"""The sharing guide: choose a document and a partner, read the answer, keep it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries as documents
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.policy import DocumentPermission, Sighted
from app.documents.queries import Wanted
from app.identity.models import Organisation
from app.kernel.access import Actor, abilities
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import id_or_none
from app.kernel.web.house import current_house
from app.kernel.web.paging import Page, asked_page, page_of
from app.sharing import queries, service
from app.sharing.forms import KeepForm, QuestionForm, StartForm
from app.sharing.policy import Advice
from app.sharing.queries import AnswerRow
from app.sharing.service import Asked
from app.sharing.service.weighing import weighed
from app.sharing.views import words
from app.sharing.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission

MOST_DOCUMENTS = 200
"""How many own documents one can choose from here; from a document itself, any."""


@dataclass(frozen=True, slots=True)
class Around:
    """What every page of the guide about one document shows around its own part."""

    sighted: Sighted
    frame: dict[str, Any]
    partners: list[Organisation]


@blueprint.route("/sharing-guide", needs=WorkspacePermission.VIEW)
def guide(ref: str) -> Response:
    """Choose a document and a partner; below it, what the own organisation asked before."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    chosen, partner = id_or_none(request.args.get("document")), request.args.get("partner", "")
    if chosen is not None:
        target = url_for(".weigh", ref=ref, document_id=chosen, partner=partner)
        return answers.lead_to(target)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    frame["facts"] = words.own_facts()
    response = answers.show(
        "sharing/guide.html",
        start=_start_form(actor, workspace, partners_of(actor, frame)),
        may=abilities(actor, workspace, (DocumentPermission.SET_OWN_RULES,)),
        answered=_asked_before(actor, workspace),
        answer_words=words.ANSWER_WORDS,
        answer_tones=words.ANSWER_TONES,
        is_wrong="document" in request.args,
        **frame,
    )
    if "document" in request.args:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _start_form(actor: Actor, workspace: Workspace, partners: list[Organisation]) -> StartForm:
    wanted = Wanted(owner=actor.organisation_code)
    own = documents.list_visible(actor, workspace, wanted=wanted, limit=MOST_DOCUMENTS)
    form = StartForm(formdata=None)
    form.document.choices = [(str(each.id), each.title) for each in own]
    form.partner.choices = [(each.code, each.name) for each in partners]
    return form


def _asked_before(actor: Actor, workspace: Workspace) -> Page[AnswerRow]:
    page = asked_page()
    return page_of(
        queries.list_answers(actor, workspace, page=page),
        size=queries.ANSWERS_PAGE,
        number=page,
        address=lambda number: url_for(".guide", ref=workspace.ref, page=number or None),
    )


@blueprint.route("/documents/<uuid:document_id>/sharing-guide", needs=DocumentPermission.SHARE)
def weigh(ref: str, document_id: UUID) -> Response:
    """Ask to whom and what is in it; with those in the address, answer."""
    around = around_of(current_actor(), ref, document_id)
    question = QuestionForm(formdata=request.args)
    return _page(around, question, is_asked="kinds" in request.args or "ask" in request.args)


@blueprint.route(
    "/documents/<uuid:document_id>/sharing-guide",
    methods=["POST"],
    needs=DocumentPermission.SHARE,
    endpoint="keep",
)
def keep(ref: str, document_id: UUID) -> Response:
    """Keep the answer as evidence, and lead to it."""
    actor, form = current_actor(), KeepForm()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    with form.taking_refusals():
        if form.validate_on_submit():
            answer = service.keep_answer(
                actor,
                workspace,
                document_id=document_id,
                asked=form.asked(),
                bases=current_house().tool(LegalBases),
            )
            answers.tell(_("The answer is kept. Nobody can change it."))
            return answers.lead_to(url_for("sharing_answers.read", answer_id=answer.id))
    question = QuestionForm(
        formdata=None, data={"partner": form.partner.data, "kinds": form.kinds.data}
    )
    return _page(around_of(actor, ref, document_id), question, is_asked=True, keep=form)


def around_of(actor: Actor, ref: str, document_id: UUID) -> Around:
    """Load a document to decide about giving it, with the frame of its workspace."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    sighted = documents.get_for(actor, DocumentPermission.SHARE, document_id, workspace=workspace)
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    frame["facts"] = words.own_facts(sighted.document)
    frame["subject"] = {"title": sighted.document.title, "reference": workspace.ref}
    return Around(sighted, frame, partners_of(actor, frame))


def partners_of(actor: Actor, frame: dict[str, Any]) -> list[Organisation]:
    """Return who takes part beside the own organisation."""
    found = [each.organisation for each in frame["participants"]]
    return [each for each in found if each.id != actor.organisation_id]


def _page(
    around: Around, question: QuestionForm, *, is_asked: bool, keep: KeepForm | None = None
) -> Response:
    """Show the question, and the answer below it when it was asked.

    Args:
        keep: the form to keep the answer, as it was sent.
    """
    bases = current_house().tool(LegalBases)
    receiver = next((each for each in around.partners if each.code == question.partner.data), None)
    known = (
        list(bases.values())
        if receiver is None
        else queries.list_bases_for(bases, around.sighted, receiver=receiver)
    )
    kinds = queries.kinds_of_data(known, around.sighted.workspace)
    question.offer(partners=around.partners, kinds=kinds)
    advice: Advice | None = None
    if is_asked:
        with question.taking_refusals():
            advice = _weighed(around, question, receiver=receiver, known=known)
    if advice is not None:
        keep = _keeping(around, question, advice, sent=keep)
        advice = advice.on(keep.basis.data or "")
    return answers.show(
        "sharing/weigh.html",
        region="sharing/_answer.html",
        form=keep if keep is not None and keep.has_errors() else question,
        question=question,
        keep=keep,
        advice=advice,
        receiver=receiver,
        lines=words.lines_of(advice) if advice else [],
        answer_words=words.ANSWER_WORDS,
        answer_hints=words.ANSWER_HINTS,
        answer_tones=words.ANSWER_TONES,
        stop_words=words.STOP_WORDS,
        document=around.sighted.document,
        **around.frame,
    )


def _weighed(
    around: Around,
    question: QuestionForm,
    *,
    receiver: Organisation | None,
    known: list[LegalBasis],
) -> Advice:
    if receiver is None:
        raise Refused(_("Choose an organisation that takes part here."), field="partner")
    asked = Asked(partner=receiver.code, data=tuple(question.kinds.data or ()))
    return weighed(around.sighted, receiver=receiver, takes_part=True, asked=asked, known=known)


def _keeping(
    around: Around, question: QuestionForm, advice: Advice, *, sent: KeepForm | None
) -> KeepForm:
    """Return the form to keep the answer: as it was sent, else with the first that carries."""
    form = sent or KeepForm(
        formdata=None,
        data={
            "partner": question.partner.data,
            "kinds": question.kinds.data,
            "basis": advice.carrying[0].code if advice.carrying else "",
            "seen_version": service.token_of(around.sighted, advice),
        },
    )
    form.offer(advice.carrying)
    return form
