"""Two versions of a document side by side: where their texts differ.

Text is read out of the files when it is asked for, in a process with little time and memory, and
kept nowhere. It leaves only to who may download: who may only look gets page images and no words.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from uuid import UUID

from app.adapters.extraction import CannotExtract, Extracted, ExtractionLimits, extract
from app.documents import queries
from app.documents.actions import DocumentAction
from app.documents.models import DocumentVersion
from app.documents.policy import DocumentPermission
from app.documents.service.acceptance import Depot
from app.documents.service.differences import Stretch, compare
from app.documents.service.purposes import purpose_facts
from app.documents.service.reading import check_released
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.errors import Refused
from app.kernel.text import _
from app.kernel.work import begin_work, step_outside
from app.workspaces.models import Workspace

LARGEST = 32 * 1024 * 1024
"""Larger files are not compared, in bytes: they are held in memory."""
LIMITS = ExtractionLimits(seconds=8, characters=200_000)
AT_ONCE = threading.BoundedSemaphore(2)
"""Comparisons that one process makes at a time."""
PATIENCE = 5.0
"""Seconds somebody waits for a turn."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found of two versions."""

    older: DocumentVersion
    newer: DocumentVersion
    stretches: list[Stretch] = field(default_factory=list)
    why_not: str = ""
    """Why there is nothing to compare, in plain words; empty when there is."""
    is_cut: bool = False
    """True when only the beginning of a text was compared."""

    @property
    def is_same_file(self) -> bool:
        """True when both are the very same file."""
        return self.older.sha256 == self.newer.sha256


def compare_versions(
    actor: Actor,
    document_id: UUID,
    *,
    numbers: tuple[int, int],
    depot: Depot,
    workspace: Workspace | None = None,
) -> Comparison:
    """Compare the texts of two versions; that somebody read them so is written down.

    Args:
        numbers: of the two, in any order.

    Raises:
        NotAllowed: the actor may not download it.
        NotFound: there is no such version.
        Refused: a version is not released, or too many people compare at this moment.
    """
    permission = DocumentPermission.COMPARE
    sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
    older, newer = (queries.get_version(sighted.document, each) for each in sorted(numbers))
    for each in (older, newer):
        check_released(each)
    step_outside()
    found = _compared(older, newer, workspace=sighted.workspace, depot=depot)
    if found.why_not or found.is_same_file:
        return found
    with begin_work(actor) as work:
        db.session().expire(sighted.document)
        sighted = queries.get_for(actor, permission, document_id, workspace=workspace)
        for each in queries.list_versions_anew(sighted.document, numbers=numbers):
            check_released(each)
        work.record(
            DocumentAction.COMPARED,
            sighted.document,
            version=newer.number,
            compared_with=older.number,
            **purpose_facts(sighted),
        )
    return found


def _compared(
    older: DocumentVersion, newer: DocumentVersion, *, workspace: Workspace, depot: Depot
) -> Comparison:
    if older.sha256 == newer.sha256:
        return Comparison(older, newer)
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Refused(_("Many people compare versions at this moment. Try again in a minute."))
    try:
        texts = [_text(each, workspace=workspace, depot=depot) for each in (older, newer)]
        stretches = compare(texts[0].text, texts[1].text)
    except _NoText as fault:
        return Comparison(older, newer, why_not=str(fault))
    finally:
        AT_ONCE.release()
    return Comparison(older, newer, stretches, is_cut=any(each.is_cut for each in texts))


class _NoText(Exception):
    """A version has no text to compare; says why, in plain words."""


def _text(version: DocumentVersion, *, workspace: Workspace, depot: Depot) -> Extracted:
    number = version.number
    if version.size > LARGEST:
        raise _NoText(_("Version %(number)s is too large to compare.", number=number))
    try:
        found = extract(depot.bytes_of(workspace, version), version.media_type, limits=LIMITS)
    except CannotExtract as fault:
        if fault.code == "other_kind":
            told = _("We can read no text in this kind of file: version %(number)s.", number=number)
        else:
            told = _("The text of version %(number)s could not be read.", number=number)
        raise _NoText(told) from fault
    if not found.text:
        raise _NoText(
            _("There is no text in version %(number)s. Perhaps it is a scan.", number=number)
        )
    return found
