"""Preparing an excerpt: which pages, and which passages are to be blacked out for what reason.

It is kept as it is made, for the people of the organisation that brought the document. The places
belong to one version; when a newer one comes, what was marked stays until somebody starts over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from app.adapters import redacting
from app.adapters.converting import Source
from app.adapters.redacting import WHOLE, Box, Line
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.grounds import Grounds
from app.documents.models import Document, Redaction, RedactionMark
from app.documents.policy import DocumentPermission, Sighted
from app.documents.service.acceptance import Depot
from app.documents.service.places import person_of
from app.documents.service.reading import looked_at, source_of, told, write_down
from app.kernel import clock, db, ids
from app.kernel.access import Actor
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _, ngettext
from app.kernel.work import Work, begin_work, step_outside

MOST_MARKS = 2_000
MOST_PAGES = 200
"""Of one excerpt: it is made while somebody waits."""
SHORTEST_WORDS = 2
LONGEST_WORDS = 100
LONGEST_PAGES = 200
_STRETCH = re.compile(r"(\d{1,4})(?:\s*[-\u2013]\s*(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Marking:
    """Passages and the one reason why they go."""

    boxes: Sequence[Box]
    ground: str


def mark(actor: Actor, document_id: UUID, *, marking: Marking, grounds: Grounds) -> int:
    """Mark passages to be blacked out; return how many are new, the same place being marked once.

    Raises:
        NotAllowed: the actor does not decide for the organisation that brought the document.
        OutOfDate: what is marked so far is of an older version.
        Refused: no ground, no place on a page, or too many.
    """
    if marking.ground not in grounds:
        raise Refused(_("Choose why it is blacked out."), field="ground")
    for each in marking.boxes:
        if not (0 <= each.left < each.right <= WHOLE and 0 <= each.top < each.bottom <= WHOLE):
            raise Refused(_("This place is not on the page."), field="left")
    if not marking.boxes:
        return 0
    with begin_work(actor) as work:
        redaction, document = _draft(work, document_id)
        marks = queries.list_marks(redaction)
        known = {_place_of(each) for each in marks}
        fresh = [each for each in dict.fromkeys(map(_bare, marking.boxes)) if each not in known]
        if not fresh:
            return 0
        if len(marks) + len(fresh) > MOST_MARKS:
            raise Refused(_("There are too many marks in this document. Make two excerpts of it."))
        work.add(*(_mark(work, redaction, each, ground=marking.ground) for each in fresh))
        _count_on(redaction)
        pages = sorted({each.page for each in fresh})
        facts = {"version": document.current_number, "ground": marking.ground}
        work.record(
            DocumentAction.MARKED, redaction, passages=len(fresh), pages=_told(pages), **facts
        )
    return len(fresh)


def mark_words(
    actor: Actor, document_id: UUID, *, words: str, ground: str, grounds: Grounds, depot: Depot
) -> int:
    """Mark every place where some words stand, on all pages; return how many there are.

    Raises:
        NotAllowed, OutOfDate: as for `mark`.
        Refused: the words stand nowhere in the text, are too few, or there is no ground.
    """
    wanted = " ".join(words.split())
    if not SHORTEST_WORDS <= len(wanted) <= LONGEST_WORDS:
        raise Refused(_("Type at least two and at most a hundred letters."), field="words")
    if ground not in grounds:
        raise Refused(_("Choose why it is blacked out."), field="ground")
    check_redactable(actor, document_id)
    with opened(actor, document_id, page=1, depot=depot) as source:
        boxes = redacting.find(source, wanted)
    if not boxes:
        raise Refused(
            _("These words stand nowhere in the text. Words in a picture are not found."),
            field="words",
        )
    mark(actor, document_id, marking=Marking(boxes, ground), grounds=grounds)
    return len(boxes)


def unmark(actor: Actor, document_id: UUID, *, mark_ids: Collection[UUID]) -> int:
    """Take marks away; return how many were there.

    Raises:
        NotAllowed, OutOfDate: as for `mark`.
        Refused: none was chosen.
    """
    with begin_work(actor) as work:
        redaction, document = _draft(work, document_id)
        chosen = [each for each in queries.list_marks(redaction) if each.id in set(mark_ids)]
        if not chosen:
            raise Refused(_("Tick the marks that are to go."))
        for each in chosen:
            work.remove(each)
        _count_on(redaction)
        pages = _told(sorted({each.page for each in chosen}))
        facts = {"version": document.current_number, "passages": len(chosen), "pages": pages}
        work.record(DocumentAction.UNMARKED, redaction, **facts)
    return len(chosen)


def choose_pages(actor: Actor, document_id: UUID, *, pages: Sequence[int]) -> None:
    """Choose which pages go into the excerpt; all when none is named.

    Raises:
        NotAllowed, OutOfDate: as for `mark`.
    """
    with begin_work(actor) as work:
        redaction, document = _draft(work, document_id)
        redaction.pages = sorted(set(pages))
        _count_on(redaction)
        facts = {"version": document.current_number, "pages": _told(redaction.pages)}
        work.record(DocumentAction.PAGES_CHOSEN, redaction, **facts)


def start_over(actor: Actor, document_id: UUID) -> None:
    """Throw away what was prepared, and go on with the document's newest version.

    Raises:
        NotAllowed: as for `mark`.
    """
    with begin_work(actor) as work:
        redaction, document = _draft(work, document_id, is_new=True)
        for each in queries.list_marks(redaction):
            work.remove(each)
        redaction.number, redaction.pages = document.current_number, []
        _count_on(redaction)
        work.record(DocumentAction.STARTED_OVER, redaction, version=redaction.number)


def lines_on(actor: Actor, document_id: UUID, *, page: int, depot: Depot) -> list[Line]:
    """Return the lines of text on a page, with where they stand.

    Raises:
        NotAllowed: as for `mark`.
        NotFound: there is no such page.
        Refused: this kind of file has no pages.
    """
    check_redactable(actor, document_id)
    with opened(actor, document_id, page=page, depot=depot) as source:
        return redacting.lines_on(source, page)


@contextmanager
def opened(actor: Actor, document_id: UUID, *, page: int, depot: Depot) -> Iterator[Source]:
    """Take the newest version out to be worked on, which is a reading that is written down.

    Raises:
        NotFound: there is no such page.
        Refused: this kind of file has no pages.
    """
    sighted, version, is_known = looked_at(actor, document_id, workspace=None)
    step_outside()
    source = source_of(actor, sighted.workspace, version, depot=depot)
    with told(page):
        yield source
    # What it is by now comes along with the decision.
    db.session().expire(sighted.document)
    if is_known:
        check_redactable(actor, document_id)
    else:
        write_down(actor, document_id, version, workspace=None)


def check_redactable(actor: Actor, document_id: UUID) -> Sighted:
    """Go on only when the actor may black out passages of this document now."""
    return queries.get_for(actor, DocumentPermission.REDACT, document_id)


def parse_pages(text: str, *, last: int) -> list[int]:
    """Read ``1-3, 5`` as pages; nothing at all means all of them.

    Raises:
        Refused: it is no list of pages, or there are no such pages.
    """
    pages: set[int] = set()
    for part in filter(None, (each.strip() for each in text.split(","))):
        found = _STRETCH.fullmatch(part)
        if found is None:
            raise Refused(_("Write pages like this: 1-3, 5."), field="pages")
        first, end = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= end <= last:
            told = ngettext(
                "There is %(num)d page in this document.",
                "There are %(num)d pages in this document.",
                last,
            )
            raise Refused(told, field="pages")
        pages.update(range(first, end + 1))
    return sorted(pages)


def _draft(work: Work, document_id: UUID, *, is_new: bool = False) -> tuple[Redaction, Document]:
    """Take what is prepared about a document for this transaction; made when there is nothing yet.

    Args:
        is_new: also when it is of an older version.
    """
    sighted = queries.get_for(work.actor, DocumentPermission.REDACT, document_id, is_locked=True)
    document, redaction = sighted.document, queries.find_redaction(sighted, is_fresh=True)
    if redaction is None:
        redaction = Redaction(
            id=ids.new_id(),
            document_id=document.id,
            workspace_id=document.workspace_id,
            organisation_id=document.organisation_id,
            number=document.current_number,
            pages=[],
            changed_at=clock.now(),
            version=0,
        )
        work.add(redaction)
        work.settle()
    check_current(document, redaction, is_new=is_new)
    return redaction, document


def check_current(document: Document, redaction: Redaction, *, is_new: bool = False) -> None:
    """Go on only when the marks are of the newest version.

    Raises:
        OutOfDate: a version was added since.
    """
    if redaction.number != document.current_number and not is_new:
        raise OutOfDate(
            _("A newer version of this document came in. The marks are of the old one. Start over.")
        )


def _mark(work: Work, redaction: Redaction, box: Box, *, ground: str) -> RedactionMark:
    return RedactionMark(
        redaction_id=redaction.id,
        workspace_id=redaction.workspace_id,
        page=box.page,
        left=box.left,
        top=box.top,
        right=box.right,
        bottom=box.bottom,
        ground=ground,
        made_by_id=person_of(work.actor),
        made_at=clock.now(),
    )


def _bare(box: Box) -> Box:
    return Box(box.page, box.left, box.top, box.right, box.bottom)


def _place_of(mark: RedactionMark) -> Box:
    return Box(mark.page, mark.left, mark.top, mark.right, mark.bottom)


def _count_on(redaction: Redaction) -> None:
    redaction.version += 1
    redaction.changed_at = clock.now()


def _told(pages: Sequence[int]) -> str:
    """Write pages as a fact for the log: ``1 2 5``."""
    return " ".join(map(str, pages[:MOST_PAGES]))
