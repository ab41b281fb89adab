"""Bytes on their way out: cut off as soon as their reader may no longer have them.

A download of some gigabytes takes minutes. Withdrawing, changing a rule, ending a membership or
signing out holds for the next request, and for what is still leaving within a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog

from app.documents import queries
from app.identity import queries as identity
from app.identity.queries import SessionLimits
from app.kernel import clock, work
from app.kernel.access import Actor
from app.kernel.db import Database
from app.kernel.errors import WaitAWhile
from app.kernel.text import lazy
from app.workspaces.models import Workspace

log = structlog.get_logger()

ASK_AGAIN_AFTER = 0.5
"""Seconds between two looks at whether the reader may still have it."""


A_DAY = timedelta(hours=24)
TRY_AGAIN_AFTER = timedelta(hours=1)
VERY_MUCH = lazy(
    "You opened very many documents in the past 24 hours, so downloading waits. You can still read"
    " on screen. Do you need these files now? Ask the privacy officer of your organisation."
)


class Outlet(Protocol):
    """The place that an answer leaves from."""

    def take_place(self, size: int | None = None) -> None:
        """Take a place for so many bytes, of which None says that nobody knows.

        Raises:
            TellableError: none came free.
        """


class DownloadCut(Exception):
    """The reader lost the right to what was leaving; the connection ends before the file does."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Asks anew, with a session of its own, what a reader may; the request is over by then."""

    database: Database
    actor: Actor
    limits: SessionLimits
    most_a_day: int | None = None
    """After so many documents in 24 hours taking more waits; None: never."""
    outlet: Outlet | None = None
    """None: it leaves by no line that somebody keeps waiting."""

    def take_place(self, size: int | None = None) -> None:
        """Go on only with a place to leave from, before it is written down that it left.

        Raises:
            TellableError: none came free.
        """
        if self.outlet is not None:
            self.outlet.take_place(size)

    def check_pace(self) -> None:
        """Go on only while the reader did not take unusually much.

        Raises:
            WaitAWhile: too many different documents were opened or taken in 24 hours.
        """
        if self.most_a_day is None:
            return
        if queries.count_opened(clock.now() - A_DAY) >= self.most_a_day:
            raise WaitAWhile(str(VERY_MUCH), seconds=int(TRY_AGAIN_AFTER.total_seconds()))

    def over(self, pieces: Iterator[bytes], document_id: UUID, *, number: int) -> Iterator[bytes]:
        """Pass the pieces of a version on as long as the reader may have them.

        Raises:
            DownloadCut: the reader may not any more.
        """
        asked_at = time.monotonic()
        for piece in pieces:
            if time.monotonic() - asked_at >= ASK_AGAIN_AFTER:
                if not self.allows(document_id, number=number):
                    log.info("download cut", document=str(document_id))
                    raise DownloadCut
                asked_at = time.monotonic()
            yield piece

    def allows(self, document_id: UUID, *, number: int) -> bool:
        """Tell whether the reader is still signed in and may download this version now."""
        with self._asking():
            is_here = identity.still_acts(self.actor, limits=self.limits)
            return is_here and queries.may_download(self.actor, document_id, number=number)

    def allows_together(self, workspace: Workspace, document_id: UUID, *, number: int) -> bool:
        """Tell the same of a version in a set: police data go in none, whatever was said before."""
        with self._asking():
            is_here = identity.still_acts(self.actor, limits=self.limits)
            chosen = [(document_id, number)]
            return is_here and queries.may_download_all(self.actor, workspace, chosen)

    def is_here(self) -> bool:
        """Tell whether the reader is still signed in: then only what was asked about is gone."""
        with self._asking():
            return identity.still_acts(self.actor, limits=self.limits)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        with self.database.session_for(self.actor):
            try:
                yield
            finally:
                work.end_reading()
