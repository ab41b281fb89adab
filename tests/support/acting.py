"""Standing where a request or a job would: a session for an actor, a request id, the job queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from app.kernel import work
from app.kernel.access import Actor
from app.kernel.web.house import house_of


@contextmanager
def acting(app: Flask, actor: Actor, **circumstances: Any) -> Iterator[Session]:
    """Act as somebody, outside the web.

    Args:
        circumstances: of `app.kernel.work.circumstances`, such as `form_key` or `is_reading`.
    """
    house = house_of(app)
    told = {"request_id": "of-a-test", "queue": house.queue, **circumstances}
    with (
        app.app_context(),
        work.circumstances(**told),
        house.database.session_for(actor) as session,
    ):
        yield session
