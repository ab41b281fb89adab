"""What every page of a report shows around its own part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import request

from app.adapters.blobs import SealedBlobs
from app.adapters.keys import MasterKey
from app.adapters.sealers.configuration import Sealers
from app.findings import queries as findings
from app.kernel import clock
from app.kernel.access import Actor, abilities
from app.kernel.text import join_words
from app.kernel.web.house import current_house
from app.reports import queries
from app.reports.forms import FreezeForm, RoundForm
from app.reports.models import Report, ReportStatus, Seat
from app.reports.policy import ReportPermission
from app.reports.queries import Office
from app.reports.service import freezing
from app.reports.service.files import Tools
from app.workspaces import queries as workspaces
from app.workspaces.models import Workspace
from app.workspaces.policy import SHARING_ROLES, WorkspacePermission
from app.workspaces.queries.frame import sight_in_words

OF_A_COORDINATOR = (
    ReportPermission.CHANGE,
    ReportPermission.FREEZE,
    ReportPermission.CLOSE,
    ReportPermission.REOPEN,
)
MOST_LOOKS = 20
"""How often the page asks by itself whether a seal was placed."""


def tools() -> Tools:
    """Return what freezing, sealing and reading need."""
    house = current_house()
    return Tools(house.tool(MasterKey), house.tool(SealedBlobs), sealers=house.find_tool(Sealers))


def load(actor: Actor, permission: ReportPermission, *, ref: str, report_id: UUID) -> Report:
    """Return the report of an address, and decide the permission."""
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
    return queries.get_for(actor, permission, report_id=report_id, workspace=workspace)


def around(actor: Actor, workspace: Workspace) -> dict[str, Any]:
    """Return the variables of a page about the reports of a workspace."""
    return {
        **workspaces.workspace_frame(actor, workspace, section="reports"),
        "statuses": queries.STATUS_WORDS,
        "tones": queries.STATUS_TONES,
    }


def about(actor: Actor, report: Report) -> dict[str, Any]:
    """Return the variables of a page about one report."""
    place = around(actor, report.workspace)
    return {
        **place,
        "facts": _facts(place, report),
        "report": report,
        "subject": {"title": report.title, "reference": report.ref},
        **about_seats(actor, report),
    }


def about_text(
    actor: Actor, report: Report, *, round_form: RoundForm | None = None
) -> dict[str, Any]:
    """Return the variables of the page of one report: its findings, and all its versions.

    Args:
        round_form: what a coordinator typed, when it was refused.
    """
    series = queries.list_series(report) if report.round > 1 or report.closed_at else [report]
    places = {each.finding_id: each.position for each in report.chapters}
    wanted = {each.finding_id for one in series for each in one.chapters}
    found = findings.list_by_id(actor, report.workspace, ids=wanted)
    own = [each for each in found if each.id in places]
    if round_form is None:
        data = {"seen_version": report.version, "action": "reopen"}
        round_form = RoundForm(formdata=None, data=data)
    seen = {"seen_version": report.version, "seen_findings": freezing.token_of(own)}
    has_next = series[-1].round > report.round
    return {
        **about(actor, report),
        "freeze_form": FreezeForm(formdata=None, data=seen),
        "round_form": round_form,
        "has_next": has_next,
        "heard": queries.find_heard(actor, report),
        "publishing": queries.find_publishing(actor, report),
        "renewals": queries.list_renewals(report) if report.adopted_at else [],
        "proof_has_ended": report.holds_until is not None and report.holds_until < clock.now(),
        "rounds": queries.tell_rounds(actor, series, shown=report.id, findings=found),
        "findings": sorted(own, key=lambda each: places[each.id]),
        "chapters": {each.finding_id: each for each in report.chapters},
        "words": {"judgements": findings.JUDGEMENT_WORDS, "tones": findings.JUDGEMENT_TONES},
        "sheet": shown_page(report),
    }


def _facts(place: dict[str, Any], report: Report) -> Any:
    """Say who can see this report, in the stead of who can see the workspace."""
    readers = [
        each
        for each in place["participants"]
        if each.participation.role in SHARING_ROLES
        or each.organisation.id == report.organisation_id
    ]
    return replace(
        place["facts"],
        sight_orgs=[each.organisation for each in readers],
        sight_text=sight_in_words(readers),
    )


def about_seats(actor: Actor, report: Report) -> dict[str, Any]:
    """Return the variables of the region that shows who signs."""
    is_open = report.status == ReportStatus.SIGNING
    is_waiting = any(each.decided_at is None for each in report.seats)
    offices: list[Office] = []
    if is_waiting and (is_open or not report.is_frozen):
        organisations = {each.organisation for each in report.seats}
        offices = queries.list_offices(organisations, place=report.workspace)
    signing = queries.signing_among(actor, report, offices=offices)
    attempt = request.args.get("attempt", 0, type=int)
    is_sheet = request.endpoint == "reports.sign" or request.args.get("sheet") == "1"
    awaits_seal = any(each.awaits_seal for each in report.seats)
    return {
        "report": report,
        "workspace": report.workspace,
        "signing": signing,
        "seat_rows": queries.seat_rows(actor, report.seats, offices=offices, is_open=is_open),
        "offices": offices,
        "may": abilities(actor, report, OF_A_COORDINATOR),
        "may_sign": abilities(actor, signing, [ReportPermission.SIGN]),
        "is_sheet": is_sheet,
        "awaits_seal": awaits_seal,
        "awaits_stamp": any(each.awaits_stamp for each in report.seats),
        "awaits_sealers": _owners_of([each for each in report.seats if each.awaits_sealer]),
        "next_look": attempt + 1 if awaits_seal and attempt < MOST_LOOKS else None,
    }


def shown_page(report: Report) -> int:
    """Return the page of the PDF that was asked for, within the file."""
    pages = report.file.pages if report.file else 1
    return min(max(request.args.get("page", 1, type=int), 1), pages)


def _owners_of(seats: Sequence[Seat]) -> str:
    return join_words(list(dict.fromkeys(each.organisation.short_name for each in seats)))
