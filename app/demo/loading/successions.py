"""Who succeeds whom: planned by the administrator of the lead, agreed on by one of elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from app.demo.loading.confirming import confirm
from app.demo.loading.story import Happening, Story
from app.identity.models import ADMINISTRATOR
from app.kernel.access import system_actor
from app.kernel.jobs import named
from app.running import standing_in
from app.successions import queries, service
from app.successions.models import PlaceStep, Succession
from app.successions.policy import CLERK, PlaceOf, SuccessionPermission

AHEAD = timedelta(days=60)
BASIS = "Wet verbetering beschikbaarheid jeugdzorg"
SOURCE = "Eerste Kamer, 7 oktober 2025"


def happenings(story: Story) -> Iterator[Happening]:
    """Tell of each organisation of the sample that has a successor."""
    for each in story.sample.organisations.values():
        if each.successor:
            yield Happening(
                story.moment(story.sample.monday),
                partial(_plan, story, gone=each.code, heir=each.successor),
            )


def _plan(story: Story, *, gone: str, heir: str) -> None:
    moment = story.moment(story.sample.monday)
    first, second = _two_administrators(story)
    with story.acting(first, moment) as actor:
        plan = service.Plan(
            successor=story.organisations[heir],
            from_on=_first_of_month_after(story.sample.monday + AHEAD),
            legal_basis=BASIS,
            source=SOURCE,
            heirs=(),
        )
        made = service.ask(actor, story.organisations[gone], plan)
    with story.acting(second, moment) as actor:
        purpose = service.purpose_of(made)
        session_id, ticket_id = confirm(actor, story.people[second], purpose=purpose)
    with story.acting(second, moment, session_id=session_id) as actor:
        found = queries.get_for(actor, SuccessionPermission.APPROVE, made.id)
        told = named("successions.announce")
        service.approve(actor, found, tell=told, ticket_id=ticket_id)
    _announce(story, found)


def _announce(story: Story, plan: Succession) -> None:
    database = story.house.database
    with standing_in(story.app), database.session_for(system_actor(CLERK)):
        places: list[UUID] = queries.list_places(plan.id)
    for place in places:
        actor = system_actor(CLERK, organisation_id=plan.organisation_id, place_id=place)
        with standing_in(story.app), database.session_for(actor):
            service.tell_place(actor, PlaceOf(plan, place), PlaceStep.ANNOUNCED)


def _two_administrators(story: Story) -> tuple[int, int]:
    """Return two people with the duty, of different organisations."""
    found = [
        (number, each.organisation_id)
        for number, each in sorted(story.people.items())
        if ADMINISTRATOR in each.duties
    ]
    first, home = found[0]
    return first, next(number for number, other in found if other != home)


def _first_of_month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
