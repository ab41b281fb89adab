"""Carrying investigations over to the programme of the next year, and undoing that."""

from __future__ import annotations

from flask import Response, request, url_for

from app.kernel.text import _, ngettext
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.programme import queries, service
from app.programme.forms import CarryForm, UncarryForm
from app.programme.models import Keeping
from app.programme.policy import ProgrammePermission
from app.programme.service.saying import FIRST_YEAR, LAST_YEAR
from app.programme.views.blueprint import blueprint
from app.programme.views.frame import asked_year


@blueprint.route("/carry-over", methods=["GET", "POST"], needs=ProgrammePermission.ENTER)
def carry_over() -> Response:
    """Choose which investigations of a year go on in the next; carried over, where they stand."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    year = _year()
    form = CarryForm.among(
        queries.read_carrying(actor, keeping, year).open, ticked=request.args.get("chosen", "")
    )
    with form.taking_refusals():
        if form.validate_on_submit():
            made = service.carry_over(
                actor,
                keeping,
                year=year,
                chosen=form.picked(),
                keeps_sight=form.sight.data == "same",
            )
            answers.tell(
                ngettext(
                    "%(num)d investigation goes on in the next year.",
                    "%(num)d investigations go on in the next year.",
                    len(made),
                )
            )
            if len(made) == 1:
                return answers.lead_to(url_for(".investigation", investigation_id=made[0]))
            return answers.lead_to(url_for(".programme", year=year + 1))
    return _show(keeping, year, form=form)


@blueprint.route("/carry-over/undo", methods=["POST"], needs=ProgrammePermission.ENTER)
def undo_carrying() -> Response:
    """Take lines that were carried over out again; the former ones stay."""
    actor = current_actor()
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    year = _year()
    undoing = UncarryForm.among(())
    with undoing.taking_refusals():
        if undoing.validate_on_submit():
            service.undo_carrying(actor, keeping, year=year + 1, chosen=undoing.picked())
            answers.tell(
                _("Carrying over is undone. The investigations of this year are as they were.")
            )
            return answers.lead_to(url_for(".carry_over", year=year))
    return _show(keeping, year, undoing=undoing)


def _year() -> int:
    year = asked_year(queries.list_offered(current_actor()))
    return min(max(year, FIRST_YEAR), LAST_YEAR - 1)


def _show(
    keeping: Keeping,
    year: int,
    *,
    form: CarryForm | None = None,
    undoing: UncarryForm | None = None,
) -> Response:
    carrying = queries.read_carrying(current_actor(), keeping, year)
    empty = UncarryForm.among(carrying.carried, formdata=None)
    if undoing is not None:
        undoing.undone.choices = empty.undone.choices
    return answers.show(
        "programme/carry_over.html",
        form=form or CarryForm.among(carrying.open, formdata=None),
        undoing=undoing or empty,
        carrying=carrying,
        it=None,
        facts=None,
    )
