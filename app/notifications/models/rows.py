"""Notices, reminders, mailings, and what people chose; none of them holds content."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.notifications.models.kinds import KINDS_TOLD, TOLD_AT_ONCE, Level, NoticeKind
from app.notifications.models.things import (
    ALWAYS,
    IN_PLACE,
    NUMBER_OF_THINGS,
    OF_PLACE,
    RUNNING,
    THINGS,
)


class Notice(Base):
    """That something is up with a thing in a workspace, or with a workspace itself.

    One line per person and thing, with the latest reason; of a workspace one for each reason.
    """

    __tablename__ = "notice"
    __table_args__ = (
        *(UniqueConstraint("person_id", f"{each}_id") for each in THINGS),
        CheckConstraint(f"{NUMBER_OF_THINGS} <= 1", name="about"),
        CheckConstraint(IN_PLACE, name="place"),
        Index("ix_notice_person_id", "person_id", "at"),
        Index(
            "uq_notice_of_place",
            "person_id",
            "workspace_id",
            "kind",
            unique=True,
            postgresql_where=text(OF_PLACE),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    workspace_id: Mapped[UUID | None] = mapped_column(ForeignKey("workspace.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    scoring_id: Mapped[UUID | None] = mapped_column(ForeignKey("scoring.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_request.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    basis_id: Mapped[UUID | None] = mapped_column(ForeignKey("own_basis.id"))
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activity.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident_case.id"))
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_term.id"))
    breach_id: Mapped[UUID | None] = mapped_column(ForeignKey("breach.id"))
    surge_id: Mapped[UUID | None] = mapped_column(ForeignKey("surge.id"))
    erasure_id: Mapped[UUID | None] = mapped_column(ForeignKey("erasure_request.id"))
    kind: Mapped[NoticeKind] = mapped_column(Code(NoticeKind, 12))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    place_ref: Mapped[str | None] = mapped_column(String(30))
    """Number of the workspace, only where its reader works no more (`OF_WHO_LEFT`)."""
    given: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list, server_default="{}")
    """Of new sight: the documents, or the policies of places of which the documents are meant."""


class Mailing(Base):
    """One mail for one person at one hour."""

    __tablename__ = "mailing"
    __table_args__ = (
        UniqueConstraint("person_id", "slot_at"),
        Index("ix_mailing_slot_at", "slot_at", postgresql_where=text("sent_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    slot_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    waits_until: Mapped[datetime | None]
    """Its hour came while it was quiet; it leaves at the end of that."""
    is_pressing: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Something in it cannot wait: it leaves at once, in quiet hours too."""
    leaves_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("mailing.id"), index=True)
    """The mailing, itself maybe, whose mail tells it; None: it was never tried.

    What leaves again then has the same name and lines, and nothing else is told in between."""
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    """How often its mail was begun, since it was settled what leaves in it."""

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """Return the condition that something may be added: it was not sent, nor ever tried."""
        return and_(cls.sent_at.is_(None), cls.leaves_in_id.is_(None))


class LookedPlace(Base):
    """When the clock last had everybody of one organisation reminded in one place."""

    __tablename__ = "looked_place"

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    looked_on: Mapped[date]
    """The day it was then; on another day other things are due."""
    looked_at: Mapped[datetime]


class Reminder(Base):
    """That somebody is reminded of a thing: once for each last day and moment."""

    __tablename__ = "reminder"
    __table_args__ = (
        *(UniqueConstraint(f"{each}_id", "ends_on", "moment", "person_id") for each in THINGS),
        CheckConstraint(f"{NUMBER_OF_THINGS} <= 1", name="about"),
        CheckConstraint(IN_PLACE, name="place"),
        Index("ix_reminder_mailing_id", "mailing_id"),
        Index(
            "uq_reminder_of_place",
            "workspace_id",
            "ends_on",
            "moment",
            "person_id",
            unique=True,
            postgresql_where=text(OF_PLACE),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    scoring_id: Mapped[UUID | None] = mapped_column(ForeignKey("scoring.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_request.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    basis_id: Mapped[UUID | None] = mapped_column(ForeignKey("own_basis.id"))
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activity.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident_case.id"))
    term_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_term.id"))
    breach_id: Mapped[UUID | None] = mapped_column(ForeignKey("breach.id"))
    surge_id: Mapped[UUID | None] = mapped_column(ForeignKey("surge.id"))
    erasure_id: Mapped[UUID | None] = mapped_column(ForeignKey("erasure_request.id"))
    ends_on: Mapped[date]
    """The last day; of what has none, the day on which it was asked."""
    moment: Mapped[int]
    """Days before the last day; negative after it; `ASKED_AT_ONCE` when it was asked."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    workspace_id: Mapped[UUID | None] = mapped_column(ForeignKey("workspace.id"))
    mailing_id: Mapped[UUID | None] = mapped_column(ForeignKey("mailing.id"))
    """None: in the app only."""
    made_at: Mapped[datetime]

    @property
    def is_of_crew(self) -> bool:
        """True when who may know of the thing is the same for all who work for an organisation."""
        if self.moment >= TOLD_AT_ONCE:
            return False
        return any(getattr(self, f"{each}_id") for each in (*ALWAYS, *RUNNING))

    @property
    def told(self) -> NoticeKind | None:
        """What it tells at once; None of a reminder of something due."""
        return KINDS_TOLD.get(self.moment - TOLD_AT_ONCE)


def _hours() -> tuple[CheckConstraint, ...]:
    """Return what holds for hours that a person or an organisation chose."""
    return (
        CheckConstraint(
            "(quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until"
            " and quiet_from between 0 and 23 and quiet_until between 0 and 23",
            name="quiet",
        ),
        CheckConstraint("quiet_from is null or rests is not null", name="rest_whole"),
    )


class OrganisationHours(Base):
    """When mails come to the people of an organisation who chose nothing else."""

    __tablename__ = "organisation_hours"
    __table_args__ = _hours()

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    mail_hours: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    rests: Mapped[bool | None]
    moments: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Days before the last day at which a reminder comes, negative after it; none: no reminders
    of one's own. NULL: as Samenzicht proposes."""


class NoticeChoice(Base):
    """What a person chose; without a row the defaults hold."""

    __tablename__ = "notice_choice"
    __table_args__ = (
        *_hours(),
        CheckConstraint("away_until >= away_from", name="away"),
        CheckConstraint("(away_from is null) = (away_until is null)", name="away_whole"),
        CheckConstraint("deputy_id <> person_id", name="deputy"),
        CheckConstraint(
            "away_set_by_id is null or (away_from is not null and away_set_by_id <> person_id)",
            name="away_set",
        ),
        CheckConstraint(
            "not has_lent_deputy or (deputy_id is not null and away_set_by_id is not null)",
            name="lent_deputy",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    moments: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Days before the last day at which a reminder comes. NULL: as one's organisation."""
    mail_hours: Mapped[list[int] | None] = mapped_column(ARRAY(Integer))
    """Hours of the day at which a mail may come, none: no mails. NULL: as one's organisation."""
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    """The hour from which and until which no mail comes, over midnight when it is the lesser."""
    rests: Mapped[bool | None]
    """No mails on weekends and holidays. NULL: quiet hours and this as one's organisation."""
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    away_set_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """The coordinator who entered that this person is away; None when it was oneself."""
    has_lent_deputy: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """True while the deputy is whom that coordinator named, and not one's own."""

    def is_away_on(self, day: date) -> bool:
        """Tell whether this person is away on a day."""
        if self.away_from is None or self.away_until is None:
            return False
        return self.away_from <= day <= self.away_until


class PlaceChoice(Base):
    """What a person wants to hear from one workspace; without a row everything."""

    __tablename__ = "place_choice"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    level: Mapped[Level] = mapped_column(Code(Level, 8))


class CalendarFeed(Base):
    """A person's calendar for other programs; its address holds a secret, the table its hash."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    with_titles: Mapped[bool]
    """Titles of tasks stand in it, because the person chose so."""
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
