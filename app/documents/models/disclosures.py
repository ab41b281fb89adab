"""What rules gave to other organisations, kept after the rules are gone."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from app.kernel.db import Base, new_key


class Disclosure(Base):
    """That an organisation gave another one sight of what it brought (verstrekking).

    A trigger of the database writes it with every rule, and ends it with the rule: nobody can give
    without it. A rule that is written anew as it was goes on as the same disclosure.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        Index("ix_disclosure_owner_id", "owner_id", "given_at"),
        Index("ix_disclosure_policy_id", "policy_id"),
        Index("ix_disclosure_rule_id", "rule_id", postgresql_where=text("rule_id is not null")),
        CheckConstraint("level between 1 and 5", name="level"),
        CheckConstraint("(rule_id is null) = (ended_at is not null)", name="ended"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=new_key, server_default=text("gen_random_uuid()")
    )
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspace.id"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """The bronhouder, who gave."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    """To whom."""
    policy_id: Mapped[UUID]
    """The place it was given at; the place may be gone since."""
    folder_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    rule_id: Mapped[UUID | None]
    """The rule that gives it; none once it ended."""
    level: Mapped[int] = mapped_column(SmallInteger)
    until: Mapped[date | None]
    """Last day it holds."""
    legal_basis: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(300))
    people: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Empty: all members of that organisation; otherwise only these."""
    special_data: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    """Codes of `SpecialData` that the rule named."""
    given_at: Mapped[datetime]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: by a job, or before this was kept."""
    ended_at: Mapped[datetime | None]
    """When the rule was taken away or changed; a rule whose last day passed just stands."""
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
