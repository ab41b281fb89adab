"""Inspected organisations are heard: the text is sent, remarks come in, owners decide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.demo.loading.rounds import tools_of
from app.demo.loading.story import Happening, Story
from app.demo.sample_rows import SampleRebuttal, SampleRemark, SampleWorkspace
from app.findings.models import Outcome
from app.kernel.access import Actor
from app.rebuttals import queries, service
from app.rebuttals.models import Rebuttal
from app.rebuttals.policy import RebuttalPermission
from app.reports import queries as reports
from app.reports.policy import ReportPermission

SENT_AT, RECEIVED_AT, DECIDED_AT = 30, 200, 260
"""Minutes after the office opens."""


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield the hearings about the reports of a workspace."""
    for each in story.sample.rebuttals.values():
        if story.sample.reports[each.report].workspace == workspace.code:
            moment = story.moment(each.sent_on, minutes=SENT_AT)
            yield Happening(moment, partial(_send, story, each))
            received = story.moment(each.received_on, minutes=RECEIVED_AT)
            yield Happening(received, partial(_receive, story, each))


def _send(story: Story, sample: SampleRebuttal) -> None:
    """Put the whole report to the organisation, and note that it was sent."""
    moment = story.moment(sample.sent_on, minutes=SENT_AT)
    with story.acting(sample.opened_by, moment) as actor:
        workspace = story.workspace(actor, story.sample.reports[sample.report].workspace)
        report = reports.get_for(
            actor,
            ReportPermission.VIEW,
            report_id=story.reports[sample.report],
            workspace=workspace,
        )
        wish = service.Hearing(
            entity=sample.entity,
            contact=sample.contact,
            email="",
            findings=tuple(each.finding_id for each in report.chapters),
        )
        made = service.open_rebuttal(actor, report, wish=wish, tools=tools_of(story))
        story.rebuttals[sample.report] = made.id
    with story.acting(sample.opened_by, moment + timedelta(minutes=5)) as actor:
        rebuttal = _get(story, actor, sample, permission=RebuttalPermission.SEND)
        service.note_sent(actor, rebuttal, day=sample.sent_on, seen_version=rebuttal.version)


def _receive(story: Story, sample: SampleRebuttal) -> None:
    """Enter what came in, and let the owners decide about some of it."""
    moment = story.moment(sample.received_on, minutes=RECEIVED_AT)
    items: list[tuple[SampleRemark, UUID]] = []
    with story.acting(sample.opened_by, moment) as actor:
        rebuttal = _get(story, actor, sample, permission=RebuttalPermission.ADD)
        for each in sample.remarks:
            finding_id = story.findings[each.finding] if each.finding else None
            said = service.Remark(finding_id, each.place, each.remark)
            made = service.add_item(actor, rebuttal, said=said, received_on=sample.received_on)
            items.append((each, made.id))
    for number, (remark, item_id) in enumerate(items):
        if remark.decided_by is not None:
            _decide(story, sample, remark=remark, item_id=item_id, number=number)


def _decide(
    story: Story, sample: SampleRebuttal, *, remark: SampleRemark, item_id: UUID, number: int
) -> None:
    moment = story.moment(sample.received_on, minutes=DECIDED_AT + 7 * number)
    with story.acting(remark.decided_by or sample.opened_by, moment) as actor:
        place = story.workspace(actor, story.sample.reports[sample.report].workspace)
        item = queries.get_item(actor, RebuttalPermission.DECIDE, item_id=item_id, workspace=place)
        ruling = service.Ruling(Outcome(remark.decision), remark.reason)
        service.decide(actor, item, ruling=ruling, seen_version=item.version)


def _get(
    story: Story, actor: Actor, sample: SampleRebuttal, *, permission: RebuttalPermission
) -> Rebuttal:
    workspace = story.workspace(actor, story.sample.reports[sample.report].workspace)
    key = story.rebuttals[sample.report]
    return queries.get_for(actor, permission, rebuttal_id=key, workspace=workspace)
