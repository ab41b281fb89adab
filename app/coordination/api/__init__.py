"""Coordination for partners' systems: the same loading and the same service, other clothes."""

from __future__ import annotations

from app.coordination.api import activities, deadlines, entities, overlaps
from app.coordination.api.blueprint import blueprint

__all__ = ["activities", "blueprint", "deadlines", "entities", "overlaps"]
