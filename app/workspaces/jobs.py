"""What clock and queue ask of workspaces: take access reviews further."""

from __future__ import annotations

from uuid import UUID

from flask_babel import force_locale

from app.adapters.mail import Mailer
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house
from app.kernel.work import keeping_books
from app.workspaces import messages, queries, service
from app.workspaces.policy import ENDS, REVIEWS


@job(REVIEWS)
def look_at_reviews() -> None:
    """Look where people were not looked at this quarter, and have each place taken further.

    Not in the demonstration: nobody there answers, and in two weeks nobody would be in.
    """
    house = current_house()
    if house.settings.demonstration:
        return
    actor = system_actor(REVIEWS)
    with house.database.session_for(actor), keeping_books(actor) as work:
        for place, organisation in queries.list_not_reviewed(clock.today()):
            work.defer(
                take_review_further,
                once=f"review:{place}:{organisation}",
                workspace_id=str(place),
                organisation_id=str(organisation),
            )


@job("workspaces.take_review_further")
def take_review_further(*, workspace_id: str, organisation_id: str) -> None:
    """Ask, remind or suspend in one place; each step happens once, however often this runs."""
    actor = system_actor(
        REVIEWS, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with current_house().database.session_for(actor):
        service.take_further(actor, today=clock.today(), mail=mail_review)


@job(ENDS)
def look_who_is_over() -> None:
    """Have memberships ended whose last day is over, each place by itself."""
    actor = system_actor(ENDS)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for place, organisation in queries.list_over():
            work.defer(
                end_over,
                once=f"over:{place}:{organisation}",
                workspace_id=str(place),
                organisation_id=str(organisation),
            )


@job("workspaces.leave_everywhere")
def leave_everywhere(*, person_id: str) -> None:
    """Have ended what somebody who left an organisation has in each place; safe to run twice."""
    actor = system_actor(ENDS)
    with current_house().database.session_for(actor), keeping_books(actor) as work:
        for place, organisation in queries.list_places_of(UUID(person_id)):
            work.defer(
                end_over,
                once=f"left:{place}:{person_id}",
                workspace_id=str(place),
                organisation_id=str(organisation),
                person_id=person_id,
            )


@job("workspaces.end_over")
def end_over(*, workspace_id: str, organisation_id: str, person_id: str | None = None) -> None:
    """End them in one place; safe to run twice."""
    actor = system_actor(ENDS, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id))
    leaver_id = UUID(person_id) if person_id else None
    with current_house().database.session_for(actor):
        service.end_over(actor, leaver_id=leaver_id)


@job("workspaces.mail_review")
def mail_review(*, workspace_id: str, organisation_id: str, person_id: str, step: str) -> None:
    """Mail a coordinator of a review, if they still coordinate there; safe to run twice."""
    house, today = current_house(), clock.today()
    actor = system_actor(
        REVIEWS, organisation_id=UUID(organisation_id), place_id=UUID(workspace_id)
    )
    with house.database.session_for(actor):
        review = queries.find_review(actor, today)
        found = [
            each.person
            for each in service.coordinators_of(queries.list_delegates(actor))
            if str(each.person_id) == person_id
        ]
    if review is None or not found:
        return
    [person] = found
    with force_locale(person.language or "nl"):
        mail = messages.review(
            step=step, ends_on=review.ends_on, link=f"{house.settings.origin}/access-review"
        )
    house.tool(Mailer).send(
        f"review.{review.quarter_on}.{step}.{workspace_id}.{person_id}",
        to=person.email,
        subject=mail.subject,
        text=mail.text,
    )
