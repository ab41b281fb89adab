"""Content leaves the house: a read that is recorded, in the form the reader's level allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.adapters import converting, previews
from app.adapters.cage.turns import TRY_AGAIN_SECONDS
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import Document, DocumentStatus, DocumentVersion
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.acceptance import Depot
from app.documents.service.purposes import purpose_facts
from app.documents.service.streams import Watch
from app.kernel import clock, db
from app.kernel.access import Actor
from app.kernel.errors import NotFound, Refused, WaitAWhile
from app.kernel.text import _, lazy
from app.kernel.work import begin_work, step_outside
from app.workspaces.models import Workspace
from app.workspaces.queries import classification_cells

AN_OPENING = timedelta(minutes=15)
"""Pages of one version looked at within this time are one opening, recorded once."""
ZOOMS = (100, 150, 200, 300)
"""Of a hundred; what a page may be drawn at."""
LARGEST_PREVIEW = 64 * 1024 * 1024
"""Larger files have no page images; they are made in memory, in bytes."""
WHY_NO_PAGES = {
    "broken": lazy("No page images can be made of this file. It may be damaged."),
    "encrypted": lazy("There is a password on this file, so no page images can be made of it."),
    "too_many_pages": lazy("There are too many pages in this file to show them here."),
    "too_many_pixels": lazy("The pages of this file are too large to show them here."),
    "too_slow": lazy("Making page images of this file took too long."),
    "too_busy": lazy("Many pages are being made at this moment. Wait a little and try again."),
    "too_many_found": lazy("These words stand there too often. Choose more of them."),
    "too_many_letters": lazy("There is too much text on a page to look through."),
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A version on its way to its reader."""

    version: DocumentVersion
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class OnPage:
    """One page in numbers and words; the words only for who may have them.

    Args:
        page: from 1; 0 when there are no pages to be made, and `why_not` says why.
    """

    sighted: Sighted
    version: DocumentVersion
    page: int = 0
    pages: int = 0
    text: str = ""
    why_not: str = ""


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
        Refused: this version has no verdict of the virus scanner, or was refused by it.
        WaitAWhile: the actor took unusually much today.
        TellableError: too many are taking something (`Outlet`).
    """
    with begin_work(actor) as work:
        sighted = queries.get_for(
            actor, DocumentPermission.DOWNLOAD, document_id, workspace=workspace
        )
        version = queries.get_version(sighted.document, number)
        check_released(version)
        watch.check_pace()
        watch.take_place(version.size)
        facts = purpose_facts(sighted)
        work.record(DocumentAction.DOWNLOADED, sighted.document, version=version.number, **facts)
    pieces = depot.read(sighted.workspace, version)
    return Opened(version, watch.over(pieces, document_id, number=version.number))


def check_released(version: DocumentVersion) -> None:
    """Go on only with a version whose own verdict is good and that is not closed.

    No verdict is no release.

    Raises:
        Refused: it is closed, waits for its verdict, has none, or a virus was found in it.
    """
    if version.status == DocumentStatus.REFUSED:
        raise Refused(_("There is a virus in this version. Nobody can open it."))
    if version.status == DocumentStatus.TOO_LARGE:
        raise Refused(_("This version is too large for the virus scanner. Nobody can open it."))
    if version.closed_at is not None:
        raise Refused(_("The organisation that brought this version closed it."))
    if version.status != DocumentStatus.RELEASED:
        raise Refused(_("This version is still being checked for viruses. Nobody can open it yet."))


def open_page(
    actor: Actor,
    document_id: UUID,
    *,
    page: int,
    depot: Depot,
    stamp: str,
    zoom: int = 100,
    number: int | None = None,
    workspace: Workspace | None = None,
) -> bytes:
    """Draw one page of a version as a picture; an opening is written down once.

    Drawn first, and written down in the transaction that decides anew: what cannot be drawn was
    not read, and nothing leaves that stands in no log.

    Args:
        page: from 1.
        stamp: who looks, for whom and when; burnt in for who may only look.
        zoom: one of `ZOOMS`.
        number: of the version; the current one when left out.

    Raises:
        NotFound: there is no such page or version.
        Refused: no picture can be made of this kind of file.
    """
    sighted, version, is_known = looked_at(actor, document_id, number=number, workspace=workspace)
    step_outside()
    source = source_of(actor, sighted.workspace, version, depot=depot)
    with told(page):
        picture = converting.draw(source, page, zoom=zoom).picture
    sighted = _decided_anew(
        actor, sighted, version, number=number, workspace=workspace, is_known=is_known
    )
    label = label_of(sighted.document)
    return previews.burn(picture, stamp=stamp if sighted.is_view_only else "", label=label)


def _decided_anew(
    actor: Actor,
    sighted: Sighted,
    version: DocumentVersion,
    *,
    number: int | None,
    workspace: Workspace | None,
    is_known: bool,
) -> Sighted:
    """Decide once more about what was made ready: that takes seconds, in which sight may end.

    Args:
        is_known: it stands in the log already that this is read.
    """
    document_id = sighted.document.id
    if number is not None:
        check_released(queries.get_version(sighted.document, version.number, is_anew=True))
    # What it is by now comes along with the decision.
    db.session().expire(sighted.document)
    if is_known:
        anew = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
    else:
        anew = write_down(actor, document_id, version, workspace=workspace)
    if number is None and anew.document.current_number != version.number:
        # Only what is not the current one any more can be closed.
        check_released(queries.get_version(anew.document, version.number, is_anew=True))
    return anew


def label_of(document: Document) -> str:
    """Say what a page is of: its classification, marking and special data, and nothing else."""
    cells = classification_cells(
        document.class_of_secrecy,
        document.marking,
        special_category=document.is_special_category,
        criminal_data=document.is_criminal_data,
        police_data=document.is_police_data,
    )
    return " · ".join(words for words, _kind in cells)


def open_words(
    actor: Actor,
    document_id: UUID,
    *,
    page: int,
    depot: Depot,
    number: int | None = None,
    workspace: Workspace | None = None,
) -> OnPage:
    """Tell which page this is of how many, and the words on it for who may have them.

    Args:
        number: of the version; the current one when left out.
    """
    sighted, version, is_known = looked_at(actor, document_id, number=number, workspace=workspace)
    step_outside()
    try:
        source = source_of(actor, sighted.workspace, version, depot=depot)
        with told(page):
            found = converting.describe(source, page)
    except (Refused, WaitAWhile) as refusal:
        return OnPage(sighted, version, why_not=str(refusal))
    sighted = _decided_anew(
        actor, sighted, version, number=number, workspace=workspace, is_known=is_known
    )
    text = "" if sighted.is_view_only else found.text.strip()
    return OnPage(sighted, version, page=found.page, pages=found.pages, text=text)


def has_preview(version: DocumentVersion) -> bool:
    """Tell whether page images can be made of a version."""
    return version.media_type in converting.CONVERTIBLE and version.size <= LARGEST_PREVIEW


def looked_at(
    actor: Actor, document_id: UUID, *, workspace: Workspace | None, number: int | None = None
) -> tuple[Sighted, DocumentVersion, bool]:
    """Return what somebody wants to look at, when that version was released.

    The last tells whether this opening stands in the log already.
    """
    sighted = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
    version, is_known = queries.get_version_and_opening(
        actor,
        _reading(sighted),
        sighted.document,
        number=number,
        since=clock.now() - AN_OPENING,
    )
    check_released(version)
    return sighted, version, is_known


def _is_known(actor: Actor, sighted: Sighted, version: DocumentVersion) -> bool:
    since = max(clock.now() - AN_OPENING, version.uploaded_at)
    return queries.was_recorded(
        actor, _reading(sighted), sighted.document, version=version.number, since=since
    )


def _reading(sighted: Sighted) -> DocumentAction:
    """Name a reading: one under emergency sight never passes for an ordinary one."""
    is_ordinary = sighted.emergency_id is None
    return DocumentAction.READ if is_ordinary else DocumentAction.READ_IN_EMERGENCY


def write_down(
    actor: Actor, document_id: UUID, version: DocumentVersion, *, workspace: Workspace | None
) -> Sighted:
    """Decide anew and put into the log that this was read, once for each opening."""
    with begin_work(actor) as work:
        sighted = queries.get_for(actor, DocumentPermission.READ, document_id, workspace=workspace)
        document, facts = sighted.document, purpose_facts(sighted)
        if not _is_known(actor, sighted, version):
            work.record(_reading(sighted), document, version=version.number, **facts)
    return sighted


def source_of(
    actor: Actor, workspace: Workspace, version: DocumentVersion, *, depot: Depot
) -> converting.Source:
    """Take a version out of the store, to be looked at by somebody.

    Raises:
        Refused: no pages can be made of this kind of file.
    """
    if not has_preview(version):
        raise Refused(_("No page images can be made of this kind of file."))
    return converting.Source(
        content=depot.bytes_of(workspace, version),
        media_type=version.media_type,
        name=version.file_name,
        who=str(actor.organisation_id),
        words={
            "note": _("An example of the text; the make-up may differ."),
            "cut": _("The example stops here. The file goes on."),
            "nothing": _("There is no text in this file."),
            "from": _("Sender"),
            "to": _("To"),
            "copy": _("Copy to"),
            "date": _("Date"),
            "subject": _("Subject"),
            "attached": _("Attached"),
            "slide": _("Slide"),
        },
    )


@contextmanager
def told(page: int) -> Iterator[None]:
    """Say in words why there is no page.

    Raises:
        NotFound: there is no such page.
        Refused: none can be made of this file.
        WaitAWhile: the own organisation, or everybody together, has very many made now.
    """
    if page < 1:
        raise NotFound
    try:
        yield
    except converting.CannotConvert as fault:
        if fault.code == "no_such_page":
            raise NotFound from fault
        if fault.code == "too_busy":
            raise WaitAWhile(WHY_NO_PAGES[fault.code], seconds=TRY_AGAIN_SECONDS) from fault
        raise Refused(str(WHY_NO_PAGES[fault.code])) from fault
