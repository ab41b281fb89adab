"""Content leaves the house: a read that is recorded, in the form the reader's level allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.adapters import previews
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentVersion
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.acceptance import Depot
from app.documents.service.streams import Watch
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.work import begin_work
from app.workspaces.models import Workspace

AN_OPENING = timedelta(minutes=15)
"""Pages of one version looked at within this time are one opening, recorded once."""
PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg"})
LARGEST_PREVIEW = 64 * 1024 * 1024
"""Larger files have no page images; they are made in memory, in bytes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A version on its way to its reader."""

    version: DocumentVersion
    pieces: Iterator[bytes]


def open_content(
    actor: Actor,
    document_id: UUID,
    *,
    depot: Depot,
    watch: Watch,
    number: int | None = None,
    workspace: Workspace | None = None,
) -> Opened:
    """Hand over the original bytes of a version, and write down who took them.

    Args:
        watch: cuts the bytes off when the actor may not have them any more.
        number: of the version; the current one when left out.
        workspace: the one the address names.

    Raises:
        NotAllowed: the actor may only look at it on screen.
    """
    with begin_work(actor) as work:
        sighted = queries.get_for(
            actor, DocumentPermission.DOWNLOAD, document_id, workspace=workspace
        )
        version = queries.get_version(sighted.document, number)
        if depot.scans and version.number != sighted.document.current_number:
            # Only the newest version has its verdict kept; no verdict is no release.
            raise Refused(
                _("Only the newest version was checked for viruses. An older one cannot be opened.")
            )
        work.record(DocumentAction.DOWNLOADED, sighted.document, version=version.number)
    pieces = depot.read(sighted.workspace, version)
    return Opened(version, watch.over(pieces, document_id))


def open_page(
    actor: Actor,
    document_id: UUID,
    *,
    page: int,
    depot: Depot,
    stamp: str,
    workspace: Workspace | None = None,
) -> bytes:
    """Draw one page of the current version as a picture; an opening is written down once.

    Args:
        page: from 1.
        stamp: who looks, for whom and when; burnt in for who may only look.

    Raises:
        Refused: no picture can be made of this kind of file.
    """
    with begin_work(actor) as work:
        sighted = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
        version = queries.get_version(sighted.document)
        since = max(clock.now() - AN_OPENING, version.uploaded_at)
        if not queries.was_recorded(actor, DocumentAction.READ, sighted.document, since=since):
            work.record(DocumentAction.READ, sighted.document, version=version.number)
    picture = _page(depot.bytes_of(sighted.workspace, _drawable(version)), version, page=page)
    return previews.watermark(picture, stamp) if sighted.is_view_only else picture


def count_pages(sighted: Sighted, version: DocumentVersion, *, depot: Depot) -> int:
    """Return how many page images there are of a version; 0 when none can be made."""
    return _count(sighted.workspace, version, depot=depot) if has_preview(version) else 0


def has_preview(version: DocumentVersion) -> bool:
    """Tell whether page images can be made of a version."""
    is_drawable = version.media_type == PDF or version.media_type in PICTURES
    return is_drawable and version.size <= LARGEST_PREVIEW


def _count(workspace: Workspace, version: DocumentVersion, *, depot: Depot) -> int:
    if version.media_type in PICTURES:
        return 1
    try:
        return previews.page_count(depot.bytes_of(workspace, version))
    except previews.CannotPreview:
        return 0


def _drawable(version: DocumentVersion) -> DocumentVersion:
    if not has_preview(version):
        raise Refused(_("No page images can be made of this kind of file."))
    return version


def _page(content: bytes, version: DocumentVersion, *, page: int) -> bytes:
    try:
        if version.media_type == PDF:
            return previews.render_page(content, page)
        if page == 1:
            return previews.render_picture(content)
    except previews.CannotPreview as fault:
        if fault.code != "no_such_page":
            raise Refused(_("No page images can be made of this file.")) from fault
    raise NotFound
