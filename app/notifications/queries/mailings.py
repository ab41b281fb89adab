"""Mailings that are ready, and what of them still holds at the moment of sending."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from app.identity.models import Person
from app.kernel import db
from app.kernel.access import Actor
from app.kernel.work import Work
from app.notifications.models import Level, Mailing, Notice, PlaceChoice, Reminder
from app.notifications.queries.crews import find_task
from app.tasks import queries as tasks
from app.workspaces.models import Membership


def list_ready(now: datetime) -> list[UUID]:
    """Return the mailings whose hour has come, that do not wait, and that were not sent."""
    held_until = func.coalesce(Mailing.waits_until, Mailing.slot_at)
    statement = (
        select(Mailing.id)
        .where(Mailing.slot_at <= now, held_until <= now, Mailing.sent_at.is_(None))
        .order_by(Mailing.slot_at, Mailing.id)
    )
    return list(db.session().execute(statement).scalars())


def find_mailing(mailing_id: UUID) -> tuple[Mailing, Person] | None:
    """Return a mailing with whom it is for."""
    statement = (
        select(Mailing, Person)
        .join(Person, Person.id == Mailing.person_id)
        .where(Mailing.id == mailing_id)
    )
    found = db.session().execute(statement).first()
    return (found[0], found[1]) if found else None


def hold_mailing(work: Work, mailing_id: UUID) -> Mailing | None:
    """Return a mailing and hold its row until the work ends."""
    statement = select(Mailing).where(Mailing.id == mailing_id).with_for_update()
    return work.session.execute(statement).scalar_one_or_none()


def list_reminders(mailing_id: UUID) -> list[Reminder]:
    """Return the reminders of a mailing, what ends first on top."""
    statement = (
        select(Reminder)
        .where(Reminder.mailing_id == mailing_id)
        .order_by(Reminder.ends_on, Reminder.id)
    )
    return list(db.session().execute(statement).scalars())


def find_notice_id(actor: Actor, reminder: Reminder) -> UUID | None:
    """Return the notice of a reminder that still holds: right, unfinished, same day, not silenced.

    Args:
        actor: a job, acting for the receiver's organisation in that place.
    """
    task = find_task(actor, reminder.task_id)
    if task is None or not task.status.is_waiting_for_assignee or not task.workspace.is_open:
        return None
    if (
        task.due_on is None
        or tasks.last_day_of(task.due_on, is_counted=task.term_id is not None) != reminder.ends_on
    ):
        return None
    works_there = (
        select(Membership.id)
        .where(
            Membership.workspace_id == reminder.workspace_id,
            Membership.organisation_id == actor.organisation_id,
            Membership.person_id == reminder.person_id,
            Membership.ended_at.is_(None),
        )
        .exists()
    )
    silenced = (
        select(PlaceChoice.person_id)
        .where(
            PlaceChoice.person_id == reminder.person_id,
            PlaceChoice.workspace_id == reminder.workspace_id,
            PlaceChoice.level != Level.ALL,
        )
        .exists()
    )
    statement = select(Notice.id).where(
        Notice.person_id == reminder.person_id,
        Notice.task_id == reminder.task_id,
        works_there,
        ~silenced,
    )
    return db.session().execute(statement).scalar_one_or_none()
