"""What the clock asks of identity."""

from __future__ import annotations

from datetime import timedelta

from app.identity.service import sessions
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.jobs import job
from app.kernel.web.house import current_house

KEEP_BOOKS_FOR = timedelta(days=2)


@job("identity.tidy")
def tidy() -> None:
    """Throw away sign-in attempts, unused tickets and form keys of more than two days ago."""
    actor = system_actor("tidy")
    with current_house().database.session_for(actor):
        sessions.forget_books(actor, before=clock.now() - KEEP_BOOKS_FOR)
