"""Tables of witnesses: who they are, what they cosigned, and what they said last of each log."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.audit.cosigning import Cosigner
from app.kernel.codes import Code
from app.kernel.db import Base, new_key

IN_USE = "ended_at is null and answer is distinct from 'refused'"


class WitnessAnswer(StrEnum):
    """What the second administrator said."""

    APPROVED = "approved"
    REFUSED = "refused"


class Fault(StrEnum):
    """Why a witness did not cosign the last time it was asked."""

    SILENT = "silent"
    """Nobody answers at its address, or not in time."""
    STRANGE = "strange"
    """What answers there is no witness."""
    FORBIDDEN = "forbidden"
    """Its address is inside our own network."""
    REFUSED = "refused"
    """It does not know our log, or does not trust our key."""
    FORGED = "forged"
    """Its cosignature is not one: another key, another root, another moment."""
    SPLIT = "split"
    """It says that it saw another log."""


class Witness(Base):
    """A witness of an organisation, in use once an administrator of elsewhere agreed."""

    __tablename__ = "witness"
    __table_args__ = (
        Index("uq_witness_name", "name", unique=True, postgresql_where=text(IN_USE)),
        Index("uq_witness_public_key", "public_key", unique=True, postgresql_where=text(IN_USE)),
        CheckConstraint("answer in ('approved', 'refused')", name="answer"),
        CheckConstraint(
            "num_nulls(answered_by_id, answered_for_id, answered_at, answer) in (0, 4)",
            name="answered",
        ),
        CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name="four_eyes",
        ),
        CheckConstraint("num_nulls(ended_by_id, ended_at) in (0, 2)", name="ended"),
        CheckConstraint("length(public_key) = 32", name="public_key"),
        CheckConstraint(
            "answer is distinct from 'approved'"
            " or organisation_id in (asked_for_id, answered_for_id)",
            name="own",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    """As its cosignatures name it."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    url: Mapped[str] = mapped_column(String(500))
    """The prefix before ``/add-checkpoint``."""
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_for_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of who asked, as it was then."""
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[WitnessAnswer | None] = mapped_column(Code(WitnessAnswer, 10))
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[organisation_id]
    )
    asked_by: Mapped[Person] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[asked_by_id]
    )

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.answer is None

    @property
    def is_in_use(self) -> bool:
        """True while checkpoints are offered to it."""
        return self.answer is WitnessAnswer.APPROVED and self.ended_at is None

    @property
    def cosigner(self) -> Cosigner:
        """The key by which its cosignatures are checked."""
        return Cosigner(self.name, self.public_key)


class LogCosignature(Base):
    """That a witness cosigned a checkpoint."""

    __tablename__ = "log_cosignature"

    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    witness_id: Mapped[UUID] = mapped_column(ForeignKey("witness.id"), primary_key=True)
    at: Mapped[datetime]
    """By the clock of the witness."""
    line: Mapped[str] = mapped_column(String(500))
    """As it stands below the checkpoint (C2SP signed note)."""


class WitnessView(Base):
    """How far a witness is with a log, and what came of asking it last; bookkeeping."""

    __tablename__ = "witness_view"

    witness_id: Mapped[UUID] = mapped_column(ForeignKey("witness.id"), primary_key=True)
    tree_id: Mapped[UUID] = mapped_column(ForeignKey("log_tree.id"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    """Of the newest checkpoint it cosigned; 0 before the first."""
    cosigned_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    """Not to be asked before."""
    fault: Mapped[Fault | None] = mapped_column(Code(Fault, 10))
    faulty_since: Mapped[datetime | None]
    split_at: Mapped[datetime | None]
    """When it first said that it saw another log."""
    split_note: Mapped[str | None] = mapped_column(Text)
    """A checkpoint under our own signature that contradicts this log: the proof of it."""
