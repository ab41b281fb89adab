"""Registers and the year calendar are filled, each row by its own authority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from app.coordination import queries, service
from app.coordination.models import Rest
from app.coordination.policy import CoordinationPermission
from app.coordination.service import EntityFacts, Offer, Opening, Plan, Window
from app.demo.loading.story import Happening, Story
from app.demo.sample_calendar import SampleAgreement, SampleCalendarRow, SamplePlanner
from app.demo.sample_rows import SampleWorkspace

AFTER_OPENING = timedelta(days=3)
"""How long after its workspace opens a calendar is filled."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield entering and planning for every row of a workspace's calendar."""
    for row in story.calendar_of(workspace):
        moment = story.moment(entered_on(workspace), minutes=200 + 5 * row.number)
        yield Happening(moment, partial(_enter, story, row, moment))
        for number, each in enumerate(row.planners, 1):
            later = moment + number * timedelta(minutes=1)
            yield Happening(later, partial(_plan, story, row, each, moment=later))
        if row.settled:
            proposed = moment + timedelta(minutes=3)
            answered = moment + timedelta(minutes=4)
            yield Happening(proposed, partial(_propose, story, row, row.settled, moment=proposed))
            yield Happening(answered, partial(_agree, story, row, moment=answered))


def entered_on(workspace: SampleWorkspace) -> date:
    """Return the day on which authorities enter what they plan."""
    return workspace.opened_on + AFTER_OPENING


def _enter(story: Story, row: SampleCalendarRow, moment: datetime) -> None:
    """Enter the organisation in its supervisor's register."""
    opening = _opening(row)
    if opening.rest == Rest.PLANNED:
        opening = Opening(named=opening.named)
    with story.acting(row.person, moment) as actor:
        ref = story.refs[row.workspace]
        place = queries.get_place_for(actor, CoordinationPermission.ENTER, ref)
        facts = EntityFacts(name=row.entity, sector=row.sector, regime=row.regime, opening=opening)
        story.entities[row.number] = service.add_entity(actor, place, facts=facts).id


def _plan(
    story: Story, row: SampleCalendarRow, planner: SamplePlanner, *, moment: datetime
) -> None:
    """Put in the calendar what one authority plans there."""
    opening = _opening(row)
    if planner.owner != row.owner:
        opening = Opening(named=(row.owner, *opening.named), rest=opening.rest)
    plan = Plan(
        kind=row.kind,
        title=row.title,
        window=Window(starts_on=row.starts_on, ends_on=row.ends_on, due_on=row.due_on),
        opening=opening,
    )
    with story.acting(planner.person, moment) as actor:
        entity_id = story.entities[row.number]
        entity = queries.get_entity_for(actor, CoordinationPermission.SEE, entity_id)
        made = service.plan_activity(actor, entity.workspace, entity=entity, plan=plan)
        story.activities[row.number, planner.owner] = made.id


def _propose(
    story: Story, row: SampleCalendarRow, settled: SampleAgreement, *, moment: datetime
) -> None:
    """Let the other authority propose how to settle that both plan the same."""
    other = row.also[0]
    offer = Offer(
        kind=settled.kind,
        reason=settled.reason,
        starts_on=settled.starts_on,
        ends_on=settled.ends_on,
    )
    with story.acting(other.person, moment) as actor:
        ours, theirs = (
            queries.get_activity_for(
                actor, CoordinationPermission.SEE, story.activities[row.number, owner]
            )
            for owner in (other.owner, row.owner)
        )
        made = service.propose(actor, ours, theirs, offer=offer, seen_version=ours.version)
        story.proposals[row.number] = made.id


def _agree(story: Story, row: SampleCalendarRow, *, moment: datetime) -> None:
    with story.acting(row.person, moment) as actor:
        permission, proposal_id = CoordinationPermission.ANSWER, story.proposals[row.number]
        proposal = queries.get_proposal_for(actor, permission, proposal_id)
        service.agree(actor, proposal, seen_version=proposal.version)


def _opening(row: SampleCalendarRow) -> Opening:
    """Return to whom a row is opened; who plans the same lets the supervisor see it."""
    words = {"planned": Rest.PLANNED, "all": Rest.EVERYTHING}
    rest = next((words[each] for each in row.visible_to if each in words), Rest.NOTHING)
    named = (*(each for each in row.visible_to if each not in words), row.owner)
    return Opening(named=named, rest=rest)
