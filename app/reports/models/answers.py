"""What a sign-in provider signed about a decision on a report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Person
from app.kernel.db import Base


class KeptAnswer(Base):
    """The signed answer of somebody's own provider to the fresh sign-in by which they decided.

    Sealed under the master key (`app.identity.service.signed_answers`), for the own organisation
    alone; never changed.
    """

    __tablename__ = "signed_answer"
    __table_args__ = (CheckConstraint("octet_length(sha256) = 32", name="sha256"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the ticket of the sign-in, for which it is sealed."""
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seat.id"))
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    """Of the token, as it stands in the log."""
    decided_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
