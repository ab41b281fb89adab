"""The processing record: the workspaces of the own organisation, and who receives what there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from app.documents.models import Level
from app.kernel import db
from app.kernel.access import Actor, require
from app.privacy.policy import PrivacyPermission, Register
from app.privacy.queries.choosing import Choice
from app.workspaces.models import ParticipantRole

PLACES = text("select * from samenzicht_register_places() order by ref")
RECIPIENTS = text("select * from samenzicht_register_recipients() order by place, organisation")


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """A workspace as the register tells of it; its own words are empty after leaving it."""

    id: UUID
    ref: str
    title: str | None
    """Only for who is a member."""
    purpose: str | None
    legal_basis: str | None
    """Codes, separated by spaces."""
    arrangement: str | None
    retention: str | None
    part: ParticipantRole
    joined_at: datetime
    left_at: datetime | None
    is_closed: bool
    participants: Sequence[UUID]
    documents: int
    special: int
    criminal: int
    police: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Another organisation that can see something of the own one in a workspace, now."""

    place_id: UUID
    organisation_id: UUID
    level: Level
    """The highest that anybody there has."""
    documents: int
    """That somebody there sees; what is only cited as evidence does not count."""
    people: int
    until: date | None
    """Last day on which the last rule holds; None when one has no end."""


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the processing record."""

    place: RegisterPlace
    recipients: Sequence[Recipient]


def get_register_for(actor: Actor, permission: PrivacyPermission) -> Register:
    """Return the register of the actor's own organisation, and decide the permission."""
    register = Register(actor.organisation_id)
    require(actor, permission, register)
    return register


def list_places() -> list[RegisterPlace]:
    """Return every workspace the officer's organisation is or was in, by reference."""
    return [
        RegisterPlace(
            id=row.place,
            ref=row.ref,
            title=row.title,
            purpose=row.purpose,
            legal_basis=row.legal_basis,
            arrangement=row.arrangement,
            retention=row.retention,
            part=ParticipantRole(row.part),
            joined_at=row.joined_at,
            left_at=row.left_at,
            is_closed=row.is_closed,
            participants=row.participants or (),
            documents=row.documents,
            special=row.special,
            criminal=row.criminal,
            police=row.police,
        )
        for row in db.session().execute(PLACES)
    ]


def list_recipients() -> list[Recipient]:
    """Return who can see something of the officer's organisation now, workspace by workspace."""
    return [
        Recipient(row[0], row[1], Level(row[2]), *row[3:])
        for row in db.session().execute(RECIPIENTS)
    ]


def list_processing(places: Sequence[RegisterPlace], choice: Choice) -> list[Processing]:
    """Return the processing record of places that were told, by reference.

    A period chooses the workspaces the organisation was in for at least one day of it; an
    organisation chooses those where it takes part or receives.
    """
    recipients: dict[UUID, list[Recipient]] = {}
    for each in list_recipients():
        recipients.setdefault(each.place_id, []).append(each)
    rows = [Processing(each, recipients.get(each.id, ())) for each in places]
    return [row for row in rows if _is_wanted(row, choice)]


def _is_wanted(row: Processing, choice: Choice) -> bool:
    place, since, past = row.place, choice.since, choice.past
    if choice.place is not None and place.id != choice.place:
        return False
    if past is not None and place.joined_at >= past:
        return False
    if since is not None and place.left_at is not None and place.left_at < since:
        return False
    receiving = {each.organisation_id for each in row.recipients}
    return choice.organisation is None or choice.organisation in {*place.participants, *receiving}
