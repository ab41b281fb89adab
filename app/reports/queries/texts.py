"""Reading reports with their chapters and seats."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    Update,
    case,
    cast,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import joinedload

from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.reports.models import Chapter, Report, ReportFinding, Seat, SeatVoice
from app.reports.policy import ReportPermission, visible_in
from app.reports.queries.along import columns_along, read_along
from app.workspaces import queries as workspaces
from app.workspaces.models import Foothold, Workspace
from app.workspaces.policy import WorkspacePermission


def get_for(
    actor: Actor, permission: ReportPermission, *, report_id: UUID, workspace: Workspace
) -> Report:
    """Return a report of a workspace that the actor has loaded, and decide the permission.

    Its seats, chapters and newest file come along, and who was heard, all in one statement.
    """
    along = columns_along(actor, workspace)
    statement = _whole().where(Report.id == report_id, visible_in(actor, workspace))
    row = db.session().execute(statement.add_columns(*along)).unique().one_or_none()
    if row is None:
        raise NotFound
    report = _with_along(row, workspace)
    require(actor, permission, report)
    return report


def get_anywhere(actor: Actor, permission: ReportPermission, report_id: UUID) -> Report:
    """Return a report by its id alone, whatever workspace it stands in."""
    statement = select(Report.workspace_id).where(Report.id == report_id)
    place_id = db.session().execute(statement).scalar_one_or_none()
    if place_id is None:
        raise NotFound
    workspace = workspaces.get_for(actor, WorkspacePermission.VIEW, place_id)
    return get_for(actor, permission, report_id=report_id, workspace=workspace)


def list_visible(actor: Actor, workspace: Workspace) -> list[Report]:
    """Return the reports of a workspace that the actor may read, newest first; one statement."""
    statement = (
        _whole()
        .add_columns(*columns_along(actor, workspace))
        .where(visible_in(actor, workspace))
        .order_by(Report.number.desc(), Report.id)
    )
    rows = db.session().execute(statement).unique().all()
    return [_with_along(row, workspace) for row in rows]


def count_visible(
    actor: Actor, place: Foothold, *others: tuple[Actor, Foothold]
) -> ScalarSelect[int]:
    """Return the number of reports the actor may read, as a part of another statement.

    Args:
        others: who must be allowed to read them as well.
    """
    also = [visible_in(each, there) for each, there in others]
    return (
        select(func.count())
        .select_from(Report)
        .where(visible_in(actor, place), *also)
        .scalar_subquery()
    )


def list_series(report: Report) -> list[Report]:
    """Return all versions of a report the actor has loaded, the first first; one statement.

    They stand in one workspace and are of one organisation, so who sees one sees all.
    """
    statement = (
        _whole()
        .where(
            Report.workspace_id == report.workspace_id,
            or_(Report.id == report.series_id, Report.first_id == report.series_id),
        )
        .order_by(Report.round, Report.id)
    )
    rows = db.session().execute(statement).unique().all()
    return [_placed(row, report.workspace) for row in rows]


def _with_along(row: Any, workspace: Workspace) -> Report:
    """Return a report with what features above asked along with it."""
    report = _placed(row, workspace)
    report.asked_along = read_along(tuple(row[2:]))
    return report


def list_with_finding(actor: Actor, workspace: Workspace, *, finding_id: UUID) -> list[Report]:
    """Return the reports in which a finding stands, newest first; one statement."""
    stands_in = (
        select(ReportFinding.report_id)
        .where(ReportFinding.finding_id == finding_id)
        .scalar_subquery()
    )
    statement = (
        _whole()
        .where(visible_in(actor, workspace), Report.id.in_(stands_in))
        .order_by(Report.number.desc(), Report.id)
    )
    rows = db.session().execute(statement).unique().all()
    return [_placed(row, workspace) for row in rows]


def list_frozen() -> list[Report]:
    """Return every frozen report the running session may read: all, for the keeper.

    Only for the command line; row security holds for everybody else.
    """
    statement = _whole().where(Report.frozen_sha256.is_not(None)).order_by(Report.ref, Report.id)
    rows = db.session().execute(statement).unique().all()
    return [row[0] for row in rows]


def highest_number(workspace: Workspace) -> int:
    """Return the number of the latest report of a workspace, 0 when there is none."""
    statement = select(func.coalesce(func.max(Report.number), 0)).where(
        Report.workspace_id == workspace.id
    )
    return int(db.session().execute(statement).scalar_one())


def list_chapter_rows(report: Report) -> list[ReportFinding]:
    """Return the chapters as rows that can be changed."""
    statement = select(ReportFinding).where(ReportFinding.report_id == report.id)
    return list(db.session().execute(statement).scalars())


def fixing_chapters(report: Report, versions: Mapping[UUID, int]) -> Update:
    """Write in each chapter which version of its finding was printed; one statement."""
    printed = case(dict(versions), value=ReportFinding.finding_id)
    return (
        update(ReportFinding)
        .where(ReportFinding.report_id == report.id)
        .values(finding_version=printed)
        .execution_options(synchronize_session=False)
    )


def _whole() -> Select[Any]:
    """Select reports with their organisation, seats, newest file and chapters."""
    seats = joinedload(Report.seats)
    return (
        select(Report, _chapters().label("chapters"))
        .options(
            joinedload(Report.organisation, innerjoin=True),
            joinedload(Report.file),
            seats.joinedload(Seat.organisation),
            seats.joinedload(Seat.decided_by),
            seats.joinedload(Seat.voices).joinedload(SeatVoice.person),
        )
        .execution_options(populate_existing=True)
    )


def _chapters() -> ColumnElement[Any]:
    """Gather the chapters of a report into one value, so that seats are not multiplied by them."""
    chapter = func.jsonb_build_array(
        ReportFinding.finding_id, ReportFinding.position, ReportFinding.finding_version
    )
    return (
        select(cast(func.jsonb_agg(chapter), Text))
        .where(ReportFinding.report_id == Report.id)
        .correlate(Report)
        .scalar_subquery()
    )


def _placed(row: Sequence[Any], workspace: Workspace) -> Report:
    report: Report = row[0]
    found = [
        Chapter(UUID(finding), place, version)
        for finding, place, version in json.loads(row[1] or "[]")
    ]
    report.chapters = tuple(sorted(found, key=lambda each: each.position))
    report.workspace = workspace
    return report
