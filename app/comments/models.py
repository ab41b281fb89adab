"""Threads beside a thing, their comments, and who is named in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models import Audience
from app.identity.models import Organisation, Person
from app.kernel.db import Base, new_key

ONE_THING = "num_nonnulls(document_id, finding_id, observation_id, task_id) = 1"
AUDIENCES = "audience in ('own', 'workspace')"


class CommentThread(Base):
    """A comment with the answers to it; open until somebody settles it."""

    __tablename__ = "comment_thread"
    __table_args__ = (
        CheckConstraint("(settled_at is null) = (settled_by_id is null)", name="settled"),
        CheckConstraint(ONE_THING, name="beside"),
        CheckConstraint(AUDIENCES, name="audience"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), index=True)
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"), index=True)
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey("observation.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    audience: Mapped[Audience] = mapped_column(String(20), server_default=Audience.OWN)
    """For whom it began: in a thread of one organisation nobody answers for more."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Comment(Base):
    """What one person said; its words are gone once it is withdrawn."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_document_id", "document_id", "made_at"),
        Index("ix_comment_finding_id", "finding_id", "made_at"),
        Index("ix_comment_observation_id", "observation_id", "made_at"),
        Index("ix_comment_task_id", "task_id", "made_at"),
        CheckConstraint(ONE_THING, name="beside"),
        CheckConstraint(AUDIENCES, name="audience"),
        CheckConstraint("withdrawn_at is null or body = ''", name="withdrawn"),
        CheckConstraint("length(body) <= 2000", name="length"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("comment_thread.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    observation_id: Mapped[UUID | None] = mapped_column(ForeignKey("observation.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """For whom the author works here."""
    number: Mapped[int]
    """The version of the thing that was the newest then."""
    audience: Mapped[Audience] = mapped_column(String(20), server_default=Audience.OWN)
    """For whom it was written: who reads the thing, or of those only the thing's organisation.

    It stays when the thing is opened to others later.
    """
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class CommentMention(Base):
    """Somebody who is named in a comment."""

    __tablename__ = "comment_mention"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))


class MentionDone(Base):
    """That who is named ticked it off; one's own mark, which nobody else reads."""

    __tablename__ = "mention_done"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]
