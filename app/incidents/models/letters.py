"""Joint letters of a case: each text that was proposed, who agreed to which, and what was sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.incidents.models.cases import Case
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith


class StanceKind(StrEnum):
    """What an organisation says of a text."""

    AGREED = "agreed"
    ASKED = "asked"
    """It asks for a change."""


class JointLetter(Base):
    """One letter of several inspectorates about a decision; final, it stands as it was sent."""

    __tablename__ = "incident_letter"
    __table_args__ = (
        Index(
            "uq_incident_letter_case_id",
            "case_id",
            unique=True,
            postgresql_where=text("made_final_at is null and withdrawn_at is null"),
        ),
        Index("ix_incident_letter_workspace_id", "workspace_id", "case_id"),
        CheckConstraint(
            "num_nulls(sha256, size, pages, blob_id, wrapped_key, document_id, made_final_by_id,"
            " made_final_at) in (0, 8)",
            name="final",
        ),
        CheckConstraint(
            "num_nulls(withdrawn_because, withdrawn_by_id, withdrawn_for_id, withdrawn_at)"
            " in (0, 4)"
            " and (withdrawn_at is null or made_final_at is null)"
            " and btrim(withdrawn_because) <> ''",
            name="withdrawn",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of whoever drafted it."""
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime]
    current_number: Mapped[int]
    """Of the text that counts; agreements with an earlier one fell away."""
    version: Mapped[int]
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Fingerprint of the file; from here on only of a final letter."""
    size: Mapped[int | None] = mapped_column(BigInteger)
    pages: Mapped[int | None]
    blob_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """The document of the workspace names the same file; here it stays whatever happens there."""
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    made_final_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_final_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None] = mapped_column(String(1000))
    """For all who read the letter; from here on only of a draft that was withdrawn."""
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    withdrawn_at: Mapped[datetime | None]

    texts: Mapped[list[LetterText]] = relationship(
        lazy="raise", viewonly=True, order_by="LetterText.number"
    )
    stances: Mapped[list[LetterStance]] = relationship(
        lazy="raise", viewonly=True, order_by="LetterStance.position"
    )
    made_final_by: Mapped[Person | None] = relationship(
        lazy="raise", foreign_keys=[made_final_by_id]
    )
    withdrawn_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[withdrawn_by_id])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file in hexadecimal; empty while it is no file."""
        return self.sha256.hex() if self.sha256 else ""

    drafter_left = LoadedWith[bool](otherwise=False)
    """True when who drafted it does not work in its workspace any more; not known is no."""

    @property
    def current(self) -> LetterText:
        """Return the text that counts."""
        return next(each for each in self.texts if each.number == self.current_number)

    case = LoadedWith[Case]("A letter is loaded with its case: incidents.queries.")
    """The case, as it was loaded for the actor who loaded this letter."""


class LetterText(Base):
    """A text that was proposed, with whose letter it is to be; written once, never changed."""

    __tablename__ = "incident_letter_text"
    __table_args__ = (
        Index("uq_incident_letter_text_letter_id", "letter_id", "number", unique=True),
        CheckConstraint("cardinality(parties) > 0", name="parties"),
        CheckConstraint(
            "btrim(addressee) <> '' and btrim(subject) <> '' and btrim(body) <> ''", name="whole"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("incident_letter.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("incident_decision.id"))
    """The decision of the committee it tells of."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of whoever wrote it."""
    number: Mapped[int]
    parties: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """The inspectorates whose letter it is: each of them agrees, or it is not sent."""
    addressee: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    """Markdown."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    made_by: Mapped[Person] = relationship(lazy="raise")


class LetterStance(Base):
    """That an organisation agrees with one text, or asks to change it; the last of these counts."""

    __tablename__ = "incident_letter_stance"
    __table_args__ = (
        Index("uq_incident_letter_stance_letter_id", "letter_id", "position", unique=True),
        CheckConstraint("kind in ('agreed', 'asked')", name="kind"),
        CheckConstraint("(kind = 'asked') = (btrim(words) <> '')", name="words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("incident_letter.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("incident_case.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    """Within the letter: they count in this order."""
    number: Mapped[int]
    """Of the text it is about."""
    kind: Mapped[StanceKind] = mapped_column(Code(StanceKind, 8))
    words: Mapped[str] = mapped_column(String(1000))
    """What should change, for all inspectorates to read."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    made_by: Mapped[Person] = relationship(lazy="raise")
