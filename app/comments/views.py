"""The page beside a document, a finding, an observation or a task on which people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from app.comments import queries, service
from app.comments.forms import CommentForm
from app.comments.policy import (
    At,
    Beside,
    BesideDocument,
    BesideTask,
    CommentPermission,
    Unseen,
    audience_for,
)
from app.comments.queries import Reader
from app.findings.models import Audience
from app.kernel.access import abilities
from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.forms import id_or_nothing
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from app.workspaces.queries import Facts

blueprint = GuardedBlueprint("comments", __name__, url_prefix="/workspaces/<ref:ref>")
OF_DOCUMENT = "/documents/<uuid:document_id>/comments"
OF_FINDING = "/findings/<uuid:finding_id>/comments"
OF_OBSERVATION = "/observations/<uuid:observation_id>/comments"
OF_TASK = "/tasks/<uuid:task_id>/comments"


@blueprint.route(OF_DOCUMENT, needs=CommentPermission.READ)
@blueprint.route(OF_FINDING, needs=CommentPermission.READ, endpoint="finding_page")
@blueprint.route(OF_OBSERVATION, needs=CommentPermission.READ, endpoint="observation_page")
@blueprint.route(OF_TASK, needs=CommentPermission.READ, endpoint="task_page")
def page(ref: str, **key: UUID) -> Response:
    """Show what was said beside it, and the form to say something."""
    return _page(_loaded(CommentPermission.READ, ref, At(**key)))


@blueprint.route(OF_DOCUMENT, methods=["POST"], needs=CommentPermission.WRITE)
@blueprint.route(
    OF_FINDING, methods=["POST"], needs=CommentPermission.WRITE, endpoint="finding_write"
)
@blueprint.route(
    OF_OBSERVATION, methods=["POST"], needs=CommentPermission.WRITE, endpoint="observation_write"
)
@blueprint.route(OF_TASK, methods=["POST"], needs=CommentPermission.WRITE, endpoint="task_write")
def write(ref: str, **key: UUID) -> Response:
    """Say something, or answer; back to the page."""
    beside = _loaded(CommentPermission.WRITE, ref, At(**key))
    form = CommentForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            thread = id_or_nothing(form.thread.data) if form.thread.data else None
            made = service.add_comment(
                current_actor(),
                beside,
                body=form.body.data or "",
                thread_id=thread,
                seen_audience=form.audience,
            )
            return _back(beside, made.comment.id)
    return _page(beside, sent=form)


@blueprint.route(f"{OF_DOCUMENT}/change", methods=["POST"], needs=CommentPermission.READ)
@blueprint.route(
    f"{OF_FINDING}/change",
    methods=["POST"],
    needs=CommentPermission.READ,
    endpoint="finding_change",
)
@blueprint.route(
    f"{OF_OBSERVATION}/change",
    methods=["POST"],
    needs=CommentPermission.READ,
    endpoint="observation_change",
)
@blueprint.route(
    f"{OF_TASK}/change", methods=["POST"], needs=CommentPermission.READ, endpoint="task_change"
)
def change(ref: str, **key: UUID) -> Response:
    """Change one's own words; back to the page."""
    beside = _loaded(CommentPermission.READ, ref, At(**key))
    form = CommentForm()
    if not form.comment.data:
        return _back(beside)
    comment_id = id_or_nothing(form.comment.data)
    queries.get_said_for(current_actor(), CommentPermission.CHANGE, comment_id, beside=beside)
    with form.taking_refusals():
        if form.validate_on_submit():
            words = form.body.data or ""
            service.change_comment(current_actor(), beside.at, comment_id, body=words)
            return _back(beside, comment_id)
    return _page(beside, sent=form)


@blueprint.route(f"{OF_DOCUMENT}/withdrawal", methods=["POST"], needs=WorkspacePermission.VIEW)
@blueprint.route(
    f"{OF_FINDING}/withdrawal",
    methods=["POST"],
    needs=WorkspacePermission.VIEW,
    endpoint="finding_withdraw",
)
@blueprint.route(
    f"{OF_OBSERVATION}/withdrawal",
    methods=["POST"],
    needs=WorkspacePermission.VIEW,
    endpoint="observation_withdraw",
)
@blueprint.route(
    f"{OF_TASK}/withdrawal",
    methods=["POST"],
    needs=WorkspacePermission.VIEW,
    endpoint="task_withdraw",
)
def withdraw(ref: str, **key: UUID) -> Response:
    """Take one's own words back, also without reading the thing any more; back to the page."""
    form, at = CommentForm(), At(**key)
    if not form.comment.data:
        return _back(_loaded(CommentPermission.READ, ref, at))
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    is_read = service.withdraw_comment(
        current_actor(), at, id_or_nothing(form.comment.data), workspace=workspace
    )
    answers.tell(_("The comment is withdrawn. Its words are gone."))
    if not is_read:
        return answers.lead_to(url_for("desk.overview", ref=ref))
    return _back(Unseen(at, workspace), id_or_nothing(form.comment.data))


@blueprint.route(f"{OF_DOCUMENT}/state", methods=["POST"], needs=CommentPermission.SETTLE)
@blueprint.route(
    f"{OF_FINDING}/state",
    methods=["POST"],
    needs=CommentPermission.SETTLE,
    endpoint="finding_settle",
)
@blueprint.route(
    f"{OF_OBSERVATION}/state",
    methods=["POST"],
    needs=CommentPermission.SETTLE,
    endpoint="observation_settle",
)
@blueprint.route(
    f"{OF_TASK}/state", methods=["POST"], needs=CommentPermission.SETTLE, endpoint="task_settle"
)
def settle(ref: str, **key: UUID) -> Response:
    """Settle a thread, or open it again; back to the page."""
    beside = _loaded(CommentPermission.SETTLE, ref, At(**key))
    form, is_settled = CommentForm(), "reopen" not in request.form
    if form.thread.data:
        thread_id = id_or_nothing(form.thread.data)
        service.settle_thread(current_actor(), beside.at, thread_id, is_settled=is_settled)
    return _back(beside)


@blueprint.route("/mentions/done", methods=["POST"], needs=WorkspacePermission.VIEW)
def tick_off(ref: str) -> Response:
    """Note for oneself that one saw where one is named; back to Mijn werk."""
    workspace = workspaces.get_for(current_actor(), WorkspacePermission.VIEW, ref)
    if request.form.get("comment"):
        comment_id = id_or_nothing(request.form["comment"])
        service.tick_off(current_actor(), comment_id, workspace=workspace)
        answers.tell(_("It is ticked off."))
    return answers.lead_to("/")


def _loaded(permission: CommentPermission, ref: str, at: At) -> Beside:
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_beside_for(actor, permission, at, workspace=workspace)


def _address(beside: Beside | Unseen, step: str) -> str:
    """Return where a step beside this thing is taken."""
    ref = beside.workspace.ref
    if beside.at.document_id is not None:
        return url_for(f".{step}", ref=ref, document_id=beside.id)
    if beside.at.observation_id is not None:
        return url_for(f".observation_{step}", ref=ref, observation_id=beside.id)
    if beside.at.task_id is not None:
        return url_for(f".task_{step}", ref=ref, task_id=beside.id)
    return url_for(f".finding_{step}", ref=ref, finding_id=beside.id)


def _back(beside: Beside | Unseen, comment_id: UUID | None = None) -> Response:
    there = _address(beside, "page")
    return answers.lead_to(f"{there}#comment-{comment_id}" if comment_id else there)


def _page(beside: Beside, *, sent: CommentForm | None = None) -> Response:
    actor = current_actor()
    threads = queries.list_threads(actor, beside)
    readers = queries.list_readers(beside)
    audience = audience_for(beside, [each.organisation.id for each in readers])
    frame = workspaces.workspace_frame(actor, beside.workspace, section=_section(beside))
    return answers.show(
        "comments/page.html",
        form=sent,
        sent=sent,
        form_of=CommentForm.about,
        audience=audience,
        address=partial(_address, beside),
        title=beside.thing.title,
        subject={"title": beside.thing.title, "reference": beside.workspace.ref},
        may=abilities(actor, beside, (CommentPermission.WRITE,)),
        open_threads=[each for each in threads if each.thread.settled_at is None],
        settled=[each for each in threads if each.thread.settled_at is not None],
        readers=readers,
        **{**frame, **_words(beside, audience), "facts": _facts(beside, readers, frame)},
    )


def _section(beside: Beside) -> str:
    """Return the part of the workspace it stands in."""
    if isinstance(beside, BesideTask):
        return "tasks"
    return "documents" if isinstance(beside, BesideDocument) else "findings"


def _words(beside: Beside, audience: Audience) -> dict[str, str]:
    """Say who reads what is written now, and the way back."""
    ref, only_own = beside.workspace.ref, None
    if audience == Audience.OWN:
        only_own = _(
            "What you write here is read by your own organisation only. That stays so when others"
            " may read along later."
        )
    if isinstance(beside, BesideDocument):
        return {
            "read_by": only_own
            or _("What you write here is read by everybody who may download this document."),
            "way_back": _("Back to the document"),
            "back_url": url_for("documents.detail", ref=ref, document_id=beside.id),
        }
    if beside.at.task_id is not None:
        return {
            "read_by": only_own
            or _("What you write here is read by everybody who may read this task."),
            "way_back": _("Back to the task"),
            "back_url": url_for("tasks.detail", ref=ref, task_id=beside.id),
        }
    if beside.at.observation_id is not None:
        return {
            "read_by": only_own
            or _("What you write here is read by everybody who may read this observation."),
            "way_back": _("Back to the observation"),
            "back_url": url_for("observations.detail", ref=ref, observation_id=beside.id),
        }
    return {
        "read_by": only_own
        or _("What you write here is read by everybody who may read this finding."),
        "way_back": _("Back to the finding"),
        "back_url": url_for("findings.detail", ref=ref, finding_id=beside.id),
    }


def _facts(beside: Beside, readers: Sequence[Reader], frame: dict[str, Any]) -> Facts:
    """Say what this is and who can see it: who reads the comments, fewer than see the document."""
    seeing = {each.organisation.id: each.organisation for each in readers}
    told = _(
        "%(organisations)s, %(people)s",
        organisations=ngettext("%(num)d organisation", "%(num)d organisations", len(seeing)),
        people=ngettext("%(num)d person", "%(num)d people", len(readers)),
    )
    around: Facts = replace(frame["facts"], sight_orgs=list(seeing.values()), sight_text=told)
    if not isinstance(beside, BesideDocument):
        return around
    document = beside.thing
    cells = workspaces.classification_cells(
        document.class_of_secrecy,
        document.marking,
        special_category=document.is_special_category,
        criminal_data=document.is_criminal_data,
        police_data=document.is_police_data,
    )
    url = url_for("documents.access", ref=beside.workspace.ref, document_id=document.id)
    return replace(around, classification=cells, sight_url=url)
