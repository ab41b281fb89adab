"""Cases: registered, triaged, their terms moved, and the meetings that decide about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from app.demo.loading.papers import depot_of
from app.demo.loading.story import Happening, Story
from app.demo.sample_cases import (
    SampleCase,
    SampleDecision,
    SampleLetter,
    SampleMoreTime,
    SampleTriage,
)
from app.demo.sample_rows import SampleWorkspace
from app.incidents import queries, service
from app.incidents.models import Case, JointLetter
from app.incidents.policy import IncidentPermission
from app.incidents.service import Marks, NewCase, Triage
from app.kernel.access import Actor
from app.kernel.terms import ChangeKind, TermUnit
from app.tasks.service import Course

REGISTERED_AT, TRIAGED_AT, MOVED_AT, MET_AT, WRITTEN_AT, PUT_AT = 15, 90, 240, 300, 330, 420
"""Minutes after the office opens."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield the cases of a workspace, and what became of them."""
    for row in story.sample.cases.values():
        if row.workspace != workspace.code:
            continue
        begun = story.moment(row.registered_on, minutes=REGISTERED_AT + row.number % 60)
        yield Happening(begun, partial(_register, story, row, begun))
        for triage in row.triages:
            moment = story.moment(triage.on, minutes=TRIAGED_AT + row.number % 60)
            yield Happening(moment, partial(_triage, story, row, triage, moment=moment))
        if row.more_time:
            moment = story.moment(row.more_time.on, minutes=MOVED_AT)
            yield Happening(moment, partial(_give_time, story, row, row.more_time, moment=moment))
    yield from _meetings(story, workspace)


def _meetings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    rows = [each for each in story.sample.cases.values() if each.workspace == workspace.code]
    decided = [(each, each.decided) for each in rows if each.decided]
    for day in sorted({said.on for _row, said in decided}):
        moment = story.moment(day, minutes=MET_AT)
        of_day = [(row, said) for row, said in decided if said.on == day]
        yield Happening(moment, partial(_meet, story, of_day, moment))
    for row, said in decided:
        if row.letter:
            moment = story.moment(said.on, minutes=WRITTEN_AT + row.number)
            yield Happening(moment, partial(_write, story, row, row.letter, moment=moment))
    for row in rows:
        if row.put_on_agenda_by is not None:
            moment = story.moment(story.sample.monday, minutes=PUT_AT + row.number)
            yield Happening(moment, partial(_put, story, row, moment))


def _register(story: Story, row: SampleCase, moment: datetime) -> None:
    with story.acting(row.person, moment) as actor:
        wish = NewCase(
            kind=row.kind,
            sender=row.sender,
            received_on=row.received_on,
            institution=row.institution,
            municipality=row.municipality,
            facts=row.facts,
            marks=Marks(handled_by=row.handled_by, aspect=row.aspect, theme=row.theme),
        )
        place = story.workspace(actor, row.workspace)
        usual = story.sample.templates[place.template].terms
        story.cases[row.number] = service.register_case(actor, place, wish=wish, usual=usual).id


def _triage(story: Story, row: SampleCase, said: SampleTriage, *, moment: datetime) -> None:
    with story.acting(said.person, moment) as actor:
        case = _case(story, actor, row, permission=IncidentPermission.TRIAGE)
        triage = Triage(
            within=said.within,
            is_acute=said.is_acute,
            informs=frozenset(said.informs),
            outcome=said.outcome,
            reason=said.reason,
        )
        usual = story.sample.templates[case.workspace.template].terms
        service.triage_case(actor, case, triage=triage, usual=usual, seen_version=case.version)


def _give_time(story: Story, row: SampleCase, said: SampleMoreTime, *, moment: datetime) -> None:
    with story.acting(said.person, moment) as actor:
        case = _case(story, actor, row, permission=IncidentPermission.CHANGE_TERM)
        course = Course(
            kind=ChangeKind.EXTENDED,
            reason=said.reason,
            length=said.weeks,
            unit=TermUnit.WEEKS,
        )
        service.change_course(actor, case, course=course, seen_version=case.version)


def _meet(
    story: Story, decided: Sequence[tuple[SampleCase, SampleDecision]], moment: datetime
) -> None:
    """Hold a meeting: its agenda, its decisions, and the list closed."""
    first, said = decided[0]
    with story.acting(said.person, moment) as actor:
        place = story.workspace(actor, first.workspace)
        meeting = service.plan_meeting(actor, place, held_on=said.on)
        usual = story.sample.templates[place.template].terms
        for row, one in decided:
            case = _case(story, actor, row, permission=IncidentPermission.DECIDE)
            service.put_on_agenda(actor, case, seen_version=case.version)
            service.decide(
                actor,
                case,
                outcome=one.outcome,
                reason=one.reason,
                usual=usual,
                seen_version=case.version,
            )
        service.close_meeting(actor, meeting, seen=None)


def _write(story: Story, row: SampleCase, said: SampleLetter, *, moment: datetime) -> None:
    """Draft a joint letter from the proposal, let inspectorates say something, make it final."""
    with story.acting(said.person, moment) as actor:
        case = _case(story, actor, row, permission=IncidentPermission.WRITE_LETTER)
        decision = queries.find_outcome(case)
        if decision is None:
            return
        parties = frozenset(each.code for each in queries.list_inspectorates(case.workspace))
        wish = service.proposed(case, decision, parties=parties)
        made = service.draft_letter(actor, case, wish=wish, seen_version=case.version)
    voices = [(each, True) for each in said.agreed_by]
    voices += [(said.asked_by, False)] if said.asked_by else []
    for person, agrees in voices:
        with story.acting(person, moment) as actor:
            letter = _letter(story, actor, row, letter_id=made.id)
            words = "" if agrees else said.words
            service.judge_letter(actor, letter, agrees=agrees, words=words, seen_number=1)
    if said.is_final:
        with story.acting(said.person, moment) as actor:
            letter = _letter(story, actor, row, letter_id=made.id)
            depot = depot_of(story)
            service.finish_letter(actor, letter, seen_version=letter.version, depot=depot)


def _letter(story: Story, actor: Actor, row: SampleCase, *, letter_id: UUID) -> JointLetter:
    return queries.get_letter_for(
        actor,
        IncidentPermission.READ_LETTER,
        letter_id=letter_id,
        workspace=story.workspace(actor, row.workspace),
    )


def _put(story: Story, row: SampleCase, moment: datetime) -> None:
    with story.acting(row.put_on_agenda_by or 0, moment) as actor:
        case = _case(story, actor, row, permission=IncidentPermission.PUT_ON_AGENDA)
        service.put_on_agenda(actor, case, seen_version=case.version)


def _case(story: Story, actor: Actor, row: SampleCase, *, permission: IncidentPermission) -> Case:
    workspace = story.workspace(actor, row.workspace)
    return queries.get_for(actor, permission, case_id=story.cases[row.number], workspace=workspace)
