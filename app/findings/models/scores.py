"""Scoring blind: what several people judge each by themselves, before they see it together."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models.codes import Audience, Judgement
from app.findings.models.frameworks import Norm
from app.identity.models import Organisation, Person
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class Scoring(Base):
    """A norm, criterion or indicator that several people score; opened once, for all at one moment.

    The database opens it only when everybody scored, or when who asked closes it with a reason.
    """

    __tablename__ = "scoring"
    __table_args__ = (
        CheckConstraint("audience in ('own', 'workspace')", name="ck_scoring_audience"),
        CheckConstraint("opened_at is not null or consensus is null", name="ck_scoring_consensus"),
        CheckConstraint(
            "opened_at is not null or closing_reason = ''", name="ck_scoring_closing_reason"
        ),
        Index("ix_scoring_workspace_id", "workspace_id"),
        Index("ix_scoring_finding_id", "finding_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Of who asks; it alone closes the scoring and writes down the consensus."""
    title: Mapped[str] = mapped_column(String(200))
    """What is scored: an institution, a day, a file."""
    norm_id: Mapped[UUID] = mapped_column(ForeignKey("norm.id"))
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    """The finding that consensus and dissenting views go with."""
    audience: Mapped[Audience] = mapped_column(String(20))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(String(500))
    """Why it was opened before everybody scored."""
    consensus: Mapped[Judgement | None] = mapped_column(String(20))
    consensus_text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    asked_by: Mapped[Person] = relationship(lazy="raise")
    norm: Mapped[Norm] = relationship(lazy="raise")
    scorers: Mapped[list[Scorer]] = relationship(
        lazy="raise", viewonly=True, order_by="Scorer.organisation_id, Scorer.person_id"
    )

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def is_open(self) -> bool:
        """True once all may see what each scored."""
        return self.opened_at is not None

    workspace = LoadedWith[Workspace]("A scoring is loaded with its workspace: get_scoring_for().")
    """The workspace, as it was loaded for the actor who loaded this scoring."""


class Scorer(Base):
    """Somebody who is asked to score; that they did so is known, what they scored is not."""

    __tablename__ = "scorer"

    scoring_id: Mapped[UUID] = mapped_column(ForeignKey("scoring.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    scored_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Score(Base):
    """What one person scored; until the scoring opens nobody else can read that it exists."""

    __tablename__ = "score"
    __table_args__ = (CheckConstraint("reason <> ''", name="ck_score_reason"),)

    scoring_id: Mapped[UUID] = mapped_column(ForeignKey("scoring.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    judgement: Mapped[Judgement] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    scored_at: Mapped[datetime]


class DissentingView(Base):
    """An organisation that holds another view than the finding (minderheidsstandpunt)."""

    __tablename__ = "dissenting_view"
    __table_args__ = (CheckConstraint("text <> ''", name="ck_dissenting_view_text"),)

    scoring_id: Mapped[UUID] = mapped_column(ForeignKey("scoring.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    judgement: Mapped[Judgement] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    noted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    noted_by: Mapped[Person] = relationship(lazy="raise")
