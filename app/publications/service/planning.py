"""Planning: to whom a report is offered, its moment, and what the public version leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel import clock, events, ids
from app.kernel.access import Actor, require
from app.kernel.clock import HOME_ZONE
from app.kernel.day_words import day_in_words
from app.kernel.errors import OutOfDate, Refused
from app.kernel.text import _
from app.kernel.words import fingerprint_of, one_line, several_lines
from app.kernel.work import Work, begin_work
from app.publications import queries
from app.publications.actions import PublicationAction
from app.publications.events import Move, PublicationMoved
from app.publications.models import EntryKind, Publication
from app.publications.policy import Plan, PublicationPermission, signed_by
from app.publications.service import entries, files
from app.publications.service.printing import (
    Source,
    adoption_day,
    chosen_parts,
    print_public,
)
from app.reports.models import Report
from app.reports.service.files import Tools

LONGEST_NAME = 200
FARTHEST = timedelta(days=366)
"""How far ahead a moment may lie; farther is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A public version that is printed and not kept yet."""

    left_out: tuple[str, ...]
    content: bytes
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a coordinator plans."""

    publish_at: datetime
    offered_to: str = ""
    offered_on: date | None = None
    reason: str = ""
    """Why the plan changes; not asked the first time."""
    delay_reason: str = ""
    """Why it is later than the last day; asked only then."""


def prepare(source: Source, left_out: Iterable[str]) -> PublicVersion:
    """Print the public version without some parts, to look at or to plan.

    Raises:
        Refused: a part is not in this report, or no finding would be left.
    """
    chosen = chosen_parts(source, left_out)
    printed = print_public(source, chosen)
    return PublicVersion(tuple(chosen), printed.content, printed.sha256, printed.pages)


def plan(
    actor: Actor,
    asked: Plan,
    *,
    wish: Wish,
    public: PublicVersion,
    seen_version: int,
    tools: Tools,
) -> Publication:
    """Plan the publication of an adopted report, or change the plan.

    Another public version takes all agreements away, and so does an earlier moment: who agreed
    counts on the time until then. A later moment does not.

    Args:
        seen_version: of the plan the person saw; 0 when there was none.

    Raises:
        NotAllowed: the actor does not coordinate for the organisation that holds the pen, or the
            report is not adopted, or is published already.
        OutOfDate: somebody planned meanwhile.
        Refused: the moment is past or too far, a reason is missing, or the offering does not fit.
    """
    with begin_work(actor) as work:
        work.lock(asked.report)
        found = queries.find_of_report(asked.report)
        if found is not None:
            work.lock(found)
        require(actor, PublicationPermission.PLAN, Plan(asked.report, found))
        if (found.version if found else 0) != seen_version:
            raise OutOfDate(_("The plan changed while you were reading. Read it again."))
        said = _checked(asked.report, wish, is_change=found is not None)
        if found is None:
            return _made(work, asked.report, said, public=public, tools=tools)
        _changed(work, found, said, public=public, tools=tools)
    return found


def _checked(report: Report, wish: Wish, *, is_change: bool) -> Wish:
    """Return the wish, ready to keep."""
    adopted_on = adoption_day(report)
    offered_to = one_line(wish.offered_to, field="offered_to", longest=LONGEST_NAME)
    now = clock.now()
    if wish.publish_at <= now:
        raise Refused(
            _("This moment is past. Choose one that is still to come."), field="publish_on"
        )
    if wish.publish_at > now + FARTHEST:
        raise Refused(_("Choose a moment within a year."), field="publish_on")
    _check_offering(wish, adopted_on, is_named=bool(offered_to))
    term = queries.term_for(adopted_on, wish.offered_on)
    why = _("Say why the plan changes.") if is_change else None
    return Wish(
        publish_at=wish.publish_at,
        offered_to=offered_to,
        offered_on=wish.offered_on,
        reason=several_lines(
            wish.reason, field="reason", longest=entries.LONGEST_REASON, missing=why
        ),
        delay_reason=_delay(wish, term.ends_on) if term.is_late(wish.publish_at) else "",
    )


def _delay(wish: Wish, ends_on: date) -> str:
    """Return why it is later than the last day."""
    why = _("The last day is %(day)s. Say why it is later.", day=day_in_words(ends_on, "full"))
    return several_lines(
        wish.delay_reason, field="delay_reason", longest=entries.LONGEST_REASON, missing=why
    )


def _check_offering(wish: Wish, adopted_on: date, *, is_named: bool) -> None:
    if is_named and wish.offered_on is None:
        raise Refused(_("Say on which day it is offered."), field="offered_on")
    if wish.offered_on is None:
        return
    if not is_named:
        raise Refused(_("Say to whom it is offered."), field="offered_to")
    if wish.offered_on < adopted_on:
        raise Refused(
            _(
                "A report is offered once it is adopted: on %(day)s or later.",
                day=day_in_words(adopted_on),
            ),
            field="offered_on",
        )
    if wish.offered_on > wish.publish_at.astimezone(HOME_ZONE).date():
        raise Refused(_("Offer it on the day of publication or before."), field="offered_on")


def _made(
    work: Work, report: Report, wish: Wish, *, public: PublicVersion, tools: Tools
) -> Publication:
    made = Publication(
        id=ids.new_id(),
        workspace_id=report.workspace_id,
        report_id=report.id,
        organisation_id=report.organisation_id,
        ref=report.ref,
        title=report.title,
        since_number=1,
        version=0,
    )
    made.workspace, made.report = report.workspace, report
    _put(made, wish, public)
    files.keep(made, public.content, tools=tools)
    made.version = 1
    work.add(made)
    work.settle()
    _write(work, made, wish=wish, kind=EntryKind.PLANNED)
    return made


def _changed(
    work: Work, publication: Publication, wish: Wish, *, public: PublicVersion, tools: Tools
) -> None:
    is_other = public.sha256 != publication.fingerprint
    is_earlier = wish.publish_at < publication.publish_at
    _put(publication, wish, public)
    publication.held_at, publication.version = None, publication.version + 1
    if is_other or is_earlier:
        publication.since_number = queries.highest_number(publication) + 1
    if is_other:
        files.keep(publication, public.content, tools=tools)
    work.settle()
    _write(work, publication, wish=wish, kind=EntryKind.CHANGED)


def _put(publication: Publication, wish: Wish, public: PublicVersion) -> None:
    publication.publish_at = wish.publish_at
    publication.offered_to, publication.offered_on = wish.offered_to, wish.offered_on
    publication.left_out, publication.pages = list(public.left_out), public.pages


def _write(work: Work, publication: Publication, *, wish: Wish, kind: EntryKind) -> None:
    """Keep the reasons, record the plan, and tell who reads the report."""
    report = publication.report
    if report is None:
        raise OutOfDate
    entries.write_down(work, publication, kind, reason=wish.reason, delay_reason=wish.delay_reason)
    is_first = kind == EntryKind.PLANNED
    work.record(
        PublicationAction.PLANNED if is_first else PublicationAction.CHANGED,
        report,
        publish_at=publication.publish_at.isoformat(),
        offered_on=publication.offered_on,
        sha256=publication.fingerprint,
        left_out=publication.left_out,
        reason_sha256=_hash(wish.reason),
        delay_reason_sha256=_hash(wish.delay_reason),
        asked=[each.code for each in signed_by(report)],
    )
    readers = entries.readers_of(report)
    events.announce(work, PublicationMoved(Move.PLANNED, report.id, report.workspace_id, readers))


def _hash(reason: str) -> str | None:
    return fingerprint_of(reason) if reason else None
