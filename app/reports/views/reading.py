"""Reading reports: the list, one report, its pages and its file."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, url_for

from app.kernel.access import abilities
from app.kernel.errors import NotFound
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.service import evidence as pack
from app.reports.service import files
from app.reports.views import frame
from app.reports.views.blueprint import blueprint
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission


@blueprint.route("", needs=WorkspacePermission.VIEW, endpoint="list")
def list_page(ref: str) -> Response:
    """Show the reports of a workspace that the reader may see."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    reports = queries.list_visible(actor, workspace)
    return answers.show(
        "reports/list.html",
        reports=[(each, queries.seat_rows(actor, each.seats)) for each in reports],
        may=abilities(actor, workspace, [ReportPermission.BUILD]),
        **frame.around(actor, workspace),
    )


@blueprint.route("/<uuid:report_id>", needs=ReportPermission.VIEW)
def detail(ref: str, report_id: UUID) -> Response:
    """One report: while a draft its text, once frozen the file, its fingerprint and who signs."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    return answers.show(
        "reports/detail.html" if report.is_frozen else "reports/draft.html",
        **frame.about_text(actor, report),
    )


@blueprint.route("/<uuid:report_id>/seats", needs=ReportPermission.VIEW)
def seats(ref: str, report_id: UUID) -> Response:
    """Who signs, as it is now; the page asks for it while a seal is being placed."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    if not answers.is_htmx():
        return answers.lead_to(url_for(".detail", ref=ref, report_id=report_id))
    return answers.show(
        "reports/_seats.html", statuses=queries.STATUS_WORDS, **frame.about_seats(actor, report)
    )


@blueprint.route(
    "/<uuid:report_id>/files/<int:revision>/pages/<int:page>", needs=ReportPermission.VIEW
)
def page_image(ref: str, report_id: UUID, revision: int, page: int) -> Response:  # noqa: PLR0917 - what the address holds
    """One page of a file, as an image."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    file = queries.get_file(report, revision=revision)
    if not 1 <= page <= file.pages:
        raise NotFound
    response = make_response(files.draw_page(actor, report, file, page=page, tools=frame.tools()))
    response.mimetype = "image/png"
    return response


@blueprint.route(
    "/<uuid:report_id>/files/<int:revision>/pdf",
    needs=ReportPermission.DOWNLOAD,
    writes_on_get=True,
)
def pdf(ref: str, report_id: UUID, revision: int) -> Response:
    """One file of a report, to keep; recorded."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    file = queries.get_file(report, revision=revision)
    content = files.download(actor, report, file=file, tools=frame.tools())
    return answers.send_file(content, f"{report.ref}-{revision}.pdf", "application/pdf")


@blueprint.route("/<uuid:report_id>/evidence", needs=ReportPermission.DOWNLOAD, writes_on_get=True)
def evidence(ref: str, report_id: UUID) -> Response:
    """All that is needed to check a report without us, in one zip; recorded."""
    actor = current_actor()
    report = frame.load(actor, ReportPermission.VIEW, ref=ref, report_id=report_id)
    content = pack.make_pack(actor, report, tools=frame.tools())
    return answers.send_file(content, f"{report.ref}-bewijs.zip", "application/zip")
