"""An excerpt is made: a document of its own, out of drawings in which the passages are gone."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.adapters import converting, redacting
from app.adapters.redacting import Box
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import BlackedPassage, Document, Excerpt
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Depot, Description, Incoming
from app.documents.service.arrivals import add_document, check_welcome
from app.documents.service.places import person_of
from app.documents.service.redacting import (
    MOST_PAGES,
    check_current,
    check_redactable,
    opened,
)
from app.kernel import clock, ids
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.work import Work
from app.workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Wish:
    """What is said about an excerpt that is to be made.

    Args:
        seen: version of what is prepared, on the screen of who makes it.
    """

    description: Description
    seen: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What was prepared, as it was when it was read.

    Args:
        seen: how often it was changed by then.
        boxes: the marked passages, from the top, each with its ground to be printed in it.
    """

    seen: int
    pages: list[int]
    boxes: list[Box]


def draw_excerpt_page(actor: Actor, document_id: UUID, *, page: int, depot: Depot) -> bytes:
    """Draw one page of a document as it will be in the excerpt.

    Args:
        page: of the document, from 1.

    Raises:
        NotAllowed: the actor does not decide for the organisation that brought the document.
        NotFound: there is no such page.
        OutOfDate: the marks are of an older version.
        Refused: this kind of file has no pages.
    """
    prepared = _prepared(actor, document_id)
    boxes = prepared.boxes if prepared else []
    with opened(actor, document_id, page=page, depot=depot) as source:
        return redacting.picture_of(source, page, boxes)


def make_excerpt(
    actor: Actor, workspace: Workspace, document_id: UUID, *, wish: Wish, depot: Depot
) -> Document:
    """Make a document of the chosen pages, with the marked passages gone; the source stays.

    It belongs to the organisation of the source and comes under its rules for the folder, as any
    document does. Nothing in it tells of which document it was made.

    Raises:
        NotAllowed: the actor does not decide for the organisation that brought the source.
        OutOfDate: somebody changed what is prepared, or a newer version came in.
        Refused: nothing is prepared, there are too many pages, or the document may not come in so.
    """
    prepared = _prepared(actor, document_id)
    if prepared is None or not (prepared.boxes or prepared.pages):
        raise Refused(_("Mark passages or choose pages first."))
    if not wish.description.title.strip():
        raise Refused(_("Give the excerpt a title."), field="title")
    _check_seen(prepared.seen, wish.seen)
    check_welcome(actor, workspace, description=wish.description, depot=depot)
    with opened(actor, document_id, page=1, depot=depot) as source:
        pages = prepared.pages or _all_pages(source)
        if len(pages) > MOST_PAGES:
            raise Refused(_("Choose at most %(most)s pages for one excerpt.", most=MOST_PAGES))
        content = redacting.remake(source, pages, prepared.boxes)
    return add_document(
        actor,
        workspace,
        incoming=Incoming(io.BytesIO(content), f"{_('excerpt')}.pdf"),
        description=wish.description,
        depot=depot,
        on_arrival=_linked(prepared, document_id, pages=pages),
    )


def _all_pages(source: converting.Source) -> list[int]:
    return list(range(1, converting.describe(source, 1).pages + 1))


def _prepared(actor: Actor, document_id: UUID) -> _Prepared | None:
    sighted = check_redactable(actor, document_id)
    redaction = queries.find_redaction(sighted)
    if redaction is None:
        return None
    check_current(sighted.document, redaction)
    boxes = [
        Box(each.page, each.left, each.top, each.right, each.bottom, label=each.ground)
        for each in queries.list_marks(redaction)
    ]
    return _Prepared(redaction.version, list(redaction.pages), boxes)


def _check_seen(now: int, seen: int) -> None:
    if now != seen:
        raise OutOfDate(
            _("A colleague changed the marks while you were looking. Look at the pages again.")
        )


def _linked(
    prepared: _Prepared, source_id: UUID, *, pages: Sequence[int]
) -> Callable[[Work, Document], None]:
    """Return what is settled with the arrival: the link, the grounds, and the line in the log."""

    def settle(work: Work, document: Document) -> None:
        sighted = queries.get_for(work.actor, DocumentPermission.REDACT, source_id, is_locked=True)
        source, redaction = sighted.document, queries.find_redaction(sighted, is_fresh=True)
        # Whoever marks something has the source's row; from here on nothing changes.
        _check_seen(redaction.version if redaction else 0, prepared.seen)
        if redaction is not None:
            # What was drawn is the version the marks are of: none came in since they were read.
            check_current(source, redaction)
        excerpt = Excerpt(
            id=ids.new_id(),
            document_id=document.id,
            source_id=source.id,
            source_number=source.current_number,
            workspace_id=document.workspace_id,
            organisation_id=document.organisation_id,
            pages=list(pages),
            made_by_id=person_of(work.actor),
            made_at=clock.now(),
        )
        work.add(excerpt, *_passages(document, prepared.boxes, pages=pages))
        work.settle()
        work.record(
            DocumentAction.EXCERPT_MADE,
            excerpt,
            document=document.id,
            source=source.id,
            version=source.current_number,
            passages=sum(each.page in set(pages) for each in prepared.boxes),
            pages=len(pages),
        )

    return settle


def _passages(
    document: Document, boxes: Sequence[Box], *, pages: Sequence[int]
) -> list[BlackedPassage]:
    """Say per page of the excerpt why passages are gone; not where they stood in the source."""
    rows = []
    for number, page in enumerate(pages, start=1):
        on_page = [each for each in boxes if each.page == page]
        rows += [
            BlackedPassage(
                document_id=document.id,
                page=number,
                position=position,
                workspace_id=document.workspace_id,
                ground=each.label,
            )
            for position, each in enumerate(on_page, start=1)
        ]
    return rows
