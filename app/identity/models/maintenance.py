"""When the installation is closed for maintenance, and what everybody reads about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, new_key

LONGEST_TEXT = 500


class Maintenance(Base):
    """One announcement; the last that was not ended counts."""

    __tablename__ = "maintenance"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    text_nl: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    text_en: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    """Empty: the Dutch words are all there is."""
    announced_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When somebody took it back, or said that it is over."""
