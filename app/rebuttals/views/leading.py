"""Opening and leading a rebuttal."""

from __future__ import annotations

from uuid import UUID

from flask import Response, url_for
from wtforms.fields.choices import SelectChoice

from app.findings import queries as findings
from app.kernel.access import Actor
from app.kernel.text import _
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.forms import StepForm
from app.rebuttals import queries, service
from app.rebuttals.forms import ExtendForm, HandForm, OpenForm, SentForm
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.views import frame
from app.rebuttals.views.blueprint import blueprint
from app.rebuttals.views.steps import carry_out
from app.reports.models import Report


@blueprint.route(
    "/reports/<uuid:report_id>/rebuttals/new",
    methods=["GET", "POST"],
    needs=RebuttalPermission.OPEN,
)
def new(ref: str, report_id: UUID) -> Response:
    """Open a hearing on a frozen report; opened, its page."""
    actor = current_actor()
    report = queries.get_report_for(actor, RebuttalPermission.OPEN, ref=ref, report_id=report_id)
    form = OpenForm(data={"findings": [str(each.finding_id) for each in report.chapters]})
    _offer(actor, report, form)
    with form.taking_refusals():
        if form.validate_on_submit():
            rebuttal = service.open_rebuttal(actor, report, wish=form.wish(), tools=frame.tools())
            answers.tell(_("The hearing is open. The text to send is ready."))
            return answers.lead_to(url_for(".detail", ref=ref, rebuttal_id=rebuttal.id))
    return answers.show("rebuttals/new.html", form=form, **frame.around(actor, report))


@blueprint.route("/rebuttals/<uuid:rebuttal_id>", needs=RebuttalPermission.VIEW)
def detail(ref: str, rebuttal_id: UUID) -> Response:
    """Show one hearing: its text, its term, its ledger, and the steps the reader can take."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.VIEW, ref=ref, rebuttal_id=rebuttal_id)
    return answers.show("rebuttals/detail.html", wrong=None, **frame.about(actor, rebuttal))


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/extract",
    needs=RebuttalPermission.DOWNLOAD,
    writes_on_get=True,
)
def extract(ref: str, rebuttal_id: UUID) -> Response:
    """Give the text that is put forward, as one PDF; recorded."""
    actor = current_actor()
    rebuttal = frame.load(actor, RebuttalPermission.DOWNLOAD, ref=ref, rebuttal_id=rebuttal_id)
    content = service.download(actor, rebuttal, tools=frame.tools())
    return answers.send_file(content, f"{rebuttal.report.ref}-wederhoor.pdf", "application/pdf")


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/sending", methods=["POST"], needs=RebuttalPermission.SEND
)
def note_sent(ref: str, rebuttal_id: UUID) -> Response:
    """Note that the text was sent in another way."""
    form = SentForm()
    return carry_out(
        ref,
        rebuttal_id,
        permission=RebuttalPermission.SEND,
        form=form,
        name="sent_form",
        verb=lambda actor, rebuttal: service.note_sent(
            actor, rebuttal, day=form.sent_on.data, seen_version=form.seen()
        ),
        told=_("It is noted. The term has begun."),
    )


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/term", methods=["POST"], needs=RebuttalPermission.EXTEND
)
def extend(ref: str, rebuttal_id: UUID) -> Response:
    """Give more time."""
    form = ExtendForm()
    return carry_out(
        ref,
        rebuttal_id,
        permission=RebuttalPermission.EXTEND,
        form=form,
        name="extend_form",
        verb=lambda actor, rebuttal: service.extend(
            actor, rebuttal, more=form.more(), seen_version=form.seen()
        ),
        told=_("The term is extended."),
    )


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/items", methods=["POST"], needs=RebuttalPermission.ADD
)
def add_item(ref: str, rebuttal_id: UUID) -> Response:
    """Enter a remark that came in by letter or talk."""
    form = HandForm()
    return carry_out(
        ref,
        rebuttal_id,
        permission=RebuttalPermission.ADD,
        form=form,
        name="hand_form",
        verb=lambda actor, rebuttal: service.add_item(
            actor, rebuttal, said=form.said(), received_on=form.received_on.data
        ),
        told=_("The remark stands in the table."),
    )


@blueprint.route(
    "/rebuttals/<uuid:rebuttal_id>/closing", methods=["POST"], needs=RebuttalPermission.CLOSE
)
def close(ref: str, rebuttal_id: UUID) -> Response:
    """Close a hearing: no remarks come in any more."""
    form = StepForm()
    return carry_out(
        ref,
        rebuttal_id,
        permission=RebuttalPermission.CLOSE,
        form=form,
        name="step_form",
        verb=lambda actor, rebuttal: service.close(actor, rebuttal, seen_version=form.seen()),
        told=_("The hearing is closed."),
    )


def _offer(actor: Actor, report: Report, form: OpenForm) -> None:
    """Let one choose among the findings, in the order of the report."""
    places = {each.finding_id: each.position for each in report.chapters}
    found = findings.list_by_id(actor, report.workspace, ids=places)
    form.findings.choices = [
        SelectChoice(str(each.id), f"{each.title} ({each.organisation.short_name})")
        for each in sorted(found, key=lambda each: places[each.id])
    ]
