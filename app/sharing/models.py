"""What the sharing guide answered, kept as evidence; and sharing profiles."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.codes import Code
from app.kernel.db import Base, new_key


class Answer(StrEnum):
    """What the guide says about giving one document to one partner."""

    YES = "yes"
    FINDING = "finding"
    """Only as a finding in which nobody can be recognised."""
    NO = "no"


class SharingAnswer(Base):
    """One answer as it was given; never changed."""

    __tablename__ = "sharing_answer"
    __table_args__ = (
        Index("ix_sharing_answer_workspace_id", "workspace_id", "organisation_id", "answered_at"),
        Index("ix_sharing_answer_organisation_id", "organisation_id", "answered_at"),
        CheckConstraint("(answer = 'yes') = (legal_basis <> '')", name="basis"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder, who asked."""
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(Code(Answer, 10))
    legal_basis: Mapped[str] = mapped_column(String(40))
    """Code of the basis that was chosen; empty unless the answer is yes."""
    until: Mapped[date | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """All that was weighed, as it was: `service.weighing` writes it."""
    disclosure: Mapped[str] = mapped_column(Text)
    """The text for the file, in Dutch."""

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class SharingProfile(Base):
    """Rights by organisation under one name; it gives nobody anything until it is applied."""

    __tablename__ = "sharing_profile"
    __table_args__ = (
        Index(
            "uq_sharing_profile_name",
            "workspace_id",
            "name",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str] = mapped_column(String(80))
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    levels: Mapped[list[ProfileLevel]] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class ProfileLevel(Base):
    """What one organisation may by a profile; who is not named may nothing."""

    __tablename__ = "profile_level"
    __table_args__ = (CheckConstraint("level between 1 and 5", name="level"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("sharing_profile.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    level: Mapped[int] = mapped_column(SmallInteger)
