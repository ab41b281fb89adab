"""One's notices, and how one wants to get them."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request, url_for

from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN, GuardedBlueprint
from app.notifications import queries, service
from app.notifications.forms import ChoiceForm, PlaceForm, PlainForm
from app.notifications.models import Level
from app.notifications.policy import NoticePermission
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

blueprint = GuardedBlueprint("notifications", __name__, url_prefix="/notices")


@blueprint.route("", needs=SIGNED_IN, endpoint="list")
def list_page() -> Response:
    """Show one's notices, the newest first."""
    rows = queries.list_notices(current_actor())
    return answers.show("notifications/list.html", rows=rows, plain_form=PlainForm(formdata=None))


@blueprint.route("/<uuid:notice_id>", needs=NoticePermission.READ)
def open_notice(notice_id: UUID) -> Response:
    """Lead to what a notice is about; it is read then."""
    actor = current_actor()
    row = queries.get_for(actor, NoticePermission.READ, notice_id)
    service.mark_read(actor, row.notice)
    return answers.lead_to(row.url)


@blueprint.route("/read", methods=["POST"], needs=SIGNED_IN)
def read_all() -> Response:
    """Note that all notices were read."""
    service.mark_all_read(current_actor())
    answers.tell(_("All notices are read."))
    return answers.lead_to(url_for(".list"))


@blueprint.route("/settings", methods=["GET", "POST"], needs=SIGNED_IN)
def settings() -> Response:
    """Choose when reminders come and who stands in."""
    actor = current_actor()
    form = ChoiceForm.of(queries.find_choice(actor), queries.list_colleagues(actor))
    with form.taking_refusals():
        if form.validate_on_submit():
            service.choose(actor, form.choices())
            answers.tell(_("Your choices are saved."))
            return answers.lead_to(url_for(".settings"))
    return _settings(actor, form)


@blueprint.route("/settings/workspaces", methods=["POST"], needs=SIGNED_IN)
def place_settings() -> Response:
    """Choose what one hears from one workspace."""
    actor, form = current_actor(), PlaceForm()
    if form.validate_on_submit():
        workspace = workspaces.get_for(
            actor, WorkspacePermission.VIEW, request.form.get("place", "")
        )
        service.choose_for_place(actor, workspace, level=Level(form.level.data))
        answers.tell(_("Your choices are saved."))
    return answers.lead_to(url_for(".settings"))


def _settings(actor: Actor, form: ChoiceForm) -> Response:
    levels = queries.list_levels(actor)
    return answers.show(
        "notifications/settings.html",
        form=form,
        places=[
            (each, _place_form(each.ref, levels.get(each.id, Level.ALL)))
            for each in workspaces.list_of(actor)
        ],
    )


def _place_form(ref: str, level: Level) -> PlaceForm:
    return PlaceForm(formdata=None, data={"place": ref, "level": level.value})
