"""Reports for partners: read, build, freeze. Signing needs a person and a fresh sign-in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.sealers.configuration import Sealers
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.kernel.web import answers
from app.kernel.web.current import current_actor
from app.kernel.web.describing import LIST, MADE, Gives
from app.kernel.web.door import GuardedBlueprint
from app.kernel.web.house import current_house
from app.kernel.web.json_api import answer_json, check_match, read_body
from app.reports import queries
from app.reports.forms import MOST_PARTS
from app.reports.models import Report, Seat
from app.reports.policy import ReportPermission
from app.reports.queries import Publishing
from app.reports.service import building, files, freezing, rounds
from app.reports.service import evidence as pack
from app.reports.service.building import ReportDraft, SeatWish
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

TAG = 16
"""Of the token of findings, enough to tell one from another."""

blueprint = GuardedBlueprint("reports_api", __name__, url_prefix="/api/v1")


class SeatBody(BaseModel):
    """A seat: an office of an organisation."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    organisation: str
    office: str
    required: bool = True
    quorum: int = Field(1, ge=1, le=99)
    order: int = Field(1, ge=1, le=99)


class ReportBody(BaseModel):
    """A new report; the findings in the order of the chapters."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(min_length=1, max_length=200)
    findings: list[UUID] = Field(max_length=MOST_PARTS)
    introduction: str = Field("", max_length=20_000)
    conclusion: str = Field("", max_length=20_000)
    seats: list[SeatBody] = Field([], max_length=MOST_PARTS)


class ReopenBody(BaseModel):
    """Why a next version begins."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: str = Field(min_length=1, max_length=500)


@blueprint.route(
    "/workspaces/<ref:ref>/reports", needs=WorkspacePermission.VIEW, endpoint="list", gives=LIST
)
def list_all(ref: str) -> Response:
    """List the reports of a workspace, the newest first."""
    actor = current_actor()
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    items = [_report(actor, each) for each in queries.list_visible(actor, workspace)]
    return answer_json({"items": items, "next": None})


@blueprint.route(
    "/workspaces/<ref:ref>/reports",
    methods=["POST"],
    needs=ReportPermission.BUILD,
    takes=ReportBody,
    gives=MADE,
)
def make(ref: str) -> Response:
    """Begin a report."""
    actor = current_actor()
    workspace = workspaces.get_place_for(actor, ReportPermission.BUILD, ref)
    body = read_body(ReportBody)
    draft = ReportDraft(
        title=body.title,
        findings=tuple(body.findings),
        introduction=body.introduction,
        conclusion=body.conclusion,
        seats=tuple(
            SeatWish(
                each.organisation,
                each.office,
                is_required=each.required,
                turn=each.order,
                quorum=each.quorum,
            )
            for each in body.seats
        ),
    )
    made = building.make_report(actor, workspace, draft=draft)
    return _answer(made.id, status=201)


@blueprint.route("/reports/<uuid:report_id>", needs=ReportPermission.VIEW)
def detail(report_id: UUID) -> Response:
    """Give one report with its seats, and how far its publication is."""
    return _answer(report_id)


@blueprint.route(
    "/reports/<uuid:report_id>/freeze", methods=["POST"], needs=ReportPermission.FREEZE
)
def freeze(report_id: UUID) -> Response:
    """Freeze a report to the file that everybody signs; ``If-Match`` says what was read of it."""
    actor = current_actor()
    report = queries.get_anywhere(actor, ReportPermission.FREEZE, report_id)
    seen = freezing.token_now(actor, report)
    check_match(_tag(report, seen), is_required=True)
    freezing.freeze(actor, report, seen_version=report.version, seen_findings=seen, tools=_tools())
    return _answer(report_id)


@blueprint.route(
    "/reports/<uuid:report_id>/pdf",
    needs=ReportPermission.DOWNLOAD,
    writes_on_get=True,
    gives=Gives(media="application/pdf"),
)
def pdf(report_id: UUID) -> Response:
    """Give the newest file of a report; recorded."""
    actor = current_actor()
    report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
    if report.file is None:
        raise NotFound
    content = files.download(actor, report, file=report.file, tools=_tools())
    return answers.send_file(content, f"{report.ref}.pdf", "application/pdf")


@blueprint.route(
    "/reports/<uuid:report_id>/evidence",
    needs=ReportPermission.DOWNLOAD,
    writes_on_get=True,
    gives=Gives(media="application/zip"),
)
def evidence(report_id: UUID) -> Response:
    """Give all that is needed to check a report elsewhere, as a zip; recorded."""
    actor = current_actor()
    report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
    content = pack.make_pack(actor, report, tools=_tools())
    return answers.send_file(content, f"{report.ref}-bewijs.zip", "application/zip")


@blueprint.route(
    "/reports/<uuid:report_id>/reopen",
    methods=["POST"],
    needs=ReportPermission.REOPEN,
    takes=ReopenBody,
    gives=MADE,
)
def reopen(report_id: UUID) -> Response:
    """Begin the next version of a frozen report; ``If-Match`` says which version was read."""
    actor = current_actor()
    report = queries.get_anywhere(actor, ReportPermission.REOPEN, report_id)
    check_match(_tag(report), is_required=True)
    body = read_body(ReopenBody)
    made = rounds.reopen(actor, report, reason=body.reason, seen_version=report.version)
    return _answer(made.id, status=201)


def _tools() -> Tools:
    house = current_house()
    return Tools(house.tool(MasterKey), house.tool(SealedBlobs), sealers=house.find_tool(Sealers))


def _answer(report_id: UUID, *, status: int = 200) -> Response:
    actor = current_actor()
    report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
    seen = "" if report.is_frozen else freezing.token_now(actor, report)
    return answer_json(_report(actor, report), status=status, version=_tag(report, seen))


def _tag(report: Report, seen: str = "") -> str:
    """Name what is read of a report; of a draft that is which versions of its findings as well."""
    return f"{report.version}-{seen[:TAG]}" if seen else str(report.version)


def _publication(told: Publishing | None) -> dict[str, Any] | None:
    """Tell how far publication is, once a report is adopted."""
    if told is None:
        return None
    return {
        "state": told.state,
        "adopted_on": told.adopted_on.isoformat(),
        "last_day": told.last_on.isoformat(),
        "offered_to": told.offered_to or None,
        "offered_on": told.offered_on.isoformat() if told.offered_on else None,
        "planned_at": told.publish_at.isoformat() if told.publish_at else None,
        "published_at": told.published_at.isoformat() if told.published_at else None,
        "sha256": told.sha256 or None,
    }


def _report(actor: Actor, report: Report) -> dict[str, Any]:
    return {
        "id": str(report.id),
        "ref": report.ref,
        "title": report.title,
        "owner": report.organisation.code,
        "status": report.status,
        "version": report.round,
        "first": str(report.series_id),
        "sha256": report.fingerprint or None,
        "findings": [str(each.finding_id) for each in report.chapters],
        "sign_by": report.sign_by.isoformat() if report.sign_by else None,
        "seats": [_seat(each) for each in report.seats],
        "publication": _publication(queries.find_publishing(actor, report)),
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "organisation": seat.organisation.code,
        "office": seat.office,
        "required": seat.is_required,
        "quorum": seat.quorum,
        "order": seat.turn,
        "status": seat.status,
        "by": seat.decided_by.name if seat.decided_by else None,
        "deputy_of": next(
            (each.stands_in_for for each in seat.signers if each.stands_in_for), None
        ),
        "at": seat.decided_at.isoformat() if seat.decided_at else None,
        "mandate": seat.mandates_used or None,
        "holders": [
            {"by": each.person.name, "at": each.decided_at.isoformat(), "status": each.status}
            for each in seat.voices
        ],
        "sealed": seat.sealed_at is not None,
    }
