"""Werk van mijn organisatie: what is asked of it, who does it, and handing that over."""

from __future__ import annotations

from flask import Response, url_for

from app.desk import queries
from app.desk.forms import HandoverForm
from app.desk.views.blueprint import blueprint
from app.documents import queries as documents
from app.kernel.access import Actor
from app.kernel.text import ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.door import SIGNED_IN
from app.tasks import queries as tasks
from app.tasks import service
from app.workspaces import queries as workspaces
from app.workspaces.policy import is_coordinator


@blueprint.route("/organisation-work", needs=SIGNED_IN)
def organisation_work() -> Response:
    """Show what is asked of one's organisation over all one's workspaces, and who does it."""
    return _page(current_actor(), HandoverForm(formdata=None))


@blueprint.route("/organisation-work/hand-over", methods=["POST"], needs=SIGNED_IN)
def hand_over() -> Response:
    """Give all open tasks of somebody to a colleague."""
    actor, form = current_actor(), HandoverForm()
    with form.taking_refusals():
        if form.validate_on_submit():
            giver, taker = form.chosen()
            places = workspaces.list_of(actor)
            done = service.hand_over_all(actor, places, from_id=giver, to_id=taker)
            answers.tell(_in_words(done))
            return answers.lead_to(url_for(".organisation_work"))
    return _page(actor, form)


def _page(actor: Actor, form: HandoverForm) -> Response:
    places = workspaces.list_of(actor)
    rows = tasks.list_of_ours(actor, places=places)
    givers, takers = _givers(actor, rows), workspaces.list_colleagues(actor, with_self=True)
    form.offer(givers, takers)
    is_useful = bool(givers and takers[1:]) or form.has_errors()
    return answers.show(
        "desk/organisation_work.html",
        groups=queries.groups_of_ours(actor, rows),
        departures=documents.list_departures(actor),
        may_enter_absence=any(is_coordinator.holds(actor, each) for each in places),
        is_whole=len(rows) < tasks.MOST_OF_OURS,
        form=form if is_useful else None,
    )


def _givers(actor: Actor, rows: list[tasks.TaskRow]) -> list[tasks.Someone]:
    """Return who has something to do, by name."""
    having = {
        row.task.assignee.id: row.task.assignee
        for row in rows
        if row.task.assignee is not None
        and row.task.status.is_waiting_for_assignee
        and row.task.organisation_id == actor.organisation_id
    }
    return sorted(having.values(), key=lambda each: (each.name, each.id))


def _in_words(done: service.Handover) -> str:
    moved = ngettext("One task is handed over.", "%(num)d tasks are handed over.", done.moved)
    if not done.left:
        return moved
    left = ngettext(
        "One task stays: it cannot go to this colleague, or not by you.",
        "%(num)d tasks stay: they cannot go to this colleague, or not by you.",
        done.left,
    )
    return f"{moved} {left}"
