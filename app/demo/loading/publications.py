"""Publications: an adopted report is planned, and organisations that signed agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import partial

from app.demo.loading.rounds import tools_of
from app.demo.loading.story import Happening, Story
from app.demo.sample_publications import SampleAgreement, SamplePublication
from app.demo.sample_rows import SampleWorkspace
from app.kernel.clock import HOME_ZONE
from app.publications import queries, service
from app.publications.policy import PublicationPermission

PLANNED_AT, AGREED_AT = 240, 60
"""Minutes after the office opens."""
PUBLIC_AT = time(10, 0)


def happenings(story: Story, workspace: SampleWorkspace) -> Iterator[Happening]:
    """Yield the plans for the reports of a workspace, and who agreed."""
    for each in story.sample.publications.values():
        if story.sample.reports[each.report].workspace != workspace.code:
            continue
        planned = story.moment(each.planned_on, minutes=PLANNED_AT)
        yield Happening(planned, partial(_plan, story, each, planned))
        for one in each.agreed:
            agreed = story.moment(one.on, minutes=AGREED_AT)
            yield Happening(agreed, partial(_agree, story, each, one, moment=agreed))


def _plan(story: Story, sample: SamplePublication, moment: datetime) -> None:
    place = story.sample.reports[sample.report].workspace
    with story.acting(sample.planned_by, moment) as actor:
        asked = queries.get_plan_for(
            actor,
            PublicationPermission.PLAN,
            ref=story.refs[place],
            report_id=story.reports[sample.report],
        )
        wish = service.Wish(
            publish_at=datetime.combine(sample.publish_on, PUBLIC_AT, HOME_ZONE),
            offered_to=sample.offered_to,
            offered_on=sample.offered_on,
        )
        source = service.read_source(asked.report, tools=tools_of(story))
        public = service.prepare(source, sample.left_out)
        service.plan(actor, asked, wish=wish, public=public, seen_version=0, tools=tools_of(story))


def _agree(
    story: Story, sample: SamplePublication, agreement: SampleAgreement, *, moment: datetime
) -> None:
    place = story.sample.reports[sample.report].workspace
    with story.acting(agreement.person, moment) as actor:
        asked = [
            each
            for each in queries.list_visible(actor, story.workspace(actor, place))
            if each.report_id == story.reports[sample.report]
        ]
        found = queries.get_for(
            actor,
            PublicationPermission.DECIDE,
            publication_id=asked[0].id,
            workspace=asked[0].workspace,
        )
        service.decide(
            actor,
            found,
            agrees=True,
            reason="",
            seen_sha256=found.fingerprint,
            seen_version=found.version,
        )
