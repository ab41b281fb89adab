"""Which reminders have to be there of terms of the law: in days as of a task, in hours at once.

A term in hours is told when it began, when it is nearly over and when it is over, whatever people
chose: days before the last day do not fit it (Cbw, articles 26 and 27; AVG, article 33).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from app.coordination.queries import SOON_IN_HOURS
from app.kernel import clock
from app.notifications import queries
from app.notifications.models import HOURS_OVER, HOURS_RISK, HOURS_RUN, TELLS_FOR, About, NoticeKind
from app.notifications.queries import Crew, Running
from app.notifications.service.wanted import Wanted

OF_MOMENT = {
    HOURS_RUN: NoticeKind.TERM_HOURS,
    HOURS_RISK: NoticeKind.TERM_RISK,
    HOURS_OVER: NoticeKind.TERM_LATE,
}


def wanted_of_terms(
    running: Sequence[Running], crew: Crew, *, place_id: UUID, today: date
) -> Iterator[Wanted]:
    """Say who has to be reminded of the terms that an organisation keeps in a place."""
    now = clock.now()
    for _thing, some in groupby(running, key=lambda each: each.id):
        terms = list(some)
        about = About(place_id, terms[0].thing, terms[0].id)
        in_hours = [each for each in terms if each.ends_at is not None]
        yield from _of_hours(in_hours, about, crew, now=now)
        for each in terms:
            if each.ends_at is None:
                yield from _of_days(each, about, crew, today=today)


def _of_days(term: Running, about: About, crew: Crew, *, today: date) -> Iterator[Wanted]:
    words = {NoticeKind.DUE: NoticeKind.TERM_DUE, NoticeKind.LATE: NoticeKind.TERM_LATE}
    left = (term.ends_on - today).days
    for person_id, moment, kind in queries.receivers_of_ours(crew, today=today, left=left):
        if term.ends_on - timedelta(days=moment) > term.known_on:
            yield Wanted(about, term.ends_on, moment, person_id, words.get(kind, kind))


def _of_hours(
    terms: Sequence[Running], about: About, crew: Crew, *, now: datetime
) -> Iterator[Wanted]:
    """Give what is told of the terms in hours of one thing, those that end first on top."""
    ends = sorted(
        ((each.ends_at, each) for each in terms if each.ends_at is not None),
        key=lambda pair: pair[0],
    )
    if ends and now < ends[0][0]:
        begun = replace(ends[0][1], ends_on=ends[0][1].known_on, number=0)
        yield from _told(begun, about, crew, moment=HOURS_RUN)
    for ends_at, each in ends:
        if ends_at - SOON_IN_HOURS <= now < ends_at:
            yield from _told(each, about, crew, moment=HOURS_RISK)
        elif ends_at <= now < ends_at + TELLS_FOR:
            yield from _told(each, about, crew, moment=HOURS_OVER)


def _told(term: Running, about: About, crew: Crew, *, moment: int) -> Iterator[Wanted]:
    """Give who works there for the organisation, who stands in, and once it is over coordinates."""
    told = [(each, OF_MOMENT[moment]) for each in crew.workers]
    for each in crew.workers:
        instead = crew.stand_ins_of(each, clock.today())
        told += [(other, NoticeKind.FOR_ANOTHER) for other in instead]
    if moment == HOURS_OVER:
        told += [(each, NoticeKind.COORDINATING) for each in crew.coordinators]
    for person_id, kind in told:
        yield Wanted(about, term.ends_on, moment + term.number, person_id, kind)
