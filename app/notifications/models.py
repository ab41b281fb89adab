"""Notices, reminders, mailings, and what people chose; none of them holds content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.codes import Code
from app.kernel.db import Base, new_key


class NoticeKind(StrEnum):
    """Why somebody gets a notice."""

    ASKED = "asked"
    ASKED_OF_US = "asked_of_us"
    ANSWERED = "answered"
    """What one asked was accepted, returned or delivered."""
    WANTS_TIME = "wants_time"
    """Who does what one asked asks for more time."""
    JUDGED = "judged"
    """What one delivered was sent back or confirmed, or one got more time or none."""
    MOVED = "moved"
    """The term it follows moved, and its last day moved along."""
    DAY_SET = "day_set"
    """Who asked it chose another last day."""
    CHANGED = "changed"
    """What was accepted already is asked otherwise."""
    WITHDRAWN = "withdrawn"
    RELIEVED = "relieved"
    """Somebody else does it now."""
    FREED = "freed"
    """What it waited for is delivered, or not asked any more."""
    HELD_UP = "held_up"
    """What it waited for was delivered, and sent back."""
    REMINDED = "reminded"
    """Whoever asked it reminds one of it."""
    DUE = "due"
    LATE = "late"
    FOR_ANOTHER = "for_another"
    """A reminder of somebody who is away."""
    COORDINATING = "coordinating"
    """Something of one's organisation is late."""
    SIGN = "sign"
    """A report waits for one's signature."""
    SIGN_DUE = "sign_due"
    SIGN_LATE = "sign_late"
    SCORE = "score"
    """A norm waits for one's score."""
    FOLLOWED = "followed"
    """Something happened to what one follows."""
    HANDED = "handed"
    """A colleague handed a task over."""
    LEFT = "left"
    """An organisation chose what others keep of what it brought."""
    CLOSING = "closing"
    """The workspace will close: one's organisation says what becomes of what it brought."""
    CLOSING_DUE = "closing_due"
    """The last day to say so is near."""
    CLOSED = "closed"
    SPLIT = "split"
    """A witness saw another log than the one that is kept here."""
    EMBARGO = "embargo"
    """The publication of a report was planned, or planned anew."""
    HELD = "held"
    """The moment of publication came and an agreement was missing."""
    PUBLISHED = "published"
    SUCCESSION = "succession"
    """An organisation of the place gets a successor, does not after all, or got one."""
    REFUSED = "refused"
    """Mail to the address of a colleague comes back."""
    DOCS_ASKED = "docs_asked"
    """One's organisation is asked for documents."""
    DOCS_GIVEN = "docs_given"
    DOCS_REFUSED = "docs_refused"
    DOCS_DAY = "docs_day"
    """Another day for a document request was proposed, or agreed."""
    DOCS_ENDED = "docs_ended"
    """Documents are not asked any more."""
    DOCS_DUE = "docs_due"
    DOCS_LATE = "docs_late"
    NAMED = "named"
    """Somebody named one in a comment."""
    ACCESS_ASKED = "access_asked"
    """Somebody asks for access to what one's organisation brought."""
    ACCESS_GIVEN = "access_given"
    BASIS_ASKED = "basis_asked"
    """One is the privacy officer, and judges a legal basis in free text."""
    BASIS_SAID = "basis_said"
    """The privacy officer answered."""
    INFECTED = "infected"
    """A virus was found in what one brought in."""
    OVERLAP = "overlap"
    """Another authority proposed how to settle an overlap with what one's own plans."""
    OVERLAP_SAID = "overlap_said"
    """The other answered what one's organisation proposed about an overlap."""
    EMERGENCY = "emergency"
    """An organisation of the place opened emergency sight of what it brought itself."""


class Level(StrEnum):
    """What somebody wants to hear from one workspace."""

    ALL = "all"
    APP = "app"
    NOTHING = "nothing"


ASKED_AT_ONCE = 9999
"""The moment of the reminder that is made when somebody is asked, whatever they chose."""
TOLD_AT_ONCE = 10_000
"""From here on the moments of reminders that only tell that something happened: a number for each
kind of notice."""
Thing = Literal["task", "report", "scoring", "request", "document", "comment", "basis"]
THINGS: tuple[Thing, ...] = (
    "task",
    "report",
    "scoring",
    "request",
    "document",
    "comment",
    "basis",
)
"""What a notice or reminder is about: one of these, each by a column of its own."""
ALWAYS: tuple[Thing, ...] = ("task", "report", "scoring")
SELDOM: tuple[Thing, ...] = ("request", "document", "comment", "basis")
"""What few notices are about, and whose sight is dear to decide."""
DUE_THINGS = ("task", "report", "scoring", "request")
"""What waits for somebody, so that one is reminded of it again."""
NUMBER_OF_THINGS = f"num_nonnulls({', '.join(f'{each}_id' for each in THINGS)})"
OF_PLACE = f"{NUMBER_OF_THINGS} = 0"
"""A notice about the workspace itself."""


@dataclass(frozen=True, slots=True)
class About:
    """What a notice or reminder is about: one thing in a workspace."""

    workspace_id: UUID
    thing: Thing
    id: UUID

    @property
    def column(self) -> str:
        """The column that names it."""
        return f"{self.thing}_id"


class Notice(Base):
    """That something is up with a thing in a workspace, or with a workspace itself.

    One line per person and thing, with the latest reason; of a workspace one for each reason.
    """

    __tablename__ = "notice"
    __table_args__ = (
        *(UniqueConstraint("person_id", f"{each}_id") for each in THINGS),
        CheckConstraint(f"{NUMBER_OF_THINGS} <= 1", name="about"),
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
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    scoring_id: Mapped[UUID | None] = mapped_column(ForeignKey("scoring.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_request.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    basis_id: Mapped[UUID | None] = mapped_column(ForeignKey("own_basis.id"))
    kind: Mapped[NoticeKind] = mapped_column(Code(NoticeKind, 12))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


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
        CheckConstraint(f"{NUMBER_OF_THINGS} = 1", name="about"),
        Index("ix_reminder_mailing_id", "mailing_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"))
    scoring_id: Mapped[UUID | None] = mapped_column(ForeignKey("scoring.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("document_request.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comment.id"))
    basis_id: Mapped[UUID | None] = mapped_column(ForeignKey("own_basis.id"))
    ends_on: Mapped[date]
    """The last day; of what has none, the day on which it was asked."""
    moment: Mapped[int]
    """Days before the last day; negative after it; `ASKED_AT_ONCE` when it was asked."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    mailing_id: Mapped[UUID | None] = mapped_column(ForeignKey("mailing.id"))
    """None: in the app only."""
    made_at: Mapped[datetime]

    @property
    def is_of_crew(self) -> bool:
        """True when who may know of the thing is the same for all who work for an organisation."""
        return any((self.task_id, self.report_id, self.scoring_id))


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


class NoticeChoice(Base):
    """What a person chose; without a row the defaults hold."""

    __tablename__ = "notice_choice"
    __table_args__ = (
        *_hours(),
        CheckConstraint("away_until >= away_from", name="away"),
        CheckConstraint("(away_from is null) = (away_until is null)", name="away_whole"),
        CheckConstraint("deputy_id <> person_id", name="deputy"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    moments: Mapped[list[int]] = mapped_column(ARRAY(Integer))
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


TOLD_KINDS = (
    NoticeKind.DOCS_ASKED,
    NoticeKind.DOCS_GIVEN,
    NoticeKind.DOCS_REFUSED,
    NoticeKind.DOCS_DAY,
    NoticeKind.DOCS_ENDED,
    NoticeKind.NAMED,
    NoticeKind.ACCESS_ASKED,
    NoticeKind.ACCESS_GIVEN,
    NoticeKind.BASIS_ASKED,
    NoticeKind.BASIS_SAID,
    NoticeKind.INFECTED,
)
"""What is told by mail too when it happens; new ones come last, for their place is stored."""


def moment_of_telling(kind: NoticeKind) -> int:
    """Return the moment of the reminder that tells at once that something happened."""
    return TOLD_AT_ONCE + TOLD_KINDS.index(kind)
