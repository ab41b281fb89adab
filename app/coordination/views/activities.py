"""One activity on screen: planning, changing, moving, withdrawing and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.coordination import queries, service
from app.coordination.forms import ActivityForm, WindowForm
from app.coordination.models import Activity
from app.coordination.policy import CoordinationPermission
from app.coordination.views.blueprint import blueprint
from app.coordination.views.frame import frame
from app.coordination.views.overlaps import MOST_PROPOSALS, pairs_of
from app.kernel.access import Actor, abilities
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm


@blueprint.route(
    "/entities/<uuid:entity_id>/activities/new",
    methods=["GET", "POST"],
    needs=CoordinationPermission.ENTER,
)
def new_activity(entity_id: UUID) -> Response:
    """Plan something at an entity the reader sees; planned, its page."""
    actor = current_actor()
    at = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
    place = queries.get_place_for(actor, CoordinationPermission.ENTER, at.workspace.ref)
    form = ActivityForm.start(queries.list_authorities(place).others(actor), None)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.plan_activity(actor, place, entity=at, plan=form.plan())
            answers.tell(_("It stands in the calendar."))
            return answers.lead_to(url_for(".activity", activity_id=made.id))
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="calendar", row=None)
    return answers.show("coordination/activity_form.html", form=form, at=at, it=None, **around)


@blueprint.route("/activities/<uuid:activity_id>", needs=CoordinationPermission.SEE)
def activity(activity_id: UUID) -> Response:
    """Show one activity with who sees it and the steps the reader can take."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.SEE, activity_id)
    return _page(actor, found)


@blueprint.route(
    "/activities/<uuid:activity_id>/edit",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def edit_activity(activity_id: UUID) -> Response:
    """Change what an activity says, when it is, or who sees it."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    others = queries.list_authorities(found.workspace).others(actor)
    form = ActivityForm.start(others, found)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.change_activity(actor, found, plan=form.plan(), seen_version=form.seen())
            answers.tell(_("The activity is changed."))
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="calendar", row=found)
    return answers.show("coordination/activity_form.html", form=form, at=None, it=found, **around)


@blueprint.route(
    "/activities/<uuid:activity_id>/move",
    methods=["GET", "POST"],
    needs=CoordinationPermission.CHANGE,
)
def move_activity(activity_id: UUID) -> Response:
    """Give an activity another window; a bar that was dragged leads here with its new days."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    form = WindowForm.of(found, (_day("starts_on"), _day("ends_on")))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.move_activity(actor, found, window=form.window(), seen_version=form.seen())
            answers.tell(_("The activity is moved. Its last day moved along."))
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    around = frame(actor, coordination, section="calendar", row=found)
    return answers.show("coordination/move.html", form=form, it=found, **around)


@blueprint.route(
    "/activities/<uuid:activity_id>/withdraw", methods=["POST"], needs=CoordinationPermission.CHANGE
)
def withdraw_activity(activity_id: UUID) -> Response:
    """Take an activity off the calendar."""
    told = _("The activity is off the calendar. You can undo this.")
    return carry_out(activity_id, verb=service.withdraw_activity, told=told)


@blueprint.route(
    "/activities/<uuid:activity_id>/undo", methods=["POST"], needs=CoordinationPermission.CHANGE
)
def undo_change(activity_id: UUID) -> Response:
    """Undo the last change."""
    told = _("The last change is undone.")
    return carry_out(activity_id, verb=service.undo_change, told=told)


def carry_out(activity_id: UUID, *, verb: Callable[..., None], told: str) -> Response:
    """Take a step that needs no words, and show the activity."""
    actor = current_actor()
    found = queries.get_activity_for(actor, CoordinationPermission.CHANGE, activity_id)
    form = StepForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            verb(actor, found, seen_version=form.seen())
            answers.tell(told)
            return answers.lead_to(url_for(".activity", activity_id=activity_id))
    found = queries.get_activity_for(actor, CoordinationPermission.SEE, activity_id)
    return _page(actor, found, wrong=form)


def _page(actor: Actor, found: Activity, *, wrong: StepForm | None = None) -> Response:
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    empty: dict[str, Any] = {"formdata": None, "data": {"seen_version": str(found.version)}}
    return answers.show(
        "coordination/activity.html",
        form=wrong,
        it=found,
        step_form=StepForm(**empty),
        may=abilities(actor, found, CoordinationPermission),
        pairs=pairs_of(actor, coordination, found) if found.withdrawn_at is None else [],
        terms=queries.list_terms_of(found),
        deadline_words=queries.DEADLINE_WORDS,
        why_no_terms=queries.why_no_terms(found.terms_under),
        proposals=queries.list_proposals(
            actor, coordination, limit=MOST_PROPOSALS, about=(found.id,)
        ),
        **frame(actor, coordination, section="calendar", row=found),
    )


def _day(name: str) -> date | None:
    """Return a day from the address; a wrong one is none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
