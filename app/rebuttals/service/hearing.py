"""Leading a rebuttal: note that the text was sent, give more time, close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel import clock, ids, terms
from app.kernel.access import Actor, require
from app.kernel.day_words import day_in_words
from app.kernel.errors import NotFound, OutOfDate, Refused
from app.kernel.terms import Extension, TermUnit
from app.kernel.text import _
from app.kernel.words import several_lines
from app.kernel.work import Work, begin_work
from app.rebuttals import queries
from app.rebuttals.actions import RebuttalAction
from app.rebuttals.models import Rebuttal, TermExtension, Way
from app.rebuttals.policy import RebuttalPermission
from app.rebuttals.service.lengths import LONGEST_WHY
from app.rebuttals.service.opening import LONGEST_TERM, UNITS

MOST_EXTENSIONS = 20


@dataclass(frozen=True, slots=True)
class MoreTime:
    """How much longer, and why."""

    length: int
    unit: TermUnit
    reason: str


def note_sent(actor: Actor, rebuttal: Rebuttal, *, day: date | None, seen_version: int) -> None:
    """Note on which day the extract was sent in another way; the term is counted from it.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: the day is before the text was frozen, or has not come yet.
    """
    with begin_work(actor) as work:
        take(work, rebuttal, RebuttalPermission.SEND, seen_version=seen_version)
        frozen_on = rebuttal.report.frozen_on
        if day is None or day > clock.today():
            raise Refused(_("Choose the day it was sent: today or before."), field="sent_on")
        if frozen_on is not None and day < frozen_on:
            raise Refused(
                _("The text was frozen on %(day)s, later than this.", day=day_in_words(frozen_on)),
                field="sent_on",
            )
        rebuttal.sent_on, rebuttal.way = day, Way.HAND
        changed(work, rebuttal, RebuttalAction.SENT, way=Way.HAND, sent_on=day)


def extend(actor: Actor, rebuttal: Rebuttal, *, more: MoreTime, seen_version: int) -> None:
    """Give more time, counted on from where the term ended.

    Raises:
        OutOfDate: somebody changed it meanwhile.
        Refused: it is not said how much, or why; or it was extended too often.
    """
    with begin_work(actor) as work:
        take(work, rebuttal, RebuttalPermission.EXTEND, seen_version=seen_version)
        if more.unit not in UNITS or not 1 <= more.length <= LONGEST_TERM:
            raise Refused(_("Say how long, with a whole number from 1 on."), field="length")
        reason = several_lines(
            more.reason,
            field="reason",
            longest=LONGEST_WHY,
            missing=_("Say why, so that others understand the new date."),
        )
        if len(rebuttal.extensions) >= MOST_EXTENSIONS:
            raise Refused(_("This term was extended too often. Close the hearing instead."))
        work.add(
            TermExtension(
                id=ids.new_id(),
                rebuttal_id=rebuttal.id,
                workspace_id=rebuttal.workspace_id,
                length=more.length,
                unit=more.unit,
                reason=reason,
                made_by_id=actor.person_id,
                made_at=clock.now(),
            )
        )
        _keep_link_open(rebuttal, more)
        changed(work, rebuttal, RebuttalAction.EXTENDED, length=more.length, unit=more.unit)


def _keep_link_open(rebuttal: Rebuttal, more: MoreTime) -> None:
    """Let the link of a rebuttal work as long as its extended term."""
    link = queries.find_open_link(rebuttal)
    if link is None or rebuttal.sent_on is None:
        return
    changes = [
        *(each.as_counted for each in rebuttal.extensions),
        Extension(more.length, more.unit),
    ]
    until = terms.explain(rebuttal.rule, rebuttal.sent_on, changes=changes).ends_on
    link.ends_on = max(link.ends_on, until)


def close(actor: Actor, rebuttal: Rebuttal, *, seen_version: int) -> None:
    """Close a rebuttal: no remarks come in any more, what came in can still be decided."""
    with begin_work(actor) as work:
        take(work, rebuttal, RebuttalPermission.CLOSE, seen_version=seen_version)
        if actor.person_id is None:
            raise NotFound
        rebuttal.closed_at, rebuttal.closed_by_id = clock.now(), actor.person_id
        changed(work, rebuttal, RebuttalAction.CLOSED)


def take(
    work: Work, rebuttal: Rebuttal, permission: RebuttalPermission, *, seen_version: int
) -> None:
    """Take the rebuttal for this transaction; what the person saw must be what it is.

    Raises:
        OutOfDate: somebody changed it meanwhile.
    """
    work.lock(rebuttal)
    require(work.actor, permission, rebuttal)
    if rebuttal.version != seen_version:
        raise OutOfDate(
            _("Somebody changed this hearing while you were reading. Look at it again.")
        )


def changed(work: Work, rebuttal: Rebuttal, action: RebuttalAction, **facts: object) -> None:
    """Count the change and write it down."""
    rebuttal.version += 1
    rebuttal.changed_at = clock.now()
    work.record(action, rebuttal, version=rebuttal.version, **facts)
