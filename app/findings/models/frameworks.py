"""What is tested: frameworks and their lines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as expression
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.findings.models.codes import Aspect, Audience, Level
from app.identity.models import Organisation
from app.kernel.db import Base, new_key
from app.kernel.loading import LoadedWith
from app.workspaces.models import Workspace


class Framework(Base):
    """An assessment framework (toetsingskader); its organisation alone changes it."""

    __tablename__ = "framework"
    __table_args__ = (
        CheckConstraint("audience in ('own', 'workspace')", name="ck_framework_audience"),
        Index("ix_framework_workspace_id", "workspace_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(200))
    audience: Mapped[Audience] = mapped_column(String(20))
    """Shared with the workspace it stays shared: findings of others may rest on it."""
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since then nothing new is tested against it; what was judged keeps its norm."""
    version: Mapped[int]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id

    @property
    def is_retired(self) -> bool:
        """True when nothing new is tested against it."""
        return self.retired_at is not None

    workspace = LoadedWith[Workspace](
        "A framework is loaded with its workspace: get_framework_for()."
    )
    """The workspace, as it was loaded for the actor who loaded this framework."""


class Norm(Base):
    """A line of a framework: a norm, a criterion under it, or an indicator under that.

    Its words are never changed: another text is another line under the same code, and this one is
    retired. So what was judged keeps the very norm it was judged by.
    """

    __tablename__ = "norm"
    __table_args__ = (
        CheckConstraint("level in ('norm', 'criterion', 'indicator')", name="ck_norm_level"),
        CheckConstraint("(level = 'norm') = (parent_code = '')", name="ck_norm_parent"),
        Index(
            "uq_norm_framework_id",
            "framework_id",
            "code",
            unique=True,
            postgresql_where=expression("retired_at is null"),
        ),
        Index("ix_norm_workspace_id", "workspace_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    framework_id: Mapped[UUID] = mapped_column(ForeignKey("framework.id"))
    position: Mapped[int]
    level: Mapped[Level] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40))
    parent_code: Mapped[str] = mapped_column(String(40))
    """Code of the line above it in the same framework; empty for a norm."""
    text: Mapped[str] = mapped_column(Text)
    law: Mapped[str] = mapped_column(String(200))
    aspect: Mapped[Aspect] = mapped_column(String(20))
    retired_at: Mapped[datetime | None]

    framework: Mapped[Framework] = relationship(lazy="raise")
