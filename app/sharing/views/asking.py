"""A basis in free text: asking the privacy officer, and what he answered before."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.documents import queries as documents
from app.documents import service as rules
from app.documents.legal_bases import LegalBases
from app.documents.models import OwnBasis
from app.documents.policy import DocumentPermission
from app.identity.models import Organisation
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.sharing import queries
from app.sharing.forms import BasisForm, kind_choices
from app.sharing.views.blueprint import blueprint
from app.sharing.views.guide import Around, around_of

BASIS_PART = "/documents/<uuid:document_id>/sharing-guide/basis"


@blueprint.route(BASIS_PART, needs=DocumentPermission.SHARE)
def basis(ref: str, document_id: UUID) -> Response:
    """Show the form, and what was asked before about this document and partner."""
    around = around_of(current_actor(), ref, document_id)
    asked = {"partner": request.args.get("partner"), "kinds": request.args.getlist("kinds")}
    form = BasisForm(formdata=None, data=asked)
    _offer(form, around)
    return _page(around, form)


@blueprint.route(BASIS_PART, methods=["POST"], needs=DocumentPermission.SHARE, endpoint="ask_basis")
def ask_basis(ref: str, document_id: UUID) -> Response:
    """Ask the privacy officer of the own organisation."""
    actor, form = current_actor(), BasisForm()
    around = around_of(actor, ref, document_id)
    _offer(form, around)
    with form.taking_refusals():
        if form.validate_on_submit():
            receiver = _receiver(around, form)
            if receiver is None:
                raise Refused(_("Choose an organisation that takes part here."))
            rules.ask_for_basis(
                actor,
                around.sighted.workspace,
                document_id=document_id,
                receiver_id=receiver.id,
                wanted=form.wanted(),
            )
            answers.tell(_("Your privacy officer has your question."))
            here = url_for(".basis", ref=ref, document_id=document_id, partner=receiver.code)
            return answers.lead_to(here)
        # What was rolled back is read anew.
    return _page(around_of(actor, ref, document_id), form)


def _offer(form: BasisForm, around: Around) -> None:
    bases = current_house().tool(LegalBases)
    every = dict.fromkeys(kind for each in bases.values() for kind in each.data_categories)
    known = queries.kinds_of_data(bases.values(), around.sighted.workspace)
    form.kinds.choices = kind_choices([*dict.fromkeys([*known[:-1], *every]), known[-1]])


def _receiver(around: Around, form: BasisForm) -> Organisation | None:
    code = form.partner.data
    return next((each for each in around.partners if each.code == code), None)


def _page(around: Around, form: BasisForm) -> Response:
    receiver = _receiver(around, form)
    asked: list[OwnBasis] = []
    if receiver is not None:
        asked = documents.list_bases_about(around.sighted.id, receiver.id)
    return answers.show(
        "sharing/basis.html",
        region="sharing/_basis.html",
        form=form,
        receiver=receiver,
        asked=asked,
        document=around.sighted.document,
        **around.frame,
    )
