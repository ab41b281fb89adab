"""The closing protocol of a workspace: what is open, who answered what, and the steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask_babel import get_locale

from app.closing import queries, service
from app.closing.forms import AnswerForm, RetentionForm, StartForm
from app.closing.models import Choice, Layer, RetentionChoice
from app.closing.policy import ClosingPermission
from app.closing.selection import SelectionLists
from app.closing.views.blueprint import blueprint
from app.kernel import clock, terms
from app.kernel.access import Actor, abilities
from app.kernel.text import _, lazy, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import Form, VersionedForm
from app.kernel.web.house import current_house
from app.tasks.queries.reckoning import Reckoned
from app.tasks.queries.term_words import explained
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace

PAGE = "closing/protocol.html"

workspaces.offer_section(
    workspaces.Section(
        key="closing",
        label=lazy("Closing"),
        path="/closing",
        is_in=lambda place: place.is_closing or place.closed_at is not None,
    )
)


@blueprint.route("", needs=ClosingPermission.VIEW)
def protocol(ref: str) -> Response:
    """Show what is still open, who answered, and the step that is the reader's."""
    return _page(*_loaded(ref, ClosingPermission.VIEW))


@blueprint.route("/start", methods=["POST"], needs=ClosingPermission.START)
def start(ref: str) -> Response:
    """Ask every participant what becomes of what it brought."""
    actor, workspace = _loaded(ref, ClosingPermission.START)
    form = StartForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.start_closing(
                actor, workspace, due_on=form.due_on.data, seen_version=form.seen()
            )
            return _back(workspace, _("Every organisation is asked to answer."))
    return _page(actor, workspace, wrong=form)


@blueprint.route("/answer", methods=["POST"], needs=ClosingPermission.ANSWER)
def answer(ref: str) -> Response:
    """Choose what becomes of what one's organisation brought."""
    actor, workspace = _loaded(ref, ClosingPermission.ANSWER)
    form = AnswerForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            service.give_answer(actor, workspace, chosen=form.chosen())
            return _back(workspace, _("Your choice is saved."))
    return _page(actor, workspace, wrong=form)


@blueprint.route("/retention", methods=["POST"], needs=ClosingPermission.CLASSIFY)
def retention(ref: str) -> Response:
    """Choose how long one's things are kept."""
    actor, workspace = _loaded(ref, ClosingPermission.CLASSIFY)
    form, lists = _retention_form(actor, None), current_house().tool(SelectionLists)
    with form.taking_refusals():
        if form.validate_on_submit():
            service.choose_retention(
                actor, workspace, code=form.item.data or "", law=form.law.data or "", lists=lists
            )
            return _back(workspace, _("Your choice is saved."))
    return _page(actor, workspace, wrong=form)


@blueprint.route("/stop", methods=["POST"], needs=ClosingPermission.STOP)
def stop(ref: str) -> Response:
    """Go on working."""
    done = _("The closing is stopped. Work goes on.")
    return _step(ref, ClosingPermission.STOP, service.stop_closing, done=done)


@blueprint.route("/close", methods=["POST"], needs=ClosingPermission.CLOSE)
def close(ref: str) -> Response:
    """Close the workspace."""
    done = _("The workspace is closed.")
    return _step(ref, ClosingPermission.CLOSE, service.close_workspace, done=done)


@blueprint.route("/take-back", methods=["POST"], needs=ClosingPermission.TAKE_BACK)
def take_back(ref: str) -> Response:
    """Take one's own things out of the others' sight."""
    actor, workspace = _loaded(ref, ClosingPermission.TAKE_BACK)
    form = VersionedForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            taken = service.take_back(actor, workspace)
            told = ngettext(
                "%(num)d document is out of the others' sight.",
                "%(num)d documents are out of the others' sight.",
                taken,
            )
            return _back(workspace, told)
    return _page(actor, workspace, wrong=form)


def _step(
    ref: str, permission: ClosingPermission, act: Callable[..., None], *, done: str
) -> Response:
    actor, workspace = _loaded(ref, permission)
    form = VersionedForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            act(actor, workspace, seen_version=form.seen())
            return _back(workspace, done)
    return _page(actor, workspace, wrong=form)


def _loaded(ref: str, permission: ClosingPermission) -> tuple[Actor, Workspace]:
    actor = current_actor()
    return actor, workspaces.get_for(actor, permission, ref)


def _back(workspace: Workspace, told: str) -> Response:
    answers.tell(told)
    return answers.lead_to(url_for(".protocol", ref=workspace.ref))


def _page(actor: Actor, workspace: Workspace, *, wrong: Form | None = None) -> Response:
    frame = workspaces.workspace_frame(actor, workspace, section="closing")
    may = abilities(actor, workspace, ClosingPermission)
    known = queries.list_answers(workspace)
    counting = [each for each in known if each.counts_in(workspace)]
    parties = queries.parties_of(
        frame["participants"], counting, queries.count_open_ends(actor, workspace)
    )
    own = queries.find_own_answers(actor, counting)
    kept = queries.find_retention(actor, workspace) if may.classify else None
    item = (
        current_house().tool(SelectionLists).find(actor.organisation_code, kept.item)
        if kept
        else None
    )
    due = queries.due_of(item, kept.law if kept else None, workspace.closed_at)
    return answers.show(
        PAGE,
        form=wrong,
        may=may,
        parties=parties,
        own=own,
        can_close=service.may_close_now(
            workspace, is_answered=all(each.answer is not None for each in parties)
        ),
        can_take=may.take_back and _waits_to_be_taken(own),
        hold_reason=queries.find_hold_reason(workspace.id)
        if workspace.standing.coordinates
        else None,
        forms=_forms(workspace, queries.find_own_answers(actor, known), wrong),
        retention_form=wrong if isinstance(wrong, RetentionForm) else _retention_form(actor, kept),
        item=item,
        due=due,
        why_then=explained(Reckoned(due)),
        open_words=queries.OPEN_WORDS,
        choice_words=queries.CHOICE_WORDS,
        choice_hints=queries.CHOICE_HINTS,
        **frame,
    )


def _waits_to_be_taken(own: dict[Layer, Any]) -> bool:
    shared = own.get(Layer.SHARED)
    return shared is not None and shared.choice == Choice.RETURN and shared.taken_at is None


def _retention_form(actor: Actor, kept: RetentionChoice | None) -> RetentionForm:
    data = {"item": kept.item, "law": kept.law} if kept else {}
    form = RetentionForm(data=data)
    items = current_house().tool(SelectionLists).of(actor.organisation_code)
    form.offer(items, language=str(get_locale()))
    return form


def _forms(workspace: Workspace, own: dict[Layer, Any], wrong: Form | None) -> dict[str, Form]:
    """Return the forms of the page; the one that was refused keeps what was typed."""
    seen = {"seen_version": str(workspace.version)}
    usual = terms.add_working_days(clock.today(), service.WORKING_DAYS)
    chosen = {
        each.value: (own[each].choice if each in own else Choice.ARCHIVE).value for each in Layer
    }
    made: dict[str, Form] = {
        "start": StartForm(formdata=None, data={**seen, "due_on": usual}),
        "answer": AnswerForm(formdata=None, data=chosen),
        "step": VersionedForm(formdata=None, data=seen),
    }
    for name, form in made.items():
        if wrong is not None and type(form) is type(wrong):
            made[name] = wrong
    return made
