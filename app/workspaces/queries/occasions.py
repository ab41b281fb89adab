"""What a workspace is started for, told by the feature above that knows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.kernel.access import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a workspace is started, and what that proposes for it."""

    title: str
    purpose: str
    partners: tuple[str, ...]
    """Codes of organisations."""


@dataclass(frozen=True, slots=True)
class Occasions:
    """Who knows them; a feature above hears of the start and does its own part then."""

    get: Callable[[Actor, UUID], Occasion]
    """Return one that this actor may start a workspace for; else it raises `NotFound`."""
