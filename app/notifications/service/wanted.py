"""Which reminders have to be there today: of tasks, of rounds of signing, of scorings.

Those of terms of the law are in `wanted_terms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.findings.queries import AskedToScore
from app.kernel import ids, terms
from app.notifications import queries
from app.notifications.models import (
    ASKED_AT_ONCE,
    HOURS_END,
    HOURS_RUN,
    PRESSING,
    About,
    NoticeKind,
    moment_of_telling,
)
from app.notifications.queries import Crew
from app.notifications.service.noting import about_task
from app.reports.queries import AskedToSign
from app.requests.models import DocumentRequest
from app.tasks import queries as tasks
from app.tasks.models import Task

Key = tuple[UUID, date, int, UUID]
"""What makes it one reminder: thing, last day, moment and person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder that has to be there."""

    about: About
    ends_on: date
    moment: int
    person_id: UUID
    kind: NoticeKind

    @property
    def is_pressing(self) -> bool:
        """True when its mail leaves at once, in quiet hours too."""
        return HOURS_RUN <= self.moment < HOURS_END or self.kind in PRESSING

    @property
    def key(self) -> Key:
        """What makes it one reminder."""
        return self.about.id, self.ends_on, self.moment, self.person_id


def wanted_of_task(task: Task, crew: Crew, *, today: date) -> Iterator[Wanted]:
    """Say who has to be reminded of a task: who does it, who stands in, who coordinates."""
    if task.due_on is None:
        return
    ends_on = tasks.last_day_of(task.due_on, is_counted=task.term_id is not None)
    about, asked_on = about_task(task), _day_of(ids.moment_of(task.id))
    told = queries.receivers_of(task, crew, today=today, left=(ends_on - today).days)
    for person_id, moment, kind in told:
        if ends_on - timedelta(days=moment) > asked_on:
            yield Wanted(about, ends_on, moment, person_id, kind)


def wanted_of_request(request: DocumentRequest, crew: Crew, *, today: date) -> Iterator[Wanted]:
    """Say who has to be reminded of documents that are asked of their organisation."""
    about, asked_on = About(request.workspace_id, "request", request.id), _day_of(request.asked_at)
    ends_on = tasks.last_day_of(request.due_on)
    told = queries.receivers_of_request(crew, today=today, left=(ends_on - today).days)
    for person_id, moment, kind in told:
        if ends_on - timedelta(days=moment) > asked_on:
            yield Wanted(about, ends_on, moment, person_id, kind)


def wanted_of_round(
    asked: AskedToSign,
    crew: Crew,
    *,
    place_id: UUID,
    known: Mapping[Key, datetime],
    today: date,
) -> Iterator[Wanted]:
    """Say how who is asked to sign is told: at once, and before the last day of the round.

    Who is asked today hears of the last day at the moments after today only.

    Args:
        known: the reminders that were made already.
    """
    about, person_id = About(place_id, "report", asked.report_id), asked.person_id
    told_at = [at for key, at in known.items() if _is_asking(key, asked)]
    if not told_at:
        ends_on = asked.sign_by or today
        yield Wanted(about, ends_on, ASKED_AT_ONCE, person_id, NoticeKind.SIGN)
        return
    if asked.sign_by is None:
        return
    moment = queries.moment_of(crew.moments_of(person_id), (asked.sign_by - today).days)
    if moment is None or asked.sign_by - timedelta(days=moment) <= _day_of(min(told_at)):
        return
    kind = NoticeKind.SIGN_DUE if moment >= 0 else NoticeKind.SIGN_LATE
    yield Wanted(about, asked.sign_by, moment, person_id, kind)


def wanted_of_scoring(asked: AskedToScore, *, place_id: UUID) -> Wanted:
    """Say how who is asked to score is told: once; a scoring has no last day."""
    return Wanted(
        About(place_id, "scoring", asked.scoring_id),
        _day_of(asked.asked_at),
        ASKED_AT_ONCE,
        asked.person_id,
        NoticeKind.SCORE,
    )


def wanted_of_sight(ending: Iterable[date], crew: Crew, *, place_id: UUID) -> Iterator[Wanted]:
    """Say that who coordinates is told, once for each day, on which sight of documents ends."""
    about, moment = About(place_id, None, place_id), moment_of_telling(NoticeKind.SIGHT_ENDS)
    for day in ending:
        for person_id in crew.coordinators:
            yield Wanted(about, day, moment, person_id, NoticeKind.SIGHT_ENDS)


def _is_asking(key: Key, asked: AskedToSign) -> bool:
    thing_id, _ends_on, moment, person_id = key
    told = (thing_id, person_id) == (asked.report_id, asked.person_id)
    return told and moment == ASKED_AT_ONCE


def _day_of(moment: datetime) -> date:
    return moment.astimezone(terms.AMSTERDAM).date()
