"""The meetings of the committee: planned, with an agenda, and the decision list to print."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.incidents import queries, service
from app.incidents.forms import CloseListForm, DecisionForm, MeetingForm
from app.incidents.models import Case, Meeting
from app.incidents.policy import IncidentPermission
from app.incidents.queries import MeetingRow
from app.incidents.views.blueprint import blueprint, frame, usual_terms
from app.incidents.views.cases import again, load
from app.kernel.access import Actor, abilities
from app.kernel.day_words import day_in_words
from app.kernel.lists import Columns, as_list
from app.kernel.text import _, lazy
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form, StepForm
from app.kernel.web.lists import MOST_ROWS, send_list
from app.kernel.web.paging import asked_page, page_of
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import WorkspacePermission
from app.workspaces.service import Listed, note_taking

COLUMNS: Columns[MeetingRow] = (
    (lazy("Day"), lambda row: row.meeting.held_on),
    (lazy("Cases on the agenda"), lambda row: row.cases),
    (lazy("Decision list"), lambda row: row.state_in_words),
)


@blueprint.route("/meetings", needs=IncidentPermission.LIST)
def meetings(ref: str) -> Response:
    """Show the meetings of the committee, the last day first."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    return _meetings(actor, workspace)


@blueprint.route("/meetings", methods=["POST"], needs=IncidentPermission.PLAN)
def plan_meeting(ref: str) -> Response:
    """Plan a meeting; done, its page."""
    actor, form = current_actor(), MeetingForm()
    workspace = workspaces.get_place_for(actor, IncidentPermission.PLAN, ref)
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.plan_meeting(actor, workspace, held_on=form.held_on.data)
            answers.tell(_("The meeting is planned. Put cases on its agenda from their pages."))
            return answers.lead_to(url_for(".meeting", ref=ref, meeting_id=made.id))
    return _meetings(actor, workspace, form=form)


@blueprint.route("/meetings/export", needs=IncidentPermission.LIST, writes_on_get=True)
def export_meetings(ref: str) -> Response:
    """Send the meetings of the committee, of all pages."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, IncidentPermission.LIST, ref)
    rows = queries.list_meetings(actor, workspace, limit=MOST_ROWS + 1)
    return send_list(
        as_list(_("Meetings"), COLUMNS, rows, about=workspace.ref),
        noting=partial(note_taking, actor, Listed.MEETINGS, places=[workspace]),
    )


@blueprint.route("/meetings/<uuid:meeting_id>", needs=IncidentPermission.ATTEND)
def meeting(ref: str, meeting_id: UUID) -> Response:
    """Show the agenda of a meeting with what was decided; it prints as the decision list."""
    actor = current_actor()
    found = _load(actor, IncidentPermission.ATTEND, ref=ref, meeting_id=meeting_id)
    return _meeting(actor, found)


@blueprint.route(
    "/meetings/<uuid:meeting_id>/closing", methods=["POST"], needs=IncidentPermission.CLOSE
)
def close_meeting(ref: str, meeting_id: UUID) -> Response:
    """Close the decision list; done, the page anew."""
    actor, form = current_actor(), CloseListForm()
    found = _load(actor, IncidentPermission.CLOSE, ref=ref, meeting_id=meeting_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.close_meeting(actor, found, seen=form.seen.data or "")
            answers.tell(_("The decision list is closed. What was decided stands."))
            return answers.lead_to(url_for(".meeting", ref=ref, meeting_id=meeting_id))
    return _meeting(
        actor, _load(actor, IncidentPermission.ATTEND, ref=ref, meeting_id=meeting_id), form=form
    )


@blueprint.route("/meetings/<uuid:meeting_id>/day", methods=["POST"], needs=IncidentPermission.MOVE)
def move_meeting(ref: str, meeting_id: UUID) -> Response:
    """Move a meeting with its agenda; done, the page anew."""
    actor, form = current_actor(), MeetingForm()
    found = _load(actor, IncidentPermission.MOVE, ref=ref, meeting_id=meeting_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.move_meeting(actor, found, held_on=form.held_on.data)
            answers.tell(_("The meeting is moved, with its agenda."))
            return answers.lead_to(url_for(".meeting", ref=ref, meeting_id=meeting_id))
    return _meeting(
        actor, _load(actor, IncidentPermission.ATTEND, ref=ref, meeting_id=meeting_id), move=form
    )


@blueprint.route(
    "/meetings/<uuid:meeting_id>/cancellation", methods=["POST"], needs=IncidentPermission.MOVE
)
def cancel_meeting(ref: str, meeting_id: UUID) -> Response:
    """Cancel a meeting; its cases go to the next one."""
    actor, form = current_actor(), StepForm()
    found = _load(actor, IncidentPermission.MOVE, ref=ref, meeting_id=meeting_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            following = service.cancel_meeting(actor, found)
            told = _("The meeting is cancelled.")
            if following is not None:
                day = day_in_words(following.held_on, "full")
                told = _("The meeting is cancelled. Its cases go to that of %(day)s.", day=day)
            answers.tell(told)
            return answers.lead_to(url_for(".meetings", ref=ref))
    return _meeting(
        actor, _load(actor, IncidentPermission.ATTEND, ref=ref, meeting_id=meeting_id), form=form
    )


@blueprint.route("/<uuid:case_id>/agenda", methods=["POST"], needs=IncidentPermission.PUT_ON_AGENDA)
def put_on_agenda(ref: str, case_id: UUID) -> Response:
    """Put a case on the agenda of the next meeting; done, its page anew."""
    actor, form = current_actor(), StepForm()
    case = load(actor, IncidentPermission.PUT_ON_AGENDA, ref=ref, case_id=case_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            next_one = service.put_on_agenda(actor, case, seen_version=form.seen())
            day = day_in_words(next_one.held_on, "full")
            answers.tell(_("The case is on the agenda of the meeting of %(day)s.", day=day))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, agenda_form=form)


@blueprint.route(
    "/<uuid:case_id>/agenda/removal", methods=["POST"], needs=IncidentPermission.PUT_ON_AGENDA
)
def take_off_agenda(ref: str, case_id: UUID) -> Response:
    """Take a case off the agenda; done, its page anew."""
    actor, form = current_actor(), StepForm()
    case = load(actor, IncidentPermission.PUT_ON_AGENDA, ref=ref, case_id=case_id)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.take_off_agenda(actor, case, seen_version=form.seen())
            answers.tell(_("The case is off the agenda."))
            return answers.lead_to(url_for(".detail", ref=ref, case_id=case_id))
    return again(actor, ref, case_id, agenda_form=form)


@blueprint.route(
    "/<uuid:case_id>/decision", methods=["GET", "POST"], needs=IncidentPermission.DECIDE
)
def decide(ref: str, case_id: UUID) -> Response:
    """Write down what the committee decided about a case; done, the meeting."""
    actor = current_actor()
    case = load(actor, IncidentPermission.DECIDE, ref=ref, case_id=case_id)
    form = DecisionForm(data={"seen_version": str(case.version)})
    with form.taking_refusals():
        if form.validate_on_submit():
            service.decide(
                actor,
                case,
                outcome=form.decided(),
                reason=form.reason.data or "",
                usual=usual_terms(case.workspace),
                seen_version=form.seen(),
            )
            answers.tell(_("The decision is on the list."))
            return answers.lead_to(_place_after(ref, case))
    fresh = load(actor, IncidentPermission.VIEW, ref=ref, case_id=case_id)
    return _decision(actor, fresh, form=form)


def _decision(actor: Actor, case: Case, *, form: DecisionForm) -> Response:
    found = queries.find_agenda_item(case)
    earlier = [each for each in queries.list_decisions(case) if each.meeting_id is not None]
    return answers.show(
        "incidents/decision.html",
        form=form,
        case=case,
        meeting=found[1] if found else None,
        earlier=earlier,
        subject={"title": case.pseudonym, "reference": case.ref},
        **frame(actor, case.workspace),
    )


def _place_after(ref: str, case: Case) -> str:
    found = queries.find_agenda_item(case)
    if found is None:
        return url_for(".detail", ref=ref, case_id=case.id)
    return url_for(".meeting", ref=ref, meeting_id=found[1].id)


def _load(actor: Actor, permission: IncidentPermission, *, ref: str, meeting_id: UUID) -> Meeting:
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_meeting_for(actor, permission, meeting_id=meeting_id, workspace=workspace)


def _meetings(actor: Actor, workspace: Workspace, *, form: MeetingForm | None = None) -> Response:
    at, size = asked_page(), queries.MOST_MEETINGS
    found = queries.list_meetings(actor, workspace, limit=size + 1, past=at * size)
    return answers.show(
        "incidents/meetings.html",
        form=form,
        plan_form=form or MeetingForm(formdata=None),
        meetings=page_of(
            found,
            size=size,
            number=at,
            address=lambda number: url_for(".meetings", ref=workspace.ref, page=number or None),
        ),
        may=abilities(actor, workspace, [IncidentPermission.PLAN]),
        **frame(actor, workspace),
    )


def _meeting(
    actor: Actor, found: Meeting, *, form: Form | None = None, move: MeetingForm | None = None
) -> Response:
    """Return the page of a meeting.

    Args:
        form: a step that was refused.
        move: another day that was typed and refused.
    """
    rows = queries.list_agenda(actor, found)
    may = abilities(actor, found, [IncidentPermission.CLOSE, IncidentPermission.MOVE])
    title = _("Meeting of %(day)s", day=day_in_words(found.held_on, "full"))
    context: dict[str, Any] = {
        "form": form or move,
        "move_form": move or MeetingForm(formdata=None, data={"held_on": found.held_on}),
        "is_moving": move is not None,
        "step_form": StepForm(formdata=None),
        "is_decided": any(each.decisions for each in rows),
        "close_form": CloseListForm(formdata=None, data={"seen": queries.seen_of(rows)}),
        "meeting": found,
        "rows": rows,
        "may": may,
        "is_to_come": queries.is_to_come(found),
        "decides": {
            each.case.id
            for each in rows
            if abilities(actor, each.case, [IncidentPermission.DECIDE]).decide
        },
        "subject": {"title": title, "reference": found.workspace.ref},
    }
    return answers.show("incidents/meeting.html", **context, **frame(actor, found.workspace))
