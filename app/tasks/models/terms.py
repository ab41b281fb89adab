"""The named terms of a workspace, and what happens to them on their way."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.identity.models import Organisation
from app.kernel.codes import Code
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.kernel.terms import (
    Change,
    ChangeKind,
    LegalSystem,
    TermRule,
    TermUnit,
    change_from,
)
from app.workspaces.models import Workspace


class NamedTerm(Base):
    """A term of a workspace, with its name, its source and the event it starts at."""

    __tablename__ = "named_term"
    __table_args__ = (
        Index("ix_named_term_workspace_id", "workspace_id"),
        CheckConstraint("length > 0", name="length"),
        CheckConstraint("starts_on is null or starts_at is null", name="one_start"),
        CheckConstraint("after_id <> id", name="after"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Who keeps this term; only its people change it."""
    name: Mapped[str] = mapped_column(String(120))
    start_event: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(200))
    length: Mapped[int]
    unit: Mapped[TermUnit] = mapped_column(Code(TermUnit, 12))
    legal_system: Mapped[LegalSystem] = mapped_column(Code(LegalSystem, 24))
    counts_back: Mapped[bool]
    binds: Mapped[bool]
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_term.id"))
    """The term at whose end this one starts, as long as it has no start of its own."""
    starts_on: Mapped[date | None]
    starts_at: Mapped[datetime | None]
    """For a term in hours: the moment of the event."""
    ended_at: Mapped[datetime | None]
    """When it was met, or nobody has to keep it any more."""
    changed_at: Mapped[datetime]
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def rule(self) -> TermRule:
        """This term as the kernel counts it."""
        return TermRule(
            length=self.length,
            unit=self.unit,
            legal_system=self.legal_system,
            counts_back=self.counts_back,
            binds=self.binds,
            source=self.source,
        )

    workspace = LoadedWith[Workspace](
        "A term is loaded with its workspace: tasks.queries.get_term_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this term."""


class TermChange(Base):
    """What happened to a term on its way, with the reason.

    It stays to be read when it was a mistake: taken back with a reason, or another instead of it.
    """

    __tablename__ = "named_term_change"
    __table_args__ = (
        Index("ix_named_term_change_workspace_id", "workspace_id"),
        CheckConstraint(
            "(kind = 'suspended') = (first_day is not null)"
            " and (kind = 'suspended' or last_day is null)"
            " and (kind = 'suspended') = (length is null and unit is null)",
            name="kind",
        ),
        CheckConstraint(
            "(taken_back_at is null) = (taken_back_why is null)"
            " and (taken_back_at is not null or taken_back_by_id is null)",
            name="taken_back",
        ),
        Index(
            "uq_named_term_change_running",
            "term_id",
            unique=True,
            postgresql_where=text(
                "kind = 'suspended' and last_day is null and taken_back_at is null"
            ),
        ),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("length > 0", name="length"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    term_id: Mapped[UUID] = mapped_column(ForeignKey("named_term.id"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[ChangeKind] = mapped_column(Code(ChangeKind, 10))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    """None while it stands still and nobody knows until when (Algemene wet bestuursrecht, article
    4:15: until the day on which the request is complete)."""
    length: Mapped[int | None]
    unit: Mapped[TermUnit | None] = mapped_column(Code(TermUnit, 12))
    reason: Mapped[str] = mapped_column(String(500))
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    instead_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_term_change.id"))
    """What it corrects; it counts in the place of that."""
    taken_back_at: Mapped[datetime | None]
    """It was a mistake, and is counted no more."""
    taken_back_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    taken_back_why: Mapped[str | None] = mapped_column(String(500))

    @property
    def counts(self) -> bool:
        """True as long as it was not taken back as a mistake."""
        return self.taken_back_at is None

    @property
    def is_running(self) -> bool:
        """True while the term stands still by it, and nobody said until when."""
        return self.kind is ChangeKind.SUSPENDED and self.last_day is None

    @property
    def as_counted(self) -> Change:
        """This change as the kernel counts it."""
        days = (self.first_day, self.last_day)
        return change_from(self.kind, days=days, length=self.length, unit=self.unit)
