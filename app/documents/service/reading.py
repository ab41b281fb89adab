"""Content leaves the house: a read that is recorded, in the form the reader's level allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.adapters import previews
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentStatus, DocumentVersion
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.acceptance import Depot
from app.documents.service.streams import Watch
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.text import _
from app.kernel.work import begin_work, step_outside
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
        Refused: this version waits for the virus scanner, or was refused by it.
    """
    with begin_work(actor) as work:
        sighted = queries.get_for(
            actor, DocumentPermission.DOWNLOAD, document_id, workspace=workspace
        )
        version = queries.get_version(sighted.document, number)
        check_released(version)
        work.record(DocumentAction.DOWNLOADED, sighted.document, version=version.number)
    pieces = depot.read(sighted.workspace, version)
    return Opened(version, watch.over(pieces, document_id))


def check_released(version: DocumentVersion) -> None:
    """Go on only with a version whose own verdict is good; no verdict is no release.

    Raises:
        Refused: it waits for its verdict, or a virus was found in it.
    """
    if version.status == DocumentStatus.REFUSED:
        raise Refused(_("There is a virus in this version. Nobody can open it."))
    if version.status != DocumentStatus.RELEASED:
        raise Refused(_("This version is still being checked for viruses. Nobody can open it yet."))


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

    Drawn first, and written down in the transaction that decides anew: what cannot be drawn was
    not read, and nothing leaves that stands in no log.

    Args:
        page: from 1.
        stamp: who looks, for whom and when; burnt in for who may only look.

    Raises:
        NotFound: there is no such page.
        Refused: no picture can be made of this kind of file.
    """
    sighted = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
    version = queries.get_version(sighted.document)
    check_released(version)
    _check_drawable(version)
    step_outside()
    picture = _page(depot.bytes_of(sighted.workspace, version), version, page=page)
    with begin_work(actor) as work:
        sighted = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
        document = sighted.document
        since = max(clock.now() - AN_OPENING, version.uploaded_at)
        if not queries.was_recorded(actor, DocumentAction.READ, document, since=since):
            work.record(DocumentAction.READ, document, version=version.number)
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


def _check_drawable(version: DocumentVersion) -> None:
    if not has_preview(version):
        raise Refused(_("No page images can be made of this kind of file."))


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
