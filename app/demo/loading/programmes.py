"""Work programmes are entered, each line by its own organisation, and linked with workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from app.coordination.models import Rest
from app.coordination.service import Opening
from app.demo.loading.story import Happening, Story
from app.demo.sample_programme import SampleInvestigation
from app.kernel.access import Actor
from app.programme import queries, service
from app.programme.models import InvestigationPhase
from app.programme.policy import ProgrammePermission
from app.programme.service import Entry, Placing
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission

ENTERED = timedelta(days=5)
"""How long before the Monday of loading; every workspace is open then."""
STRETCHES = {
    "q1": ((1, 1), (3, 31)),
    "q2": ((4, 1), (6, 30)),
    "q3": ((7, 1), (9, 30)),
    "q4": ((10, 1), (12, 31)),
    "year": ((1, 1), (12, 31)),
}


def happenings(story: Story) -> Iterator[Happening]:
    """Yield entering every line of the work programmes."""
    for row in story.sample.programme.values():
        moment = story.moment(story.sample.monday - ENTERED, minutes=2 * row.number)
        yield Happening(moment, partial(_enter, story, row, moment))


def _enter(story: Story, row: SampleInvestigation, moment: datetime) -> None:
    is_dropped = row.phase == InvestigationPhase.DROPPED
    year = story.sample.monday.year
    phase = InvestigationPhase.PREPARATION if is_dropped else row.phase
    with story.acting(row.person, moment) as actor:
        keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
        first = year - 1 if row.is_carried else year
        placing, entry = Placing(year=first, phase=phase), _entry(row, first)
        key = service.add_investigation(actor, keeping, placing=placing, entry=entry).id
        if row.is_carried:
            key = _carry(actor, key, entry=_entry(row, year))
        it = queries.get_for(actor, ProgrammePermission.CHANGE, key)
        if is_dropped:
            service.move_phase(actor, it, to=row.phase, reason=row.reason, seen_version=it.version)
        if row.workspace is not None:
            ref = story.refs[row.workspace]
            place = workspaces.get_for(actor, WorkspacePermission.COORDINATE, ref)
            service.link_workspace(actor, it, place)


def _carry(actor: Actor, key: UUID, *, entry: Entry) -> UUID:
    """Carry a line of last year over, and say when it is this year."""
    keeping = queries.get_keeping(actor, ProgrammePermission.ENTER)
    former = queries.get_for(actor, ProgrammePermission.CHANGE, key)
    [made] = service.carry_over(
        actor, keeping, year=former.year, chosen={key: former.version}, keeps_sight=True
    )
    it = queries.get_for(actor, ProgrammePermission.CHANGE, made)
    service.change_investigation(actor, it, entry=entry, seen_version=it.version)
    return made


def _entry(row: SampleInvestigation, year: int) -> Entry:
    first, last = STRETCHES.get(row.when, (None, None))
    return Entry(
        title=row.title,
        summary=row.summary,
        task=row.task,
        mode=row.mode,
        starts_on=date(year, *first) if first else None,
        ends_on=date(year, *last) if last else None,
        partners=row.partners,
        opening=Opening(
            named=tuple(each for each in row.visible_to if each != "all"),
            rest=Rest.EVERYTHING if "all" in row.visible_to else Rest.NOTHING,
        ),
    )
