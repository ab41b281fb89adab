"""Two activities that overlap, as far as the reader may know of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.coordination.models import ActivityKind, NoteKind


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two activities of a pair, as far as the reader may know."""

    activity_id: UUID
    organisation_id: UUID
    starts_on: date
    ends_on: date
    title: str | None
    """None: only that something is planned."""
    kind: ActivityKind | None
    due_on: date | None

    @property
    def is_shared(self) -> bool:
        """True when the reader sees what it is."""
        return self.title is not None


@dataclass(frozen=True, slots=True)
class PairNote:
    """What the reader's own organisation did about a pair by itself."""

    id: UUID
    kind: NoteKind
    called_on: date | None
    called_with: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two activities that overlap."""

    workspace_id: UUID
    entity_name: str
    match_key: str
    first: Side
    """Of the two the reader's own, else the earlier one."""
    second: Side
    is_agreed: bool
    """True when the two authorities agreed, and neither moved since."""
    is_mutual: bool
    """True when each of the two may know at least that the other plans something."""
    note: PairNote | None = None
    """Holds while both windows are as they were when it was written."""
    suggestion_id: UUID | None = None
    """What the lead suggests, while it waits."""

    @property
    def is_settled(self) -> bool:
        """True when the two agreed, or the own organisation settled it for itself."""
        return self.is_agreed or self.note is not None

    @property
    def hidden(self) -> Side | None:
        """The one of which the reader knows only that it is planned."""
        return next((each for each in (self.first, self.second) if not each.is_shared), None)

    @property
    def in_order(self) -> tuple[Side, Side]:
        """The two by their ids, as notes and suggestions keep them."""
        one, other = sorted((self.first, self.second), key=lambda side: side.activity_id)
        return one, other

    @property
    def token(self) -> str:
        """What stands for it in an address: an id would tell when its row was entered."""
        ids = ":".join(str(each.activity_id) for each in self.in_order)
        return hashlib.sha256(f"overlap {ids}".encode()).hexdigest()[:32]

    @property
    def windows(self) -> str:
        """The days of both, as one reads them: what is said of the two is said of these."""
        return " ".join(f"{each.starts_on}/{each.ends_on}" for each in self.in_order)

    @property
    def begins_on(self) -> date:
        """The first day on which both are there, or the day on which the later one begins."""
        return max(self.first.starts_on, self.second.starts_on)

    @property
    def is_between_two(self) -> bool:
        """True when they are of two authorities."""
        return self.first.organisation_id != self.second.organisation_id

    def note_kind_for(self, organisation_id: UUID | None) -> NoteKind | None:
        """Return what an authority can note to settle it for itself; None when nothing."""
        own = [e for e in (self.first, self.second) if e.organisation_id == organisation_id]
        if own and self.hidden is not None:
            return NoteKind.CALLED
        if any(each.kind == ActivityKind.QUIET for each in own):
            return NoteKind.ACCEPTED
        return None

    @property
    def is_adjoining(self) -> bool:
        """True when the windows only touch."""
        return max(self.first.starts_on, self.second.starts_on) > min(
            self.first.ends_on, self.second.ends_on
        )

    @property
    def is_quiet(self) -> bool:
        """True when a visit falls in a quiet period."""
        return ActivityKind.QUIET in (self.first.kind, self.second.kind)
