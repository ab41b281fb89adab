"""Backups in a folder: each is called after the moment it was made, so that names sort by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NAME = "samenzicht-%Y%m%dT%H%M%SZ.backup"


@dataclass(frozen=True, slots=True)
class LyingReady:
    """A backup in a folder, by its name alone; nothing was read of it."""

    path: Path
    made_at: datetime


def name_for(moment: datetime) -> str:
    """Return what a backup that is made at a moment is called."""
    return moment.astimezone(UTC).strftime(_NAME)


def find_newest(folder: Path) -> LyingReady | None:
    """Return the newest backup in a folder; None when there is none, or no folder."""
    found = [
        LyingReady(path, made_at)
        for path in folder.glob("samenzicht-*.backup")
        if (made_at := _moment_of(path.name)) is not None and path.stat().st_size
    ]
    return max(found, key=lambda each: each.made_at, default=None)


def _moment_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
