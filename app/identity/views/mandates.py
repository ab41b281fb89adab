"""The register of mandates of one's own organisation."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.identity import queries
from app.identity.forms import MandateForm, StandingForm
from app.identity.models import Mandate
from app.identity.policy import IdentityPermission, Register
from app.identity.service import mandates as service
from app.identity.service.taking import OwnListed, note_own_taking
from app.kernel import clock
from app.kernel.access import Actor, abilities, require
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.lists import send_list

blueprint = GuardedBlueprint("mandates", __name__, url_prefix="/mandates")


def _deputy_of_today(mandate: Mandate) -> str | None:
    acts = mandate.deputy is not None and mandate.deputy_acts_on(clock.today())
    return mandate.deputy.name if mandate.deputy is not None and acts else None


def _state(mandate: Mandate) -> str:
    today = clock.today()
    if mandate.valid_to < today:
        return _("Ended")
    return _("Not yet") if mandate.valid_from > today else _("Valid")


COLUMNS: Columns[Mandate] = (
    (lazy("Number"), lambda it: it.number),
    (lazy("Office"), lambda it: it.office),
    (lazy("Holder"), lambda it: it.holder.name),
    (lazy("Stands in today"), _deputy_of_today),
    (lazy("What may be signed"), lambda it: it.covers),
    (lazy("First day"), lambda it: it.valid_from),
    (lazy("Last day"), lambda it: it.valid_to),
    (lazy("State"), _state),
)


@blueprint.route("", needs=IdentityPermission.READ_REGISTER, endpoint="list")
def list_page() -> Response:
    """Who may sign what for one's organisation, those of today first."""
    actor = current_actor()
    register = Register(actor.organisation_id)
    require(actor, IdentityPermission.READ_REGISTER, register)
    return answers.show(
        "identity/mandates.html",
        mandates=queries.list_register(register.organisation_id),
        **_around(actor, register),
    )


@blueprint.route("/export", needs=IdentityPermission.READ_REGISTER, writes_on_get=True)
def export() -> Response:
    """Send the mandates of one's organisation."""
    actor, permission = current_actor(), IdentityPermission.READ_REGISTER
    register = Register(actor.organisation_id)
    require(actor, permission, register)
    rows = queries.list_register(register.organisation_id)
    return send_list(
        as_list(_("Register of mandates"), COLUMNS, rows, about=actor.organisation_code),
        noting=partial(note_own_taking, actor, permission, register, listed=OwnListed.MANDATES),
    )


@blueprint.route("/new", methods=["GET", "POST"], needs=IdentityPermission.KEEP_REGISTER)
def enter() -> Response:
    """Enter a mandate."""
    actor = current_actor()
    register = Register(actor.organisation_id)
    require(actor, IdentityPermission.KEEP_REGISTER, register)
    form = MandateForm(data={"valid_from": clock.today()})
    form.offer(queries.list_people_of(register.organisation_id))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.enter_mandate(
                actor,
                register,
                holder_id=form.holder_id(),
                facts=form.typed(),
                standing=form.standing(),
            )
            answers.tell(_("The mandate is in the register."))
            return answers.lead_to(url_for(".list"))
    return answers.show("identity/mandate_new.html", form=form, **_around(actor, register))


@blueprint.route("/<uuid:mandate_id>", needs=IdentityPermission.READ_REGISTER)
def detail(mandate_id: UUID) -> Response:
    """One mandate, with the form for who keeps the register."""
    actor = current_actor()
    mandate = queries.get_mandate_for(actor, IdentityPermission.READ_REGISTER, mandate_id)
    return _show(actor, mandate, form=_standing_form(mandate))


@blueprint.route(
    "/<uuid:mandate_id>/change", methods=["POST"], needs=IdentityPermission.KEEP_REGISTER
)
def change(mandate_id: UUID) -> Response:
    """Change the last day of a mandate and who stands in for its holder."""
    actor = current_actor()
    mandate = queries.get_mandate_for(actor, IdentityPermission.KEEP_REGISTER, mandate_id)
    form = _standing_form(mandate)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_mandate(
                actor, mandate, standing=form.standing(), seen_version=form.seen()
            )
            answers.tell(_("The mandate is changed."))
            return answers.lead_to(url_for(".detail", mandate_id=mandate_id))
    return _show(actor, mandate, form=form)


def _show(actor: Actor, mandate: Mandate, *, form: StandingForm) -> Response:
    return answers.show(
        "identity/mandate.html", mandate=mandate, form=form, **_around(actor, mandate)
    )


def _standing_form(mandate: Mandate) -> StandingForm:
    form = StandingForm(
        data={
            "seen_version": mandate.version,
            "valid_to": mandate.valid_to,
            "deputy": str(mandate.deputy_id or ""),
            "absent_from": mandate.absent_from,
            "absent_until": mandate.absent_until,
            "certificate": mandate.certificate,
        }
    )
    form.offer(queries.list_people_of(mandate.organisation_id))
    return form


def _around(actor: Actor, thing: Register | Mandate) -> dict[str, Any]:
    return {
        "may": abilities(actor, thing, [IdentityPermission.KEEP_REGISTER]),
        "today": clock.today(),
        "keepers": queries.list_keepers(actor.organisation_id),
        "facts": SimpleNamespace(
            classification=[],
            sight_orgs=[],
            sight_text=_("Everybody of your organisation"),
            sight_url="",
        ),
    }
