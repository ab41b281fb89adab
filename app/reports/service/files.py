"""Keeping the files of reports: sealed blobs in the workspace's own vault."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from app.adapters import converting, previews
from app.adapters.blobs import SealedBlobs, StoredBlob
from app.adapters.keys import MasterKey, Vault, open_vault
from app.adapters.sealers.configuration import Sealers
from app.adapters.timestamps import TimeStamper
from app.documents.service.reading import told
from app.kernel import clock, ids
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault
from app.kernel.work import Work, begin_work, step_outside
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


def store(
    work: Work, report: Report, *, content: bytes, tools: Tools, pages: int | None = None
) -> ReportFile:
    """Keep the next file of a report; it is safe on disk before the row is written.

    Args:
        pages: of the file that this one adds to, which has as many; None when we printed it now.
    """
    blob = tools.blobs.put(io.BytesIO(content), vault=vault_of(report.workspace, tools))
    report.revision += 1
    file = ReportFile(
        id=ids.new_id(),
        report_id=report.id,
        workspace_id=report.workspace_id,
        revision=report.revision,
        sha256=bytes.fromhex(blob.sha256),
        size=blob.size,
        pages=previews.page_count(content) if pages is None else pages,
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


def draw_page(actor: Actor, report: Report, file: ReportFile, *, page: int, tools: Tools) -> bytes:
    """Return a picture of one page of a file of a report the actor has loaded.

    What we printed and sealed ourselves is drawn here. What somebody signed elsewhere is theirs as
    far as they added to it, so that is drawn in a cage, as documents are.

    Raises:
        NotFound: there is no such page.
        Refused: no picture can be made of it.
        WaitAWhile: many pages are being drawn at this moment.
    """
    is_all_ours = not any(each.elsewhere for each in report.seats)
    content = content_of(file, workspace=report.workspace, tools=tools)
    if is_all_ours:
        return previews.render_page(content, page)
    step_outside()
    source = converting.Source(content, converting.PDF, "", {}, who=str(actor.organisation_id))
    with told(page):
        return converting.draw(source, page).picture


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
