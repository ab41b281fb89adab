"""Document requests of a workspace: ask, answer, end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask_babel import get_locale

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.documents import queries as documents
from app.documents import service as bringing
from app.documents.legal_bases import LegalBases, LegalBasis
from app.documents.models import Level
from app.documents.queries import DocumentRow
from app.kernel.access import Actor, abilities
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.kernel.web.house import current_house
from app.requests import queries, service
from app.requests.forms import DayForm, DropForm, GiveForm, ReasonForm, ReopenForm, RequestForm
from app.requests.models import DocumentRequest
from app.requests.policy import STEPS, RequestPermission
from app.requests.views.blueprint import WORDS, blueprint
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries.frame import sight_in_words


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the requests between the reader's organisation and others."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return answers.show(
        "requests/list.html",
        rows=queries.list_of(actor, workspace),
        may=abilities(actor, workspace, (RequestPermission.ASK,)),
        words=WORDS,
        **workspaces.workspace_frame(actor, workspace, section="documents"),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=RequestPermission.ASK)
def new(ref: str) -> Response:
    """Ask a partner for documents; asked, the request's page."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, RequestPermission.ASK, ref)
    form = RequestForm(data={"level": "view"})
    with form.taking_refusals():
        if form.validate_on_submit():
            bases = current_house().tool(LegalBases)
            request = service.ask(actor, workspace, wish=form.wish(), bases=bases)
            answers.tell(_("The request is with the other organisation now."))
            return answers.lead_to(url_for(".detail", ref=ref, request_id=request.id))
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    taking_part = [each.organisation for each in frame["participants"]]
    own = next(each for each in taking_part if each.id == actor.organisation_id)
    partners = [each for each in taking_part if each.id != own.id]
    found = {
        basis.code: basis for partner in partners for basis in _bases(giver=partner, receiver=own)
    }
    form.offer(partners, found.values(), language=str(get_locale()))
    return answers.show("requests/new.html", form=form, has_partners=bool(partners), **frame)


@blueprint.route("/<uuid:request_id>", needs=RequestPermission.VIEW)
def detail(ref: str, request_id: UUID) -> Response:
    """Show one request, what was brought in for it, and the steps the reader can take."""
    actor = current_actor()
    request = _load(actor, RequestPermission.VIEW, ref=ref, request_id=request_id)
    return _page(actor, request)


@blueprint.route("/<uuid:request_id>/files", methods=["POST"], needs=RequestPermission.BRING)
def bring(ref: str, request_id: UUID) -> Response:
    """Bring files in for an answer; they are private until they are given."""
    actor = current_actor()
    request = _load(actor, RequestPermission.BRING, ref=ref, request_id=request_id)
    workspace = request.workspace
    form = _drop_form(actor, request)
    with form.taking_refusals():
        if form.validate_on_submit():
            count = _take_in(actor, workspace, request, form=form)
            if form.has_errors():
                return _again(actor, ref, request_id, drop_form=form)
            answers.tell(
                ngettext(
                    "%(num)d file is ready. Only your organisation sees it.",
                    "%(num)d files are ready. Only your organisation sees them.",
                    count,
                )
            )
            return answers.lead_to(url_for(".detail", ref=ref, request_id=request_id))
    return _again(actor, ref, request_id, drop_form=form)


@blueprint.route("/<uuid:request_id>/answer", methods=["POST"], needs=RequestPermission.GIVE)
def give(ref: str, request_id: UUID) -> Response:
    """Give the asker what is ready, by the rule that was confirmed."""
    actor = current_actor()
    request = _load(actor, RequestPermission.GIVE, ref=ref, request_id=request_id)
    form = _give_form(request, service.ready_of(queries.list_files(actor, request)))
    with form.taking_refusals():
        if form.validate_on_submit():
            count = service.give(
                actor,
                request,
                rule=form.rule(request),
                gives_special_data=form.gives_special_data.data,
                seen_version=form.seen(),
                seen_files=form.files.data or "",
                bases=current_house().tool(LegalBases),
            )
            answers.tell(
                ngettext(
                    "%(num)d document is given to %(name)s.",
                    "%(num)d documents are given to %(name)s.",
                    count,
                    name=request.organisation.short_name,
                )
            )
            return answers.lead_to(url_for(".detail", ref=ref, request_id=request_id))
    return _again(actor, ref, request_id, give_form=form)


@blueprint.route("/<uuid:request_id>/refusal", methods=["POST"], needs=RequestPermission.REFUSE)
def refuse(ref: str, request_id: UUID) -> Response:
    """Refuse a request, and say why."""
    form = ReasonForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.REFUSE,
        form=form,
        verb=lambda actor, request: service.refuse(
            actor, request, reason=form.reason.data or "", seen_version=form.seen()
        ),
        told=_("The request is refused. The other organisation reads why."),
    )


@blueprint.route("/<uuid:request_id>/day", methods=["POST"], needs=RequestPermission.PROPOSE)
def propose(ref: str, request_id: UUID) -> Response:
    """Propose another day."""
    form = DayForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.PROPOSE,
        form=form,
        verb=lambda actor, request: service.propose_day(
            actor,
            request,
            day=form.due_on.data,
            reason=form.why.data or "",
            seen_version=form.seen(),
        ),
        told=_("The other organisation has your proposal."),
    )


@blueprint.route("/<uuid:request_id>/agree", methods=["POST"], needs=RequestPermission.AGREE)
def agree(ref: str, request_id: UUID) -> Response:
    """Agree to the day that was proposed."""
    form = StepForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.AGREE,
        form=form,
        verb=lambda actor, request: service.agree_day(actor, request, seen_version=form.seen()),
        told=_("The new day holds from now on."),
    )


@blueprint.route("/<uuid:request_id>/withdraw", methods=["POST"], needs=RequestPermission.WITHDRAW)
def withdraw(ref: str, request_id: UUID) -> Response:
    """Withdraw a request."""
    form = StepForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.WITHDRAW,
        form=form,
        verb=lambda actor, request: service.withdraw(actor, request, seen_version=form.seen()),
        told=_("The request is withdrawn. Nobody has to answer it any more."),
    )


@blueprint.route("/<uuid:request_id>/close", methods=["POST"], needs=RequestPermission.CLOSE)
def close(ref: str, request_id: UUID) -> Response:
    """Close a request that was answered."""
    form = StepForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.CLOSE,
        form=form,
        verb=lambda actor, request: service.close(actor, request, seen_version=form.seen()),
        told=_("The request is closed."),
    )


@blueprint.route("/<uuid:request_id>/reopening", methods=["POST"], needs=RequestPermission.REOPEN)
def reopen(ref: str, request_id: UUID) -> Response:
    """Open a request again, and say what still lacks."""
    form = ReopenForm()
    return _carry_out(
        ref,
        request_id,
        permission=RequestPermission.REOPEN,
        form=form,
        verb=lambda actor, request: service.reopen(
            actor,
            request,
            missing=form.missing.data or "",
            day=form.due_on.data,
            seen_version=form.seen(),
        ),
        told=_("The request is open again. The other organisation reads what you still need."),
    )


def _carry_out(
    ref: str,
    request_id: UUID,
    *,
    permission: RequestPermission,
    form: StepForm,
    verb: Callable[[Actor, DocumentRequest], None],
    told: str,
) -> Response:
    actor = current_actor()
    request = _load(actor, permission, ref=ref, request_id=request_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, request)
            answers.tell(told)
            return answers.lead_to(url_for(".detail", ref=ref, request_id=request_id))
    return _again(actor, ref, request_id, step_form=form)


def _load(
    actor: Actor, permission: RequestPermission, *, ref: str, request_id: UUID
) -> DocumentRequest:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, request_id=request_id, workspace=workspace)


def _again(actor: Actor, ref: str, request_id: UUID, **forms: Any) -> Response:
    """Show the page again with what is wrong; read anew, as a refused work was undone."""
    request = _load(actor, RequestPermission.VIEW, ref=ref, request_id=request_id)
    return _page(actor, request, **forms)


def _page(
    actor: Actor,
    request: DocumentRequest,
    *,
    drop_form: DropForm | None = None,
    give_form: GiveForm | None = None,
    step_form: StepForm | None = None,
) -> Response:
    frame = _frame(actor, request)
    files = queries.list_files(actor, request)
    may = abilities(actor, request, RequestPermission)
    is_answering = RequestPermission.GIVE in STEPS[request.status] and may.give
    ready = service.ready_of(files) if is_answering else []
    sent = drop_form or give_form or step_form
    context: dict[str, Any] = {}
    if is_answering:
        context = {
            "drop_form": drop_form or _drop_form(actor, request),
            "give_form": give_form or _give_form(request, ready),
            "gaining": _gaining(request, ready),
            "max_bytes": int(current_house().settings.max_upload),
        }
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(request.version)}}
    return answers.show(
        "requests/detail.html",
        region="requests/_ready.html",
        form=sent,
        row=queries.row_of(actor, request),
        asked=request,
        files=files.rows,
        ready=ready,
        given=files.given,
        is_answering=is_answering,
        may=may,
        words=WORDS,
        basis=_basis_words(request),
        wrong=sent if not is_answering or type(sent) is StepForm else None,
        step_form=StepForm(**empty),
        reason_form=step_form if isinstance(step_form, ReasonForm) else ReasonForm(**empty),
        day_form=step_form if isinstance(step_form, DayForm) else DayForm(**empty),
        reopen_form=step_form if isinstance(step_form, ReopenForm) else ReopenForm(**empty),
        can_reopen=may.reopen and RequestPermission.REOPEN in STEPS[request.status],
        **context,
        **frame,
    )


def _frame(actor: Actor, request: DocumentRequest) -> dict[str, Any]:
    """Return the workspace around a request, with the two who know of it in the facts."""
    workspace = request.workspace
    frame = workspaces.workspace_frame(actor, workspace, section="documents")
    two = (request.organisation_id, request.partner_id)
    seers = [each for each in frame["participants"] if each.organisation.id in two]
    facts = replace(
        frame["facts"],
        sight_orgs=[each.organisation for each in seers],
        sight_text=sight_in_words(seers),
    )
    subject = {"title": request.title, "reference": workspace.ref}
    return {**frame, "facts": facts, "subject": subject}


def _drop_form(actor: Actor, request: DocumentRequest) -> DropForm:
    folders = documents.list_folders(actor, request.workspace)
    return DropForm.for_request(request, request.workspace, folders=folders)


def _give_form(request: DocumentRequest, ready: Sequence[DocumentRow]) -> GiveForm:
    bases = _bases(giver=request.partner, receiver=request.organisation)
    token = service.token_of(ready)
    return GiveForm.of_request(request, bases, files=token, language=str(get_locale()))


def _gaining(
    request: DocumentRequest, ready: Sequence[DocumentRow]
) -> list[tuple[list[str], list[str]]]:
    """Return who would see what is ready once it is given as was asked: (names, titles)."""
    titles = {each.id: each.title for each in ready}
    seeing = documents.list_seeing_once_given(
        titles.keys(), organisation_id=request.organisation_id, level=Level(request.level)
    )
    alike: dict[tuple[str, ...], list[str]] = {}
    for document_id, title in titles.items():
        alike.setdefault(tuple(seeing[document_id]), []).append(title)
    return [(list(names), sorted(found)) for names, found in alike.items()]


def _bases(*, giver: Any, receiver: Any) -> list[LegalBasis]:
    bases = current_house().tool(LegalBases)
    return documents.list_bases_between(bases, giver=giver, receiver=receiver)


def _basis_words(request: DocumentRequest) -> str:
    basis = current_house().tool(LegalBases).get(request.legal_basis)
    if basis is None:
        return request.legal_basis
    return basis.title if str(get_locale()) == "nl" else basis.title_en


def _take_in(
    actor: Actor, workspace: Workspace, request: DocumentRequest, *, form: DropForm
) -> int:
    """Bring in each file by itself; the form says it when not all of them may come in."""
    house = current_house()
    arrived = bringing.add_documents(
        actor,
        workspace,
        files=[(each.stream, each.filename) for each in form.file.data or [] if each],
        description=form.described(request),
        depot=bringing.depot_of(house.settings, house.tool(SealedBlobs), house.tool(MasterKey)),
    )
    for refusal in arrived.refusals():
        form.take(refusal)
    return len(arrived.saved)
