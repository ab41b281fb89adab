"""Keeping the files of reports: sealed blobs in the workspace's own vault."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from app.adapters import previews
from app.adapters.blobs import SealedBlobs, StoredBlob
from app.adapters.keys import MasterKey, Vault, open_vault
from app.adapters.sealers.configuration import Sealers
from app.adapters.timestamps import TimeStamper
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault
from app.kernel.work import Work, begin_work
from app.reports.actions import ReportAction
from app.reports.models import Report, ReportFile
from app.reports.policy import ReportPermission
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Tools:
    """What freezing, sealing and reading need of the outside world."""

    master: MasterKey
    blobs: SealedBlobs
    stamper: TimeStamper | None = None
    """Who puts the time on seals; None is our own authority."""
    sealers: Sealers | None = None
    """Who keeps keys of organisations elsewhere; None is nobody."""


def store(work: Work, report: Report, *, content: bytes, tools: Tools) -> ReportFile:
    """Keep the next file of a report; it is safe on disk before the row is written."""
    blob = tools.blobs.put(io.BytesIO(content), vault=vault_of(report.workspace, tools))
    report.revision += 1
    file = ReportFile(
        id=ids.new_id(),
        report_id=report.id,
        workspace_id=report.workspace_id,
        revision=report.revision,
        sha256=bytes.fromhex(blob.sha256),
        size=blob.size,
        pages=previews.page_count(content),
        blob_id=blob.id,
        wrapped_key=blob.wrapped_key,
        made_at=clock.now(),
    )
    work.add(file)
    return file


def content_of(file: ReportFile, *, workspace: Workspace, tools: Tools) -> bytes:
    """Return the bytes of a file of a report the actor has loaded."""
    stored = StoredBlob(
        id=file.blob_id,
        sha256=file.sha256.hex(),
        size=file.size,
        wrapped_key=file.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
    content = b"".join(tools.blobs.read(stored, vault=vault_of(workspace, tools)))
    if hashlib.sha256(content).digest() != file.sha256:
        raise HouseFault("A stored report is not what was stored.")
    return content


def download(actor: Actor, report: Report, *, file: ReportFile, tools: Tools) -> bytes:
    """Return the bytes of a file to keep, and write down that they left."""
    with begin_work(actor) as work:
        require(actor, ReportPermission.DOWNLOAD, report)
        content = content_of(file, workspace=report.workspace, tools=tools)
        work.record(
            ReportAction.DOWNLOADED, report, revision=file.revision, sha256=file.sha256.hex()
        )
    return content


def vault_of(workspace: Workspace, tools: Tools) -> Vault:
    """Return the vault that files of a workspace are kept in."""
    return open_vault(str(workspace.id), workspace.vault_key, master=tools.master)
