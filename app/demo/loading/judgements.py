"""Findings are written by their own organisation and, when ready, put forward."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleFinding, SampleRecommendation, SampleWorkspace
from app.findings import queries, service
from app.findings.models import Aspect, Audience, Judgement
from app.findings.policy import FindingPermission
from app.findings.service import Advice, Fact, FindingText
from app.kernel.access import Actor
from app.kernel.terms import TermRule, explain
from app.workspaces.models import Workspace


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield the writing of every finding of a workspace."""
    for number, each in enumerate(story.findings_of(workspace)):
        moment = story.moment(story.written_on(each), minutes=240 + 9 * number)
        yield Happening(moment, partial(_write, story, each, moment=moment))


def _write(story: Story, sample: SampleFinding, *, moment: datetime) -> None:
    with story.acting(sample.author, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        text = _text(story, actor, workspace, sample=sample, moment=moment)
        finding = service.add_finding(actor, workspace, text=text)
        story.findings[sample.code] = finding.id
    if sample.status == "final":
        with story.acting(sample.author, moment + timedelta(minutes=3)) as actor:
            workspace = story.workspace(actor, sample.workspace)
            found = queries.get_for(
                actor,
                FindingPermission.CHANGE,
                finding_id=story.findings[sample.code],
                workspace=workspace,
            )
            service.put_forward(actor, found, seen_version=found.version)


def _text(
    story: Story,
    actor: Actor,
    workspace: Workspace,
    *,
    sample: SampleFinding,
    moment: datetime,
) -> FindingText:
    norms = {each.code: each for each in queries.list_norms(actor, workspace)}
    return FindingText(
        title=sample.title,
        text=sample.text,
        norm_id=norms[sample.norm].id,
        aspect=Aspect(sample.aspect),
        judgement=Judgement(sample.judgement),
        audience=Audience(sample.audience),
        evidence=frozenset(story.documents[code] for code in sample.evidence),
        facts=_facts(story, actor, workspace, sample=sample),
        recommendations=tuple(_advice(each, moment) for each in sample.recommendations),
    )


def _facts(
    story: Story, actor: Actor, workspace: Workspace, *, sample: SampleFinding
) -> frozenset[Fact]:
    """Return the observations a finding rests on, in the words they have by then."""
    wanted = [
        story.observations[code]
        for code, each in story.sample.observations.items()
        if sample.code in each.findings
    ]
    found = queries.find_to_cite(actor, workspace, ids=wanted)
    return frozenset(Fact(each.id, each.version) for each in found)


def _advice(sample: SampleRecommendation, moment: datetime) -> Advice:
    """Give a recommendation its day: the term counted from when it was written."""
    rule = TermRule(length=sample.length, unit=sample.unit)
    return Advice(
        text=sample.text,
        addressee=sample.addressee,
        due_on=explain(rule, moment.date()).ends_on,
    )
