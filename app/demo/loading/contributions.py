"""Contribution rounds: begun, given, more time asked, reminded; each by its own people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from app.contributions import queries, service
from app.contributions.models import ContributionRound
from app.contributions.policy import ContributionPermission
from app.demo.loading.story import Happening, Story
from app.demo.sample_contributions import SampleGift, SampleRound
from app.demo.sample_rows import SampleWorkspace
from app.documents.legal_bases import LegalBases
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.tasks import queries as tasks
from app.tasks import service as doing
from app.tasks.policy import TaskPermission

BEGUN_AT, ACTED_AT, REMINDED_AT = 40, 150, 260
"""Minutes after the office opens."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield the rounds of a workspace, and what each authority did in them."""
    for each in story.sample.rounds.values():
        if each.workspace != workspace.code:
            continue
        begun = story.moment(each.started_on, minutes=BEGUN_AT)
        yield Happening(begun, partial(_begin, story, each, begun))
        for number, gift in enumerate(each.gifts):
            yield from _acts(story, each, gift, number=number)
        if each.reminded_on:
            moment = story.moment(each.reminded_on, minutes=REMINDED_AT)
            yield Happening(moment, partial(_remind, story, each, moment))


def _acts(
    story: Story, sample: SampleRound, gift: SampleGift, *, number: int
) -> Iterator[Happening]:
    minutes = ACTED_AT + 7 * number
    if gift.given_on:
        moment = story.moment(gift.given_on, minutes=minutes)
        yield Happening(moment, partial(_give, story, sample, gift, moment=moment))
    if gift.wants_on:
        moment = story.moment(gift.wants_on, minutes=minutes)
        yield Happening(moment, partial(_want_time, story, sample, gift, moment=moment))


def _begin(story: Story, sample: SampleRound, moment: datetime) -> None:
    with story.acting(sample.started_by, moment) as actor:
        wish = service.NewRound(
            title=sample.title,
            details=sample.details.strip(),
            purpose=sample.purpose,
            legal_basis=sample.legal_basis,
            due_on=sample.due_on,
            organisations=tuple(story.organisations[each.organisation].id for each in sample.gifts),
        )
        made = service.start_round(
            actor,
            story.workspace(actor, sample.workspace),
            wish=wish,
            bases=story.house.tool(LegalBases),
            tell=None,
        )
        story.rounds[sample.code] = made.id


def _give(story: Story, sample: SampleRound, gift: SampleGift, *, moment: datetime) -> None:
    with story.acting(gift.person or 0, moment) as actor:
        row = _own(story, actor, sample)
        contribution = queries.get_contribution_for(
            actor,
            ContributionPermission.WRITE,
            contribution_id=row.contribution.id,
            workspace=story.workspace(actor, sample.workspace),
        )
        service.write(
            actor,
            contribution,
            text=gift.text,
            document_ids=[story.documents[code] for code in gift.documents],
            seen_version=0,
            delivers=True,
        )


def _want_time(story: Story, sample: SampleRound, gift: SampleGift, *, moment: datetime) -> None:
    with story.acting(gift.person or 0, moment) as actor:
        key = _own(story, actor, sample).contribution.task_id
        task = tasks.get_anywhere(actor, TaskPermission.ASK_TIME, key)
        doing.accept(actor, task, seen_version=task.version)
        doing.ask_time(
            actor,
            task,
            due_on=gift.wants_until or sample.due_on,
            reason=gift.reason,
            seen_version=task.version,
        )


def _remind(story: Story, sample: SampleRound, moment: datetime) -> None:
    with story.acting(sample.started_by, moment) as actor:
        round_ = _round(story, actor, sample, permission=ContributionPermission.REMIND)
        service.remind(actor, round_, tell=named("tasks.remind_assignee"))


def _own(story: Story, actor: Actor, sample: SampleRound) -> queries.Standing:
    """Return where the actor's own organisation stands."""
    round_ = _round(story, actor, sample, permission=ContributionPermission.VIEW)
    return next(
        each
        for each in queries.list_standings(actor, round_)
        if each.contribution.organisation_id == actor.organisation_id
    )


def _round(
    story: Story, actor: Actor, sample: SampleRound, *, permission: ContributionPermission
) -> ContributionRound:
    workspace = story.workspace(actor, sample.workspace)
    return queries.get_for(
        actor, permission, round_id=story.rounds[sample.code], workspace=workspace
    )
