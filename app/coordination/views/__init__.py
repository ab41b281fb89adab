"""Coordination on screen: the year calendar, the register, activities."""

from __future__ import annotations

from app.coordination.views import (
    activities,
    calendar,
    deadlines,
    entities,
    exporting,
    importing,
    overlaps,
    suggesting,
)
from app.coordination.views.blueprint import blueprint

__all__ = [
    "activities",
    "blueprint",
    "calendar",
    "deadlines",
    "entities",
    "exporting",
    "importing",
    "overlaps",
    "suggesting",
]
