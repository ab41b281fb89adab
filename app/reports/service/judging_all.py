"""Judging the newest file of every frozen report, as the keeper: nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.adapters.blobs import NoSuchBlob, SealedBlobs, StoredBlob
from app.adapters.keys import MasterKey, NotAuthentic, open_vault
from app.adapters.pades import Answer
from app.reports import queries
from app.reports.models import Report, ReportFile, ReportStatus
from app.reports.service import keys, verifying
from app.reports.service.records import records_of
from app.reports.service.verifying import VerdictReport

STILL_RIGHT = {
    ReportStatus.ADOPTED: {Answer.VALID},
    ReportStatus.SIGNING: {Answer.VALID, Answer.INCOMPLETE},
}
"""What its newest file may be; of one that is not adopted, seals may be missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a report's newest file is worth."""

    report_id: UUID
    is_right: bool
    verdict: VerdictReport


def judge_all(
    blobs: SealedBlobs, *, vaults: Mapping[UUID, bytes], master: MasterKey
) -> Iterator[Judged]:
    """Judge each; one whose file cannot be read is left out, for who reads all files.

    Args:
        vaults: the wrapped key of each vault by its id.
    """
    trust = keys.trust_bundle()
    for report in queries.list_frozen():
        content = _read(report.file, blobs, vaults=vaults, master=master)
        if content is None:
            continue
        verdict = verifying.verify(content, trust=trust, records=records_of([report]))
        yield Judged(report.id, _is_right(report, verdict), verdict)


def _is_right(report: Report, verdict: VerdictReport) -> bool:
    return verdict.answer in STILL_RIGHT.get(report.status, STILL_RIGHT[ReportStatus.SIGNING])


def _read(
    file: ReportFile | None,
    blobs: SealedBlobs,
    *,
    vaults: Mapping[UUID, bytes],
    master: MasterKey,
) -> bytes | None:
    if file is None or file.workspace_id not in vaults:
        return None
    stored = StoredBlob(
        id=file.blob_id,
        sha256=file.sha256.hex(),
        size=file.size,
        wrapped_key=file.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
    try:
        vault = open_vault(str(file.workspace_id), vaults[file.workspace_id], master=master)
        return b"".join(blobs.read(stored, vault=vault))
    except (NotAuthentic, NoSuchBlob):
        return None
