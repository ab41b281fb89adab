"""Keeping public versions: sealed blobs in the workspace's own vault."""

from __future__ import annotations

import io
from dataclasses import dataclass
from uuid import UUID

from app.adapters.blobs import StoredBlob
from app.adapters.keys import Vault, open_vault
from app.kernel.access import Actor, require
from app.kernel.errors import HouseFault
from app.kernel.work import begin_work
from app.publications.actions import PublicationAction
from app.publications.models import Publication
from app.publications.policy import PublicationPermission
from app.reports.service.files import Tools
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class OfReport:
    """The report a log entry is about, also for who may read its public version alone."""

    id: UUID
    log_tree_id: UUID
    log_kind: str = "report"


def keep(publication: Publication, content: bytes, *, tools: Tools) -> None:
    """Store a public version and name it in its publication."""
    blob = tools.blobs.put(io.BytesIO(content), vault=_vault(publication.workspace, tools))
    publication.sha256, publication.size = bytes.fromhex(blob.sha256), blob.size
    publication.blob_id, publication.wrapped_key = blob.id, blob.wrapped_key


def content_of(publication: Publication, *, tools: Tools) -> bytes:
    """Return the bytes of the public version of a publication the actor has loaded.

    Raises:
        HouseFault: what is kept is not what was planned.
    """
    blob = StoredBlob(
        id=publication.blob_id,
        sha256=publication.fingerprint,
        size=publication.size,
        wrapped_key=publication.wrapped_key,
        sealed_sha256="",
        sealed_size=0,
    )
    content = b"".join(tools.blobs.read(blob, vault=_vault(publication.workspace, tools)))
    if len(content) != publication.size:
        raise HouseFault("A stored public version is not what was stored.")
    return content


def download(actor: Actor, publication: Publication, *, tools: Tools) -> bytes:
    """Return the public version to keep, and write down that it left."""
    with begin_work(actor) as work:
        require(actor, PublicationPermission.DOWNLOAD, publication)
        content = content_of(publication, tools=tools)
        work.record(
            PublicationAction.DOWNLOADED,
            OfReport(publication.report_id, publication.workspace_id),
            sha256=publication.fingerprint,
        )
    return content


def _vault(workspace: Workspace, tools: Tools) -> Vault:
    return open_vault(str(workspace.id), workspace.vault_key, master=tools.master)
