"""Legal holds of one's own organisation: the list, a new one, and one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.closing import queries, service
from app.closing.forms import HoldForm, LiftForm, ReviewForm
from app.closing.models import LegalHold
from app.closing.policy import HoldPermission, HoldRegister
from app.closing.service import Wish
from app.closing.views.blueprint import holds_blueprint
from app.kernel import clock
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form
from app.workspaces.queries import Facts

FACTS = Facts(lazy("the privacy officer and the coordinators of your organisation"))


@holds_blueprint.route("", needs=HoldPermission.KEEP)
def list_all() -> Response:
    """Show the holds one keeps, those in force first."""
    register = queries.get_register_for(current_actor())
    return answers.show(
        "closing/holds.html",
        rows=queries.list_holds(register),
        refs=_refs(register),
        state_of=queries.state_of_hold,
        today=clock.today(),
        facts=FACTS,
    )


@holds_blueprint.route("/new", methods=["GET", "POST"], needs=HoldPermission.KEEP)
def new() -> Response:
    """Set a hold; set, its page."""
    actor = current_actor()
    register = queries.get_register_for(actor)
    asked = request.args.get("workspace", "")
    form = HoldForm(data={"workspace": asked, "from_on": clock.today()})
    form.offer(register.places)
    with form.taking_refusals():
        if form.validate_on_submit():
            hold = service.set_hold(actor, register, wish=_wish(register, form))
            answers.tell(_("From now on nothing of your organisation may disappear there."))
            return answers.lead_to(url_for(".detail", hold_id=hold.id))
    return answers.show("closing/hold_form.html", form=form, facts=FACTS)


@holds_blueprint.route("/<uuid:hold_id>", needs=HoldPermission.KEEP)
def detail(hold_id: UUID) -> Response:
    """Show one hold with who set it, looked at it again and lifted it."""
    return _page(*queries.get_hold_for(current_actor(), hold_id))


@holds_blueprint.route("/<uuid:hold_id>/review", methods=["POST"], needs=HoldPermission.KEEP)
def review(hold_id: UUID) -> Response:
    """Say that a hold is still needed."""
    actor, form = current_actor(), ReviewForm()
    register, hold = queries.get_hold_for(actor, hold_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.review_hold(
                actor, register, hold, review_on=form.review_on.data, seen_version=form.seen()
            )
            answers.tell(_("It is saved."))
            return answers.lead_to(url_for(".detail", hold_id=hold_id))
    return _page(*queries.get_hold_for(actor, hold_id), wrong=form)


@holds_blueprint.route("/<uuid:hold_id>/lift", methods=["POST"], needs=HoldPermission.KEEP)
def lift(hold_id: UUID) -> Response:
    """Lift a hold."""
    actor, form = current_actor(), LiftForm()
    register, hold = queries.get_hold_for(actor, hold_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.lift_hold(
                actor,
                register,
                hold,
                reason=form.lift_reason.data or "",
                seen_version=form.seen(),
            )
            answers.tell(_("The legal hold is lifted."))
            return answers.lead_to(url_for(".detail", hold_id=hold_id))
    return _page(*queries.get_hold_for(actor, hold_id), wrong=form)


def _page(register: HoldRegister, hold: LegalHold, *, wrong: Form | None = None) -> Response:
    seen: dict[str, Any] = {"seen_version": str(hold.version)}
    return answers.show(
        "closing/hold.html",
        form=wrong,
        hold=hold,
        place_ref=_refs(register)[hold.workspace_id],
        review_form=wrong
        if isinstance(wrong, ReviewForm)
        else ReviewForm(formdata=None, data=seen),
        lift_form=wrong if isinstance(wrong, LiftForm) else LiftForm(formdata=None, data=seen),
        today=clock.today(),
        facts=FACTS,
    )


def _refs(register: HoldRegister) -> dict[UUID, str]:
    return {each.id: each.ref for each in register.places}


def _wish(register: HoldRegister, form: HoldForm) -> Wish:
    ids = {each.ref: each.id for each in register.places}
    return Wish(
        workspace_id=ids.get(form.workspace.data or "", UUID(int=0)),
        reason=form.reason.data or "",
        asked_by=form.asked_by.data or "",
        from_on=form.from_on.data,
        review_on=form.review_on.data,
    )
