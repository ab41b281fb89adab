"""Data breaches: a privacy officer puts one down, writes what follows, and closes its record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from app.demo.loading.story import Happening, Story
from app.demo.sample_breaches import SampleBreach, SampleStep
from app.privacy import queries, service
from app.privacy.policy import PrivacyPermission
from app.privacy.service import Notice, Scope

PUT_DOWN_AT, WRITTEN_AT, CLOSED_AT = 20, 90, 120
"""Minutes after the office opens."""


def happenings(story: Story) -> Iterator[Happening]:
    """Yield what was done about each breach."""
    for each in story.sample.breaches:
        made: list[UUID] = []
        moment = story.moment(each.aware_on, minutes=PUT_DOWN_AT)
        yield Happening(moment, partial(_put_down, story, each, made=made))
        for step in each.steps:
            written = story.moment(step.on, minutes=WRITTEN_AT)
            yield Happening(written, partial(_write, story, each, step, made=made))
        if each.closed_on is not None:
            closed = story.moment(each.closed_on, minutes=CLOSED_AT)
            yield Happening(closed, partial(_close, story, each, moment=closed, made=made))


def _put_down(story: Story, sample: SampleBreach, *, made: list[UUID]) -> None:
    moment = story.moment(sample.aware_on, minutes=PUT_DOWN_AT)
    with story.acting(sample.person, moment) as actor:
        register = queries.get_register_for(actor, PrivacyPermission.KEEP_BREACHES)
        ref = story.refs[sample.workspace]
        scope = Scope(
            workspace_id=next(each.id for each in queries.list_places() if each.ref == ref),
            other_id=story.organisations[sample.other].id,
        )
        aware_at = story.moment(sample.aware_on)
        breach = service.open_breach(
            actor, register, aware_at=aware_at, facts=sample.facts, scope=scope
        )
        made.append(breach.id)


def _write(story: Story, sample: SampleBreach, step: SampleStep, *, made: list[UUID]) -> None:
    moment = story.moment(step.on, minutes=WRITTEN_AT)
    with story.acting(sample.person, moment) as actor:
        register, breach = queries.get_breach_for(actor, made[0])
        notice = Notice(step.outcome, moment if step.outcome else None)
        service.note_step(
            actor, register, breach, kind=step.kind.value, body=step.body, notice=notice
        )


def _close(story: Story, sample: SampleBreach, *, moment: datetime, made: list[UUID]) -> None:
    with story.acting(sample.person, moment) as actor:
        register, breach = queries.get_breach_for(actor, made[0])
        service.close_breach(
            actor, register, breach, body=sample.closing, seen_version=breach.version
        )
