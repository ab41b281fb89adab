"""Observations: written down, corrected, released, and one of them withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

from app.demo.loading.story import Happening, Story
from app.demo.sample_observations import SampleCorrection, SampleObservation
from app.demo.sample_rows import SampleWorkspace
from app.findings import queries
from app.findings.models import Observation, Sense, SubjectKind
from app.findings.policy import ObservationPermission
from app.findings.service import observations as service
from app.findings.service.observations import ObservationText
from app.kernel.access import Actor

MADE_AT, CORRECTED_AT, RELEASED_AT, WITHDRAWN_AT = 200, 205, 215, 260
"""Minutes after the office opens; findings are written after that."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield what happens to each observation of a workspace."""
    for number, each in enumerate(story.sample.observations.values()):
        if each.workspace != workspace.code:
            continue
        later = [story.sample.documents[code].uploaded_on for code in each.evidence]
        made = story.moment(max([each.observed_on, *later]), minutes=MADE_AT + number % 5)
        yield Happening(made, partial(_make, story, each, made))
        if each.corrected is not None:
            moment = story.moment(each.corrected.on, minutes=CORRECTED_AT)
            yield Happening(moment, partial(_correct, story, each, each.corrected, moment=moment))
        if each.released_on is not None:
            moment = story.moment(each.released_on, minutes=RELEASED_AT)
            yield Happening(moment, partial(_release, story, each, moment))
        if each.withdrawn_on is not None:
            moment = story.moment(each.withdrawn_on, minutes=WITHDRAWN_AT)
            yield Happening(moment, partial(_withdraw, story, each, moment))


def _text(story: Story, sample: SampleObservation, *, text: str) -> ObservationText:
    people = (sample.author, *sample.observers)
    return ObservationText(
        title=sample.title,
        subject_kind=SubjectKind(sample.subject_kind),
        subject=sample.subject,
        place=sample.place,
        kind=Sense(sample.kind),
        observed_on=sample.observed_on,
        observed_at=time.fromisoformat(sample.at) if sample.at else None,
        observers=frozenset(story.people[each].id for each in people),
        text=text.strip(),
        evidence=frozenset(story.documents[code] for code in sample.evidence),
    )


def _make(story: Story, sample: SampleObservation, moment: datetime) -> None:
    with story.acting(sample.author, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        text = _text(story, sample, text=sample.text)
        made = service.add_observation(actor, workspace, text=text)
        story.observations[sample.code] = made.id


def _correct(
    story: Story, sample: SampleObservation, correction: SampleCorrection, *, moment: datetime
) -> None:
    with story.acting(sample.author, moment) as actor:
        found = _get(story, actor, sample, permission=ObservationPermission.CHANGE)
        service.correct_observation(
            actor,
            found,
            text=_text(story, sample, text=correction.text),
            seen_version=found.version,
            reason=correction.reason,
        )


def _release(story: Story, sample: SampleObservation, moment: datetime) -> None:
    with story.acting(sample.author, moment) as actor:
        found = _get(story, actor, sample, permission=ObservationPermission.RELEASE)
        service.release_observation(actor, found, seen_version=found.version)


def _withdraw(story: Story, sample: SampleObservation, moment: datetime) -> None:
    with story.acting(sample.author, moment) as actor:
        found = _get(story, actor, sample, permission=ObservationPermission.WITHDRAW)
        service.withdraw_observation(actor, found, reason=sample.withdrawal_reason)


def _get(
    story: Story, actor: Actor, sample: SampleObservation, *, permission: ObservationPermission
) -> Observation:
    return queries.get_observation_for(
        actor,
        permission,
        observation_id=story.observations[sample.code],
        workspace=story.workspace(actor, sample.workspace),
    )
