"""Agreeing with the public version, or objecting to it, for an organisation that signed."""

from __future__ import annotations

from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate
from app.kernel.text import _
from app.kernel.words import fingerprint_of, several_lines
from app.kernel.work import begin_work
from app.publications import queries
from app.publications.actions import PublicationAction
from app.publications.models import EntryKind, Publication
from app.publications.policy import PublicationPermission
from app.publications.service import entries
from app.publications.service.files import OfReport


def decide(
    actor: Actor,
    publication: Publication,
    *,
    agrees: bool,
    reason: str,
    seen_sha256: str,
    seen_version: int,
) -> None:
    """Agree with the public version, or object; the latest word of an organisation counts.

    What it said last is not said again.

    Args:
        reason: why it objects; everybody who reads the report reads it.
        seen_sha256: fingerprint of the public version the person saw.
        seen_version: of the plan the person saw, with its moment.

    Raises:
        NotAllowed: the organisation did not sign, the actor does not speak for it, or it is late.
        OutOfDate: there is another public version now, or another plan: who agrees counts on the
            time until the moment that was read.
        Refused: it objects without a reason.
    """
    words = several_lines(
        reason,
        field="reason",
        longest=entries.LONGEST_REASON,
        missing=None if agrees else _("Say what stands in the way."),
    )
    with begin_work(actor) as work:
        work.lock(publication)
        require(actor, PublicationPermission.DECIDE, publication)
        if publication.fingerprint != seen_sha256:
            raise OutOfDate(_("There is another public version now. Read it before you decide."))
        if publication.version != seen_version:
            raise OutOfDate(_("The plan changed while you were reading. Read it again."))
        kind = EntryKind.AGREED if agrees else EntryKind.OBJECTED
        last = queries.find_last_stance(actor, publication)
        if last is not None and (last.kind, last.reason) == (kind, words):
            return
        entries.write_down(work, publication, kind, reason=words)
        work.record(
            PublicationAction.AGREED if agrees else PublicationAction.OBJECTED,
            OfReport(publication.report_id, publication.workspace_id),
            sha256=publication.fingerprint,
            reason_sha256=fingerprint_of(words) if words else None,
        )
