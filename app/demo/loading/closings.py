"""Closings: the lead asks, and a coordinator answers for the own organisation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.closing import service
from app.closing.policy import ClosingPermission
from app.closing.service import Chosen, SelectionLists
from app.demo.loading.story import Happening, Story
from app.demo.sample_closings import SampleAnswer, SampleClosing
from app.workspaces import queries as workspaces

ASKED_AT, ANSWERED_AT = 200, 230
"""Minutes after the office opens."""


def happenings(story: Story) -> Iterator[Happening]:
    """Yield how each closing began, and who answered."""
    for each in story.sample.closings:
        asked = story.moment(each.on, minutes=ASKED_AT)
        yield Happening(asked, partial(_ask, story, each))
        for answer in each.answers:
            answered = story.moment(answer.on, minutes=ANSWERED_AT)
            yield Happening(answered, partial(_answer, story, each, answer))


def _ask(story: Story, sample: SampleClosing) -> None:
    with story.acting(sample.person, story.moment(sample.on, minutes=ASKED_AT)) as actor:
        ref = story.refs[sample.workspace]
        workspace = workspaces.get_for(actor, ClosingPermission.START, ref)
        service.start_closing(
            actor, workspace, due_on=sample.due_on, seen_version=workspace.version
        )


def _answer(story: Story, sample: SampleClosing, answer: SampleAnswer) -> None:
    with story.acting(answer.person, story.moment(answer.on, minutes=ANSWERED_AT)) as actor:
        ref, lists = story.refs[sample.workspace], story.house.tool(SelectionLists)
        workspace = workspaces.get_for(actor, ClosingPermission.ANSWER, ref)
        service.give_answer(actor, workspace, chosen=Chosen(answer.shared, answer.private))
        service.choose_retention(actor, workspace, code=answer.item, law=answer.law, lists=lists)
