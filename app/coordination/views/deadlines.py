"""What must be ready by when: the list, and the moments of an incident it follows from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms.incidents import (
    NoticeForm,
    ReceiptForm,
    TakeBackForm,
    noted,
    receipt_words,
)
from app.coordination.models import Activity, Sector
from app.coordination.policy import CoordinationPermission
from app.coordination.queries import Line, WantedDeadlines
from app.coordination.queries.deadlines import Group, Place
from app.coordination.service import Receipt
from app.coordination.views.activities import carry_out
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame, searched
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.house import current_house
from app.kernel.web.paging import without_place
from app.kernel.words import whole_number
from app.workspaces.queries.due import Sources

ON_A_PAGE, MOST_CHANGES = 50, 100
MOST_ORDER = 100


@blueprint.route("/deadlines", needs=CoordinationPermission.VIEW)
def deadlines() -> Response:
    """Show what is overdue, what comes this week and what comes later."""
    actor, wanted, after = current_actor(), asked_deadlines(), _after()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    rows = queries.list_lines(
        actor,
        coordination,
        wanted,
        limit=ON_A_PAGE + 1,
        after=after,
        sources=current_house().tool(Sources),
    )
    older = None
    if len(rows) > ON_A_PAGE:
        day, key, order = rows[ON_A_PAGE - 1].place
        asked = {**request.args, "day": day.isoformat(), "id": str(key), "order": str(order)}
        older = f"{url_for('.deadlines')}?{urlencode(asked)}"
    return answers.show(
        "coordination/deadlines.html",
        grouped=_grouped(rows[:ON_A_PAGE]),
        wanted=wanted,
        older=older,
        first=without_place(url_for(".deadlines"), "day", "id", "order") if after else None,
        export=f"{url_for('.export_deadlines')}?{urlencode(_narrowing(wanted))}",
        **frame(actor, coordination, section="deadlines"),
    )


@blueprint.route("/deadlines/changes", needs=CoordinationPermission.VIEW)
def changes() -> Response:
    """Show what changed in the deadlines since last week."""
    actor = current_actor()
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    return answers.show(
        "coordination/changes.html",
        changes=queries.list_changes(actor, coordination, limit=MOST_CHANGES),
        **frame(actor, coordination, section="deadlines"),
    )


@blueprint.route(
    "/activities/<uuid:activity_id>/incident",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def register_notice(activity_id: UUID) -> Response:
    """Say when an incident was noticed; its terms follow."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    law = queries.find_regime(actor, found.entity_id)
    form = NoticeForm.of(found, law)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.register_notice(
                actor,
                found,
                noticed_at=form.noticed_at(),
                is_ongoing=form.goes_on(),
                seen_version=form.seen(),
            )
            answers.tell(_("It is registered. The terms follow from it."))
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    return _incident_page(
        "coordination/incident.html", activity_id, form=form, why_not=queries.why_no_terms(law)
    )


@blueprint.route(
    "/activities/<uuid:activity_id>/receipt",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def note_receipt(activity_id: UUID) -> Response:
    """Note what was received about an incident, or correct what was noted."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    form = ReceiptForm.of(found, _corrected(found))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.note_receipt(
                actor,
                found,
                receipt=Receipt(form.receipt.data),
                at=form.received_at(),
                seen_version=form.seen(),
            )
            answers.tell(_("It is noted."))
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    return _receipt_page(activity_id, form=form)


@blueprint.route(
    "/activities/<uuid:activity_id>/receipt/withdrawal",
    methods=["POST"],
    needs=CoordinationPermission.CHANGE,
)
def take_back_receipt(activity_id: UUID) -> Response:
    """Take back what was noted about an incident and is not so; its term runs again."""
    actor, form = current_actor(), TakeBackForm()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_back_receipt(
                actor, found, receipt=_receipt(form.receipt.data), seen_version=form.seen()
            )
            answers.tell(_("It is taken back. The term runs again."))
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    return _receipt_page(activity_id, form=ReceiptForm.of(found), wrong=form)


@blueprint.route(
    "/activities/<uuid:activity_id>/finish", methods=["POST"], needs=CoordinationPermission.CHANGE
)
def finish_activity(activity_id: UUID) -> Response:
    """Say that the work is done, or take it up again."""
    return carry_out(activity_id, verb=service.finish_activity, told=_("It is noted."))


def _receipt_page(
    activity_id: UUID, *, form: ReceiptForm, wrong: TakeBackForm | None = None
) -> Response:
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    version = str(found.version)
    back_forms = {
        each: TakeBackForm(formdata=None, data={"seen_version": version, "receipt": each.value})
        for each in noted(found)
    }
    return _incident_page(
        "coordination/receipt.html",
        activity_id,
        form=wrong or form,
        receipt_form=form,
        corrected=_corrected(found),
        back_forms=back_forms,
        receipt_words=receipt_words(found),
    )


def _corrected(activity: Activity) -> Receipt | None:
    """Return what the address says is corrected, when that is noted."""
    asked = request.args.get("receipt", "")
    return next((each for each in noted(activity) if each.value == asked), None)


def _receipt(word: str | None) -> Receipt:
    try:
        return Receipt(word or "")
    except ValueError:
        raise Refused(_("It was not noted that this was received."), field="receipt") from None


def _incident_page(template: str, activity_id: UUID, **shown: Any) -> Response:
    actor = current_actor()
    found: Activity = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="deadlines", row=found)
    return answers.show(template, it=found, **shown, **around)


def asked_deadlines() -> WantedDeadlines:
    """Return which deadlines the address asks for; a sector there is not narrows nothing."""
    sector = searched("sector")
    return WantedDeadlines(
        words=searched("q"), sector=sector if sector in set(Sector) else "", owner=searched("owner")
    )


def _grouped(rows: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Put each row under its heading, so that every heading stands there once.

    On its last day a term in hours may be late already, between others that are not.
    """
    those = {group: [row for row in rows if row.group == group] for group in Group}
    return [(str(queries.GROUP_WORDS[group]), found) for group, found in those.items() if found]


def _narrowing(wanted: WantedDeadlines) -> dict[str, str]:
    asked = {"q": wanted.words, "sector": wanted.sector, "owner": wanted.owner}
    return {name: value for name, value in asked.items() if value}


def _after() -> Place | None:
    """Return the last row of the page before; a wrong one begins anew."""
    order = whole_number(request.args.get("order"), most=MOST_ORDER)
    try:
        place = date.fromisoformat(request.args["day"]), UUID(request.args["id"])
    except (KeyError, ValueError):
        return None
    return None if order is None else (*place, order)
