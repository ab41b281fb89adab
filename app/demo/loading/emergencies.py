"""Emergency sight: opened, looked by, ended and judged; then the person becomes a member."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from app.demo.loading.confirming import confirm
from app.demo.loading.story import Happening, Story
from app.demo.sample_emergencies import SampleEmergency
from app.emergencies import queries, service
from app.emergencies.policy import EmergencyPermission
from app.emergencies.service import Wish
from app.identity import queries as identity
from app.kernel.jobs import named
from app.workspaces import service as workspaces
from app.workspaces.models import MemberRole

OPENED_AT, ENDED_AT, JUDGED_AT, JOINED_AT = 200, 245, 60, 30
"""Minutes after the office opens."""
TELL = "emergencies.announce"


def happenings(story: Story) -> Iterator[Happening]:
    """Yield what became of each."""
    for each in story.sample.emergencies:
        made: list[UUID] = []
        yield Happening(
            story.moment(each.on, minutes=OPENED_AT), partial(_open, story, each, made=made)
        )
        yield Happening(
            story.moment(each.on, minutes=ENDED_AT), partial(_end, story, each, made=made)
        )
        yield Happening(
            story.moment(each.judged_on, minutes=JUDGED_AT),
            partial(_judge, story, each, made=made),
        )
        yield Happening(
            story.moment(each.joins_on, minutes=JOINED_AT), partial(_let_in, story, each)
        )


def _open(story: Story, sample: SampleEmergency, *, made: list[UUID]) -> None:
    moment = story.moment(sample.on, minutes=OPENED_AT)
    with story.acting(sample.officer, moment) as actor:
        register = queries.get_register_for(actor, EmergencyPermission.OPEN)
        ref = story.refs[sample.workspace]
        wish = Wish(
            workspace_id=next(each.id for each in register.places if each.ref == ref),
            person_id=story.people[sample.person].id,
            ground=sample.ground.value,
            reason=sample.reason,
            hours=sample.hours,
        )
        purpose = service.purpose_of(register, wish)
        session_id, ticket_id = confirm(actor, story.people[sample.officer], purpose=purpose)
    with story.acting(sample.officer, moment, session_id=session_id) as actor:
        sight = service.open_sight(
            actor, register, wish=wish, announce=named(TELL), ticket_id=ticket_id
        )
        made.append(sight.id)


def _end(story: Story, sample: SampleEmergency, *, made: list[UUID]) -> None:
    with story.acting(sample.person, story.moment(sample.on, minutes=ENDED_AT)) as actor:
        found = queries.get_for(actor, EmergencyPermission.END, made[0])
        seen = found.sight.version
        service.end(actor, found, seen_version=seen, announce=named(TELL))


def _judge(story: Story, sample: SampleEmergency, *, made: list[UUID]) -> None:
    with story.acting(sample.officer, story.moment(sample.judged_on, minutes=JUDGED_AT)) as actor:
        found = queries.get_for(actor, EmergencyPermission.REVIEW, made[0])
        service.review(
            actor,
            found,
            verdict=sample.verdict.value,
            words=sample.words,
            seen_version=found.sight.version,
        )


def _let_in(story: Story, sample: SampleEmergency) -> None:
    moment = story.moment(sample.joins_on, minutes=JOINED_AT)
    with story.acting(sample.coordinator, moment) as actor:
        workspace = story.workspace(actor, sample.workspace)
        role = next(
            each.role
            for each in story.sample.workspaces[sample.workspace].members
            if each.person == sample.person
        )
        person = identity.get_person(story.people[sample.person].id)
        workspaces.add_member(actor, workspace, person=person, role=MemberRole(role))
