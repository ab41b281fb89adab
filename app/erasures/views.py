"""Pages of privacy officers: requests to erase a line of a log, asking for one, and answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, request, url_for

from app.desk.queries import Phrasebook
from app.erasures import queries, service
from app.erasures.forms import AgreeForm, AskForm, RefuseForm
from app.erasures.jobs import tell
from app.erasures.models import ErasureRequest
from app.erasures.policy import ErasurePermission
from app.erasures.queries import LineToErase, LogPlace
from app.erasures.service import REFUSALS, Wish
from app.identity import confirming
from app.identity import queries as identity
from app.identity.models import Organisation
from app.identity.service.sessions import told_by
from app.identity.service.taking import OwnListed, note_own_taking
from app.kernel.access import Actor, abilities, decide
from app.kernel.audit.models import PLATFORM
from app.kernel.errors import Refused
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import Form
from app.kernel.web.house import current_house
from app.kernel.web.lists import MOST_ROWS, send_list
from app.kernel.words import whole_number
from app.workspaces.queries import Facts

blueprint = GuardedBlueprint("erasures", __name__, url_prefix="/privacy-register/erasures")
STEPS = (ErasurePermission.APPROVE, ErasurePermission.REFUSE, ErasurePermission.TAKE_BACK)


class ListedRequest(NamedTuple):
    """A request in the list that is taken along."""

    log: str
    request: ErasureRequest
    is_ours: bool
    """The own organisation must agree."""


COLUMNS: Columns[ListedRequest] = (
    (lazy("Log"), lambda row: row.log),
    (lazy("Line"), lambda row: row.request.number),
    (lazy("Asked by"), lambda row: row.request.organisation.short_name),
    (lazy("Asked on"), lambda row: row.request.asked_at),
    (lazy("Must agree"), lambda row: row.request.agreeing.short_name),
    (lazy("State"), lambda row: queries.state_of(row.request, is_ours=row.is_ours)[0]),
)
FACTS = Facts(lazy("the privacy officers of who asks and of who must agree"))


@blueprint.route("", needs=ErasurePermission.LIST)
def list_all() -> Response:
    """Show the requests of and to the own organisation, and where to begin one."""
    register = queries.get_register_for(current_actor(), ErasurePermission.LIST)
    places, rows = queries.list_places(), queries.list_requests(register, limit=queries.MOST + 1)
    return answers.show(
        "erasures/list.html",
        rows=rows[: queries.MOST],
        has_more=len(rows) > queries.MOST,
        places=places,
        names=_names(places),
        own_id=register.organisation_id,
        state_of=queries.state_of,
        facts=FACTS,
    )


@blueprint.route("/export", needs=ErasurePermission.LIST, writes_on_get=True)
def export() -> Response:
    """Send all requests of and to the own organisation."""
    actor, permission = current_actor(), ErasurePermission.LIST
    register = queries.get_register_for(actor, permission)
    names = _names(queries.list_places())
    found = queries.list_requests(register, limit=MOST_ROWS + 1)
    rows = [
        ListedRequest(names.get(each.tree_id) or _("a log"), each, each.agreeing_id == register.id)
        for each in found
    ]
    return send_list(
        as_list(_("Requests to erase a line"), COLUMNS, rows, about=actor.organisation_code),
        noting=partial(note_own_taking, actor, permission, register, listed=OwnListed.ERASURES),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=ErasurePermission.ASK)
def ask() -> Response:
    """Show a line of a log; filled in, lead to a fresh sign-in with which one asks."""
    actor = current_actor()
    queries.get_register_for(actor, ErasurePermission.ASK)
    line = _line_of(_place(request.args.get("workspace")), request.args.get("line"))
    known, form = identity.organisations_by_id(), AskForm()
    offered = [] if line is None else _named(line, known)
    form.offer(offered)
    with form.taking_refusals():
        if line is not None and form.validate_on_submit():
            wish = _wish(line, form, offered)
            return confirming.lead_to_fresh_sign_in(
                actor, purpose=service.purpose_of_asking(wish), target=url_for(".complete_asking")
            )
    return _form_page(actor, form, line=line, known=known)


@blueprint.route("/new/complete", needs=ErasurePermission.ASK, writes_on_get=True)
def complete_asking() -> Response:
    """Back from the fresh sign-in: it is asked, once; refused, all that was typed is there."""
    actor = current_actor()
    register = queries.get_register_for(actor, ErasurePermission.ASK)
    ticket_id = confirming.asked_ticket()
    wish = service.wish_of(told_by(actor, ticket_id))
    known = identity.organisations_by_id()
    typed = {"ground": wish.ground, "reason": wish.reason, "agreeing": known[wish.agreeing_id].code}
    form = AskForm(formdata=None, data=typed)
    with form.taking_refusals():
        made = service.ask(actor, register, wish=wish, tell=tell, ticket_id=ticket_id)
        answers.tell(_("It is asked. The privacy officer who must agree is told."))
    if form.status == HTTPStatus.OK:
        return answers.lead_to(url_for(".detail", erasure_id=made.id))
    place = next((each for each in queries.list_places() if each.id == wish.tree_id), None)
    line = _line_of(place, str(wish.number))
    form.offer([] if line is None else _named(line, known))
    return _form_page(actor, form, line=line, known=known)


@blueprint.route("/<uuid:erasure_id>", needs=ErasurePermission.VIEW)
def detail(erasure_id: UUID) -> Response:
    """Show a request with the line it is about, and what one may do."""
    return _page(queries.get_for(current_actor(), ErasurePermission.VIEW, erasure_id))


@blueprint.route("/<uuid:erasure_id>/approve", methods=["POST"], needs=ErasurePermission.APPROVE)
def approve(erasure_id: UUID) -> Response:
    """Lead to a fresh sign-in with which one agrees."""
    actor = current_actor()
    found = queries.get_for(actor, ErasurePermission.APPROVE, erasure_id)
    form = AgreeForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            return confirming.lead_to_fresh_sign_in(
                actor,
                purpose=service.purpose_of_agreeing(found),
                target=url_for(".complete_approval", erasure_id=erasure_id),
            )
    return _page(found, wrong=form)


@blueprint.route(
    "/<uuid:erasure_id>/approve/complete",
    needs=ErasurePermission.APPROVE,
    writes_on_get=True,
)
def complete_approval(erasure_id: UUID) -> Response:
    """Back from the fresh sign-in: what the line says is erased, once."""
    actor = current_actor()
    found = queries.get_for(actor, ErasurePermission.APPROVE, erasure_id)
    form, ticket_id = AgreeForm(formdata=None), confirming.asked_ticket()
    with form.taking_refusals():
        service.approve(actor, found, tell=tell, ticket_id=ticket_id)
        answers.tell(_("The line is erased. Its fingerprint stays, and the log says so."))
    if form.status == HTTPStatus.OK:
        return answers.lead_to(url_for(".detail", erasure_id=erasure_id))
    return _page(queries.get_for(actor, ErasurePermission.VIEW, erasure_id), wrong=form)


@blueprint.route("/<uuid:erasure_id>/refuse", methods=["POST"], needs=ErasurePermission.REFUSE)
def refuse(erasure_id: UUID) -> Response:
    """Refuse a request, with why."""
    actor, form = current_actor(), RefuseForm()
    found = queries.get_for(actor, ErasurePermission.REFUSE, erasure_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.refuse(actor, found, reason=form.reason.data or "", tell=tell)
            answers.tell(_("It is refused. The line stays."))
            return answers.lead_to(url_for(".detail", erasure_id=erasure_id))
    return _page(queries.get_for(actor, ErasurePermission.VIEW, erasure_id), wrong=form)


@blueprint.route(
    "/<uuid:erasure_id>/take-back", methods=["POST"], needs=ErasurePermission.TAKE_BACK
)
def take_back(erasure_id: UUID) -> Response:
    """Take a request of the own organisation back."""
    actor, form = current_actor(), AgreeForm()
    found = queries.get_for(actor, ErasurePermission.TAKE_BACK, erasure_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_back(actor, found, tell=tell)
            answers.tell(_("It is taken back. The line stays."))
            return answers.lead_to(url_for(".detail", erasure_id=erasure_id))
    return _page(queries.get_for(actor, ErasurePermission.VIEW, erasure_id), wrong=form)


def _page(found: ErasureRequest, *, wrong: Form | None = None) -> Response:
    actor = current_actor()
    if decide(actor, ErasurePermission.APPROVE, found).allowed:
        confirming.let_form_lead_to_provider(actor)
    places = queries.list_places()
    place = next((each for each in places if each.id == found.tree_id), LogPlace(found.tree_id, ""))
    return answers.show(
        "erasures/detail.html",
        erasure=found,
        form=wrong,
        names=_names(places),
        line=queries.find_line(place, found.number),
        refuse_form=wrong if isinstance(wrong, RefuseForm) else RefuseForm(formdata=None),
        agree_form=AgreeForm(formdata=None),
        may=abilities(actor, found, STEPS),
        state_of=queries.state_of,
        **_words(identity.organisations_by_id()),
    )


def _form_page(
    actor: Actor,
    form: AskForm,
    *,
    line: LineToErase | None,
    known: Mapping[UUID, Organisation],
) -> Response:
    confirming.let_form_lead_to_provider(actor)
    refused = "missing" if line is None else line.refused
    return answers.show(
        "erasures/ask.html",
        form=form,
        line=line,
        refused=str(REFUSALS[refused]) if refused else "",
        names=_names([line.place] if line else []),
        **_words(known),
    )


def _words(known: Mapping[UUID, Organisation]) -> dict[str, Any]:
    return {
        "phrasebook": current_house().tool(Phrasebook),
        "organisations": known,
        "ground_of": queries.ground_in_words,
        "facts": FACTS,
    }


def _names(places: Sequence[LogPlace]) -> dict[UUID, str]:
    """Return what each log is called."""
    installation = _("the log of the installation")
    return {each.id: installation if each.ref == PLATFORM else each.ref for each in places}


def _place(ref: str | None) -> LogPlace | None:
    return next((each for each in queries.list_places() if each.ref == ref), None)


def _line_of(place: LogPlace | None, number: str | None) -> LineToErase | None:
    typed = whole_number(number)
    return queries.find_line(place, typed) if place and typed else None


def _named(line: LineToErase, known: Mapping[UUID, Organisation]) -> list[Organisation]:
    found = [known[each] for each in line.agreeing if each in known]
    return sorted(found, key=lambda each: (each.name, each.id))


def _wish(line: LineToErase, form: AskForm, offered: Sequence[Organisation]) -> Wish:
    ids = {each.code: each.id for each in offered}
    code = form.agreeing.data or ""
    if code not in ids:
        raise Refused(_("Choose an organisation from the list."), field="agreeing")
    return Wish(
        tree_id=line.place.id,
        number=line.number,
        ground=form.ground.data or "",
        reason=form.reason.data or "",
        agreeing_id=ids[code],
    )
