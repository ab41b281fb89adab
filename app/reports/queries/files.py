"""Reading the files of reports and the keys that seal them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select

from app.adapters.blobs import NamedBlob, StoredBlob
from app.kernel import db
from app.kernel.errors import NotFound
from app.reports.models import Report, ReportFile, SigningKey

FROZEN_REVISION = 1
"""The file everybody signs; its SHA-256 is H0."""


def get_file(report: Report, *, revision: int) -> ReportFile:
    """Return one file of a report the actor has loaded."""
    statement = select(ReportFile).where(
        ReportFile.report_id == report.id, ReportFile.revision == revision
    )
    found = db.session().execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def list_files(report: Report) -> list[ReportFile]:
    """Return all files of a report the actor has loaded, the newest first."""
    statement = (
        select(ReportFile)
        .where(ReportFile.report_id == report.id)
        .order_by(ReportFile.revision.desc())
    )
    return list(db.session().execute(statement).scalars())


def list_fingerprints(report_ids: Iterable[UUID]) -> dict[UUID, list[bytes]]:
    """Return the fingerprints of all files of some reports, oldest first; one statement."""
    statement = (
        select(ReportFile.report_id, ReportFile.sha256)
        .where(ReportFile.report_id.in_(set(report_ids)))
        .order_by(ReportFile.report_id, ReportFile.revision)
    )
    found: dict[UUID, list[bytes]] = {}
    for report_id, sha256 in db.session().execute(statement):
        found.setdefault(report_id, []).append(sha256)
    return found


def list_keys() -> list[SigningKey]:
    """Return every key as it is now, oldest first."""
    statement = (
        select(SigningKey)
        .order_by(SigningKey.made_at, SigningKey.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session().execute(statement).scalars())


def list_stored() -> Iterator[NamedBlob]:
    """Yield the blob of every file of every report; for the keeper, who reads all rows."""
    statement = select(ReportFile).order_by(ReportFile.id).execution_options(yield_per=500)
    for row in db.session().execute(statement).scalars():
        blob = StoredBlob(
            id=row.blob_id,
            sha256=row.sha256.hex(),
            size=row.size,
            wrapped_key=row.wrapped_key,
            sealed_sha256="",
            sealed_size=0,
        )
        yield NamedBlob("report file", row.id, row.workspace_id, blob)
