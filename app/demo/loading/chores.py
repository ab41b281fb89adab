"""Tasks are asked and taken on, each by its own people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleTask, SampleWish, SampleWorkspace
from app.kernel.access import Actor
from app.tasks import queries, service
from app.tasks.models import Task
from app.tasks.policy import TaskPermission
from app.tasks.service import Return
from app.tasks.service.making import Wish

USUAL_TIME = timedelta(days=21)
"""How long before its day a task is asked."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield asking and taking on for every task of a workspace."""
    mine = [each for each in story.sample.tasks.values() if each.workspace == workspace.code]
    latest = story.sample.monday - timedelta(days=4)
    for number, each in enumerate(mine):
        day = max(min(each.due_on - USUAL_TIME, latest), workspace.opened_on)
        asked = story.moment(day, minutes=200 + 6 * number)
        yield Happening(asked, partial(_ask, story, each, moment=asked))
        for step, act in enumerate(_acts(each), 1):
            moment = asked + step * timedelta(minutes=40)
            yield Happening(moment, partial(_act, story, each, act=act, moment=moment))
        yield from _around(story, each, asked=asked)


def _around(story: Story, task: SampleTask, *, asked: datetime) -> Iterator[Happening]:
    """Yield who follows a task, and that more time was asked for, each day once."""
    for person in task.followers:
        moment = asked + timedelta(minutes=90)
        yield Happening(moment, partial(_follow, story, task, person=person, moment=moment))
    for number, wish in enumerate(task.wishes, 1):
        moment = asked + timedelta(days=number)
        yield Happening(moment, partial(_wish, story, task, wish=wish, moment=moment))


Act = tuple[TaskPermission, Callable[..., None]]


def _acts(task: SampleTask) -> list[Act]:
    """Return what the assignee did so far."""
    accepted: Act = (TaskPermission.ACCEPT, service.accept)
    delivered: Act = (TaskPermission.DELIVER, service.deliver)
    return {"open": [], "accepted": [accepted], "delivered": [accepted, delivered]}[task.state]


def _ask(story: Story, sample: SampleTask, *, moment: datetime) -> None:
    with story.acting(sample.assigned_by, moment) as actor:
        assignee, returns = story.people[sample.assignee], sample.comes_back
        task = service.create_task(
            actor,
            story.workspace(actor, sample.workspace),
            wish=Wish(
                title=sample.title,
                details=sample.description,
                organisation_id=assignee.organisation_id,
                assignee_id=None if sample.office else assignee.id,
                office=sample.office,
                due_on=sample.due_on,
                predecessor_ids=tuple(story.tasks[each] for each in sample.after),
                checklist=sample.checklist,
            ),
            tell=None,
            returns=Return(returns.every, returns.until) if returns else None,
        )
        story.tasks[sample.code] = task.id


def _act(story: Story, sample: SampleTask, *, act: Act, moment: datetime) -> None:
    permission, verb = act
    with story.acting(sample.assignee, moment) as actor:
        task = _get(story, actor, sample=sample, permission=permission)
        verb(actor, task, seen_version=task.version)


def _follow(story: Story, sample: SampleTask, *, person: int, moment: datetime) -> None:
    with story.acting(person, moment) as actor:
        task = _get(story, actor, sample=sample, permission=TaskPermission.FOLLOW)
        service.follow(actor, task)


def _wish(story: Story, sample: SampleTask, *, wish: SampleWish, moment: datetime) -> None:
    """Ask for more time, and refuse it when that was the answer."""
    with story.acting(sample.assignee, moment) as actor:
        task = _get(story, actor, sample=sample, permission=TaskPermission.ASK_TIME)
        service.ask_time(
            actor, task, due_on=wish.until, reason=wish.reason, seen_version=task.version
        )
    if wish.refused_because:
        with story.acting(sample.assigned_by, moment) as actor:
            task = _get(story, actor, sample=sample, permission=TaskPermission.REFUSE_TIME)
            service.refuse_time(actor, task, reason=wish.refused_because, seen_version=task.version)


def _get(story: Story, actor: Actor, *, sample: SampleTask, permission: TaskPermission) -> Task:
    workspace = story.workspace(actor, sample.workspace)
    return queries.get_for(actor, permission, task_id=story.tasks[sample.code], workspace=workspace)
