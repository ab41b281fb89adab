"""Scorings: a criterion under a norm, asked, scored blind, concluded, and another view noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleWorkspace
from app.demo.sample_scorings import SampleDissent, SampleScore, SampleScoring
from app.findings import queries
from app.findings.models import Audience, Judgement, Scoring
from app.findings.policy import FrameworkPermission, ScoringPermission
from app.findings.service import scores as service
from app.findings.service.frameworks.lines import LineText
from app.findings.service.frameworks.making import put_line
from app.kernel.access import Actor

PUT_AT, ASKED_AT, SCORED_AT, CONCLUDED_AT, NOTED_AT = 20, 100, 160, 300, 320
"""Minutes after the office opens."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield what happens around each scoring of a workspace."""
    for each in story.sample.scorings.values():
        if each.workspace != workspace.code:
            continue
        put = story.moment(each.criterion.put_on, minutes=PUT_AT)
        yield Happening(put, partial(_put_criterion, story, each, put))
        asked = story.moment(each.asked_on, minutes=ASKED_AT)
        yield Happening(asked, partial(_ask, story, each, asked))
        for number, score in enumerate(each.scores):
            moment = story.moment(score.on, minutes=SCORED_AT + 13 * number)
            yield Happening(moment, partial(_score, story, each, score, moment=moment))
        if each.concluded_on is not None:
            moment = story.moment(each.concluded_on, minutes=CONCLUDED_AT)
            yield Happening(moment, partial(_conclude, story, each, moment))
        if each.dissent is not None:
            moment = story.moment(each.dissent.on, minutes=NOTED_AT)
            yield Happening(moment, partial(_note, story, each, each.dissent, moment=moment))


def _put_criterion(story: Story, sample: SampleScoring, moment: datetime) -> None:
    criterion = sample.criterion
    with story.acting(criterion.put_by, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        [norm] = [each for each in queries.list_norms(actor, workspace) if each.code == sample.norm]
        framework = queries.get_framework_for(
            actor,
            FrameworkPermission.CHANGE,
            framework_id=norm.framework_id,
            workspace=workspace,
        )
        line = LineText(criterion.code, sample.norm, criterion.text)
        put_line(actor, framework, line=line, seen_version=framework.version)


def _ask(story: Story, sample: SampleScoring, moment: datetime) -> None:
    with story.acting(sample.asked_by, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        norms = {each.code: each.id for each in queries.list_norms(actor, workspace)}
        wish = service.ScoringWish(
            title=sample.title,
            norm_id=norms[sample.criterion.code],
            people=frozenset(story.people[each].id for each in sample.people),
            audience=Audience.WORKSPACE,
        )
        story.scorings[sample.code] = service.ask_scores(actor, workspace, wish=wish).id


def _score(story: Story, sample: SampleScoring, score: SampleScore, *, moment: datetime) -> None:
    with story.acting(score.person, moment) as actor:
        scoring = _get(story, actor, sample, permission=ScoringPermission.SCORE)
        judgement = Judgement(score.judgement)
        service.give_score(actor, scoring, judgement=judgement, reason=score.reason)


def _conclude(story: Story, sample: SampleScoring, moment: datetime) -> None:
    with story.acting(sample.asked_by, moment) as actor:
        scoring = _get(story, actor, sample, permission=ScoringPermission.CONCLUDE)
        service.conclude(
            actor,
            scoring,
            consensus=Judgement(sample.consensus or "not_assessed"),
            text=sample.conclusion,
            finding_id=story.findings[sample.finding] if sample.finding else None,
            seen_version=scoring.version,
        )


def _note(story: Story, sample: SampleScoring, dissent: SampleDissent, *, moment: datetime) -> None:
    with story.acting(dissent.person, moment) as actor:
        scoring = _get(story, actor, sample, permission=ScoringPermission.DISSENT)
        judgement = Judgement(dissent.judgement)
        service.note_view(actor, scoring, judgement=judgement, text=dissent.text, seen_version=0)


def _get(
    story: Story, actor: Actor, sample: SampleScoring, *, permission: ScoringPermission
) -> Scoring:
    workspace = story.workspace(actor, sample.workspace)
    return queries.get_scoring_for(
        actor, permission, scoring_id=story.scorings[sample.code], workspace=workspace
    )
