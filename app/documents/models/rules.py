"""What organisations may with documents: levels, the policies that govern, and their rules."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from app.kernel.db import Base, new_key

if TYPE_CHECKING:
    from app.documents.models.contents import Document


class Level(IntEnum):
    """What an organisation may do with a document; each level includes those below it."""

    NONE = 0
    FINDING = 1
    """Only cited: the document itself does not exist for them."""
    VIEW = 2
    DOWNLOAD = 3
    CONTRIBUTE = 4
    MANAGE = 5

    @property
    def code(self) -> str:
        """Name in the API."""
        return self.name.lower()


class SpecialData(StrEnum):
    """Data that a rule must name before it gives them."""

    SPECIAL_CATEGORY = "special_category"
    """AVG art. 9."""
    CRIMINAL = "criminal_data"
    """AVG art. 10."""
    POLICE = "police_data"
    """Wpg."""


class AccessPolicy(Base):
    """The rules of one contributing organisation at one place.

    A place is the workspace (no folder, no document), a folder, or one document. A policy without
    rules of its own is governed by the one above it: ``governed_by_id`` names the policy whose
    rules count, itself when it has its own. Changing the rules over 10,000 documents changes a
    handful of rows.
    """

    __tablename__ = "access_policy"
    __table_args__ = (
        Index(
            "uq_access_policy_place",
            "workspace_id",
            "organisation_id",
            "folder_id",
            "document_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_access_policy_governed_by_id", "governed_by_id"),
        CheckConstraint("folder_id is null or document_id is null", name="one_place"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder: governs only what it brought, changed by nobody else."""
    folder_id: Mapped[UUID | None] = mapped_column(ForeignKey("folder.id"))
    document_id: Mapped[UUID | None]
    governed_by_id: Mapped[UUID] = mapped_column(ForeignKey("access_policy.id"))
    version: Mapped[int]

    @property
    def has_own_rules(self) -> bool:
        """True when its own rules count."""
        return self.governed_by_id == self.id

    @property
    def log_tree_id(self) -> UUID:
        """The workspace's log."""
        return self.workspace_id


class AccessRule(Base):
    """What one organisation may, on which ground, for what, until when."""

    __tablename__ = "access_rule"
    __table_args__ = (
        Index("ix_access_rule_organisation_id", "organisation_id", "workspace_id"),
        CheckConstraint("level between 0 and 5", name="level"),
        CheckConstraint(
            "special_data <@ array['special_category', 'criminal_data', 'police_data']::varchar[]",
            name="special_data",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("access_policy.id"), index=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder whose policy this is."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """Whom the rule is about."""
    level: Mapped[int] = mapped_column(SmallInteger)
    until: Mapped[date | None]
    """Last day it holds."""
    legal_basis: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(300))
    people: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Empty: all members of that organisation; otherwise only these."""
    special_data: Mapped[list[str]] = mapped_column(
        ARRAY(String(20)), default=list, server_default="{}"
    )
    """Codes of `SpecialData` that this rule says it gives too."""

    def lacks(self, document: Document) -> list[SpecialData]:
        """Return the special data of a document that this rule gives without naming them."""
        if self.level < Level.VIEW:
            return []
        return [each for each in document.special_data if each not in (self.special_data or ())]
