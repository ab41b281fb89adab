"""Reading successions, who goes on, and how much it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, text

from app.identity import queries as identity
from app.identity.models import Person
from app.kernel import db
from app.kernel.access import Actor, require
from app.kernel.errors import NotFound
from app.kernel.text import _
from app.successions.models import (
    PlaceStep,
    Succession,
    SuccessionAnswer,
    SuccessionPerson,
    SuccessionPlace,
    SuccessionState,
)
from app.successions.policy import SuccessionPermission

MOST = 50

IS_STANDING = (
    Succession.answer.is_distinct_from(SuccessionAnswer.REFUSED),
    Succession.taken_back_at.is_(None),
)
"""Waits, is planned or was carried out."""


@dataclass(frozen=True, slots=True)
class Impact:
    """How much goes over and ends, over all places together."""

    places: int
    led: int
    leaderless: int
    """Places that wait, because nobody would coordinate for who leads them."""
    both_in: int
    people: int
    moving: int
    asked: int
    asking: int
    mandates: int
    providers: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One row that went over or ended in a place."""

    kind: str
    id: UUID
    organisation_id: UUID
    person_id: UUID | None
    role: str
    version: int


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """How much somebody leaves, over all places together."""

    places: int
    tasks: int
    mandates: int


def what_is_left_open(person: Person) -> LeftOpen:
    """Return how much somebody still has, for an administrator of the own organisation."""
    statement = text("select places, tasks, mandates from samenzicht_left_open(:someone)")
    row = db.session().execute(statement, {"someone": person.id}).one_or_none()
    return LeftOpen(*row) if row is not None else LeftOpen(0, 0, 0)


def get_leaver_for(actor: Actor, permission: SuccessionPermission, person_id: UUID) -> Person:
    """Return an account that is to go, and decide the permission."""
    person = identity.get_person(person_id)
    require(actor, permission, person)
    return person


def get_for(actor: Actor, permission: SuccessionPermission, succession_id: UUID) -> Succession:
    """Return a succession, and decide the permission."""
    found = db.session().get(Succession, succession_id)
    if found is None:
        raise NotFound
    found.voice_id = _voice_of(found)
    require(actor, permission, found)
    return found


def _voice_of(succession: Succession) -> UUID | None:
    """Return for which of the two an administrator must speak: who ends, else the heir."""
    two = (succession.organisation_id, succession.successor_id)
    speaking = identity.list_with_administrator(two)
    return next((each for each in two if each in speaking), None)


def find_succession(succession_id: UUID) -> Succession | None:
    """Find a succession as it is now; for jobs."""
    return db.session().get(Succession, succession_id, populate_existing=True)


def state_of(plan: Succession) -> tuple[str, str]:
    """Return how far a succession is, in words and by the tone of a tag."""
    match plan.state:
        case SuccessionState.WAITING:
            return _("Waits"), "info"
        case SuccessionState.PLANNED:
            return _("Planned"), "info"
        case SuccessionState.UNDER_WAY:
            return _("Under way"), "warn"
        case SuccessionState.DONE:
            return _("Done"), "ok"
        case SuccessionState.TAKEN_BACK:
            return _("Taken back"), "line"
        case SuccessionState.REFUSED:
            return _("Refused"), "stop"


def list_latest(*, limit: int = MOST) -> list[Succession]:
    """Return what was planned last, the newest first."""
    statement = select(Succession).order_by(Succession.asked_at.desc(), Succession.id).limit(limit)
    return list(db.session().execute(statement).unique().scalars())


def list_all_standing() -> list[Succession]:
    """Return everything that waits, is planned or was carried out, by day."""
    statement = select(Succession).where(*IS_STANDING).order_by(Succession.from_on, Succession.id)
    return list(db.session().execute(statement).unique().scalars())


def list_due(today: date) -> list[Succession]:
    """Return what is to be carried out, or was not wholly; for jobs."""
    return _list_agreed(Succession.from_on <= today)


def list_coming(today: date) -> list[Succession]:
    """Return what was agreed and whose day has not come; for jobs."""
    return _list_agreed(Succession.from_on > today)


def _list_agreed(when: ColumnElement[bool]) -> list[Succession]:
    statement = (
        select(Succession)
        .where(
            Succession.answer == SuccessionAnswer.APPROVED,
            Succession.taken_back_at.is_(None),
            Succession.done_at.is_(None),
            when,
        )
        .order_by(Succession.from_on, Succession.id)
    )
    return list(db.session().execute(statement).unique().scalars())


def was_told(succession: Succession, workspace_id: UUID, step: PlaceStep) -> bool:
    """Tell whether a place was told of a step; for the job that works there."""
    key = (succession.id, workspace_id, step)
    return db.session().get(SuccessionPlace, key) is not None


def list_heirs(succession: Succession) -> list[SuccessionPerson]:
    """Return who goes on, by name."""
    statement = select(SuccessionPerson).where(SuccessionPerson.succession_id == succession.id)
    found = list(db.session().execute(statement).unique().scalars())
    return sorted(found, key=lambda each: (each.person.name, str(each.person_id)))


def find_impact(succession: Succession) -> Impact | None:
    """Return how much it is about; None for who is no administrator."""
    statement = text("select * from samenzicht_succession_impact(:which)")
    row = db.session().execute(statement, {"which": succession.id}).one_or_none()
    return Impact(*row) if row is not None else None


def list_places(succession_id: UUID) -> list[UUID]:
    """Return where the old organisation takes part; for jobs."""
    statement = text("select * from samenzicht_succession_places(:which)")
    return list(db.session().execute(statement, {"which": succession_id}).scalars())


def list_untold(succession_id: UUID) -> list[UUID]:
    """Return where the old organisation takes part and nobody was told yet; for jobs."""
    statement = text("select * from samenzicht_succession_untold(:which)")
    return list(db.session().execute(statement, {"which": succession_id}).scalars())


def list_who_takes_part(workspace_id: UUID) -> list[UUID]:
    """Return the organisations of one place, for the job that works there."""
    statement = text(
        "select organisation_id from participation where workspace_id = :place"
        " and ended_at is null order by position, organisation_id"
    )
    return list(db.session().execute(statement, {"place": workspace_id}).scalars())


def take_over(
    succession: Succession, workspace_id: UUID, *, today: date, moment: datetime
) -> list[Taken]:
    """Have the database move what goes over in one place; nothing when it is not due or done.

    It is part of the caller's transaction, who decided it and writes it down.
    """
    statement = text("select * from samenzicht_take_over(:which, :place, :today, :moment)")
    told = {
        "which": succession.id,
        "place": workspace_id,
        "today": today,
        "moment": moment,
    }
    return [Taken(*row) for row in db.session().execute(statement, told)]
