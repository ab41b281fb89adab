"""For which purpose somebody opened police data."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation, Person
from app.kernel.codes import Code
from app.kernel.db import Base, new_key

LONGEST_WORDS = 300


class Purpose(StrEnum):
    """For what police data may be read; each stands on a law."""

    SUPERVISION = "supervision"
    """How the police do their work: Politiewet 2012, art. 65."""
    GIVEN_TASK = "given_task"
    """The task for which the data were provided: Wpg, art. 18 to 20."""
    DAILY_TASK = "daily_task"
    """Wpg, art. 8."""
    INVESTIGATION = "investigation"
    """Of one certain case: Wpg, art. 9."""
    PERSON_CONCERNED = "person_concerned"
    """A request of somebody whom the data are about: Wpg, art. 25 and 28."""
    AUDIT = "audit"
    """Whether the data are handled as they should: Wpg, art. 33."""


class StatedPurpose(Base):
    """For which purpose one person opened one document with police data; never changed.

    Its person reads it, and the people of the organisation that brought the document.

    Source: Wpg, art. 32a: consulting is logged with its reason, moment and person.
    """

    __tablename__ = "stated_purpose"
    __table_args__ = (
        Index("ix_stated_purpose_document_id", "document_id", "person_id", "stated_at"),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint(
            "purpose in ('supervision', 'given_task', 'daily_task', 'investigation',"
            " 'person_concerned', 'audit')",
            name="purpose",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """For which the person worked."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(Code(Purpose, 20))
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    """In the person's own words."""
    stated_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=organisation_id)
