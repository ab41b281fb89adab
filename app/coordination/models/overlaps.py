"""How overlaps are settled: proposals of two, suggestions of the lead, and notes of one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.coordination.models.rows import InWorkspace
from app.identity.models import Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key


class ProposalKind(StrEnum):
    """How an overlap is to be settled."""

    COMBINE = "combine"
    """Both go in one window, together."""
    SHIFT_OURS = "shift_ours"
    """Who proposes moves."""
    SHIFT_THEIRS = "shift_theirs"
    """Who is asked moves."""
    KEEP = "keep"
    """Both stay as they are, with a reason."""


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class OverlapProposal(InWorkspace, Base):
    """What one authority proposes to another about two activities that overlap."""

    __tablename__ = "overlap_proposal"
    __table_args__ = (
        Index("ix_overlap_proposal_partner_id", "partner_id", "status"),
        Index("ix_overlap_proposal_partner_activity_id", "partner_activity_id"),
        Index("ix_overlap_proposal_activity_id", "activity_id"),
        Index(
            "uq_overlap_proposal_pair",
            text("least(activity_id, partner_activity_id)"),
            text("greatest(activity_id, partner_activity_id)"),
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        CheckConstraint("organisation_id <> partner_id", name="two"),
        CheckConstraint(
            "(kind = 'keep') = (starts_on is null) and (starts_on is null) = (ends_on is null)",
            name="window",
        ),
        CheckConstraint("ends_on >= starts_on", name="days"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who proposes."""
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who answers."""
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    partner_activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    kind: Mapped[ProposalKind] = mapped_column(Code(ProposalKind, 12))
    starts_on: Mapped[date | None]
    """The window that is proposed; None where both stay as they are."""
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    status: Mapped[ProposalStatus] = mapped_column(Code(ProposalStatus, 10))
    answer: Mapped[str] = mapped_column(String(500))
    """Why it was refused; empty when it was not."""
    proposed_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    """An agreement holds until one of the two activities is moved after this."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    proposed_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[proposed_by_id])
    answered_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[answered_by_id])

    @property
    def moved_ids(self) -> frozenset[UUID]:
        """The activities that go in the window that is proposed."""
        moved = {
            ProposalKind.COMBINE: (self.activity_id, self.partner_activity_id),
            ProposalKind.SHIFT_OURS: (self.activity_id,),
            ProposalKind.SHIFT_THEIRS: (self.partner_activity_id,),
        }
        return frozenset(moved.get(self.kind, ()))


class SuggestionKind(StrEnum):
    """What the lead suggests to two others."""

    COMBINE = "combine"
    SHIFT_FIRST = "shift_first"
    SHIFT_SECOND = "shift_second"
    KEEP = "keep"


class SuggestionStatus(StrEnum):
    """Where a suggestion stands."""

    OPEN = "open"
    TAKEN = "taken"
    """One of the two made a proposal about it; that goes its own way."""
    DECLINED = "declined"
    """Both said no."""
    WITHDRAWN = "withdrawn"


class OfPair:
    """About two activities that overlap; the lower id is the first."""

    first_activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    second_activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))


class OverlapSuggestion(InWorkspace, OfPair, Base):
    """How the lead suggests that two others settle their overlap; it moves nothing itself."""

    __tablename__ = "overlap_suggestion"
    __table_args__ = (
        Index(
            "uq_overlap_suggestion_pair",
            "first_activity_id",
            "second_activity_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_overlap_suggestion_first_id", "first_id", "status"),
        Index("ix_overlap_suggestion_second_id", "second_id", "status"),
        CheckConstraint(
            "first_id <> second_id and organisation_id not in (first_id, second_id)", name="three"
        ),
        CheckConstraint("first_activity_id < second_activity_id", name="pair"),
        CheckConstraint(
            "(kind = 'keep') = (starts_on is null) and (starts_on is null) = (ends_on is null)",
            name="window",
        ),
        CheckConstraint("ends_on >= starts_on", name="days"),
        CheckConstraint("(status = 'taken') = (taken_by_id is not null)", name="taken"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who suggests: the lead."""
    version: Mapped[int]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whose the first activity is."""
    second_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[SuggestionKind] = mapped_column(Code(SuggestionKind, 12))
    starts_on: Mapped[date | None]
    """The window that is suggested; None where both stay as they are."""
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    status: Mapped[SuggestionStatus] = mapped_column(Code(SuggestionStatus, 10))
    first_declined: Mapped[str] = mapped_column(String(500))
    """Why the first does not follow it; empty while it said nothing."""
    second_declined: Mapped[str] = mapped_column(String(500))
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    """Who of the two made a proposal after it."""
    suggested_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    suggested_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    suggested_by: Mapped[Person] = relationship(lazy="raise")

    def declined_by(self, organisation_id: UUID | None) -> str:
        """Return why one of the two does not follow it; empty while it said nothing."""
        if organisation_id == self.first_id:
            return self.first_declined
        return self.second_declined if organisation_id == self.second_id else ""


class NoteKind(StrEnum):
    """What an authority did about an overlap by itself."""

    CALLED = "called"
    """It called the authority that does not share what it plans."""
    ACCEPTED = "accepted"
    """It lets a visit fall in its own quiet period."""


class OverlapNote(InWorkspace, OfPair, Base):
    """That one authority settled an overlap for itself; known to nobody else."""

    __tablename__ = "overlap_note"
    __table_args__ = (
        Index(
            "uq_overlap_note_pair",
            "organisation_id",
            "first_activity_id",
            "second_activity_id",
            unique=True,
            postgresql_where=text("taken_back_at is null"),
        ),
        CheckConstraint("first_activity_id < second_activity_id", name="pair"),
        CheckConstraint(
            "(kind = 'called') = (called_on is not null)"
            " and (kind = 'called') = (called_with <> '')"
            " and (kind = 'called' or reason <> '')",
            name="kind",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    first_starts_on: Mapped[date]
    """Both windows as they were: the note holds while they are so."""
    first_ends_on: Mapped[date]
    second_starts_on: Mapped[date]
    second_ends_on: Mapped[date]
    kind: Mapped[NoteKind] = mapped_column(Code(NoteKind, 12))
    called_on: Mapped[date | None]
    called_with: Mapped[str] = mapped_column(String(200))
    """Whom one spoke; empty when nobody was called."""
    reason: Mapped[str] = mapped_column(String(500))
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
