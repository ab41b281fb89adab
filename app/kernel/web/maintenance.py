"""Maintenance: told on every page beforehand, and pages are closed while it lasts.

Each process looks once in some seconds what is announced, so that no page pays for it with a
statement. While it lasts only built files and the sign of life answer; all else says when to come
back, before anybody is looked up.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

import structlog
from flask import Flask, Response, make_response, request
from flask_babel import get_locale
from sqlalchemy.exc import SQLAlchemyError

from app.kernel import clock
from app.kernel.clock import HOME_ZONE
from app.kernel.text import _
from app.kernel.web.current import is_api
from app.kernel.web.drawing import draw
from app.kernel.web.house import current_house
from app.kernel.web.keeping import refuse_to_keep
from app.kernel.web.problems import Problem, api_problem

log = structlog.get_logger()

LOOKS_EVERY = 5.0
"""Seconds between two looks of one process at what is announced."""
ALWAYS_OPEN = ("/healthz", "/static/", "/login/back-channel/")
"""Also what a provider says of who signed out there: it says so once, and nobody comes in by it."""


@dataclass(frozen=True, slots=True)
class Announced:
    """When it will be closed, and what people read."""

    starts_at: datetime
    ends_at: datetime
    text_nl: str
    text_en: str

    @property
    def text(self) -> str:
        """The words in the language of this answer, else the Dutch ones."""
        return (self.text_en if str(get_locale()) == "en" else "") or self.text_nl

    @property
    def ends_that_day(self) -> bool:
        """True when it is over before midnight: then the day is said once."""
        first, last = (each.astimezone(HOME_ZONE) for each in (self.starts_at, self.ends_at))
        return first.date() == last.date()


@dataclass(slots=True)
class Board:
    """What is announced, as this process last saw it.

    Args:
        look: reads what is announced now.
    """

    look: Callable[[], Announced | None]
    every: float = LOOKS_EVERY
    _seen: Announced | None = None
    _at: float = -math.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self) -> Announced | None:
        """Return what is announced and not over; one of several threads looks anew in time."""
        # Who comes before the first look waits for it; later a look is nobody else's business.
        is_first = self._at == -math.inf
        if self._is_due() and self._lock.acquire(blocking=is_first):
            try:
                if self._is_due():
                    self._seen = self.look()
            except SQLAlchemyError:
                # The page itself will say that the database is out of order.
                log.warning("announcements not read")
            finally:
                self._at = time.monotonic()
                self._lock.release()
        seen = self._seen
        return seen if seen is not None and seen.ends_at > clock.now() else None

    def _is_due(self) -> bool:
        return time.monotonic() - self._at >= self.every

    def forget(self) -> None:
        """Look anew at the next page."""
        self._at = -math.inf


def hang_board(app: Flask) -> None:
    """Close pages while maintenance lasts; before the door, for which a database is needed."""
    app.before_request(_keep_closed)
    app.jinja_env.globals["announced"] = _announced


def _announced() -> Announced | None:
    refuse_to_keep("what is announced")
    board = current_house().find_tool(Board)
    return None if board is None else board.read()


def _keep_closed() -> Response | None:
    if request.path.startswith(ALWAYS_OPEN):
        return None
    told = _announced()
    if told is None or told.starts_at > clock.now():
        return None
    problem = Problem(HTTPStatus.SERVICE_UNAVAILABLE, _("Closed for maintenance"), told.text)
    if is_api():
        response = api_problem(problem)
    else:
        page = draw("errors/maintenance.html", problem=problem, told=told)
        response = make_response(page, problem.status)
    left = (told.ends_at - clock.now()).total_seconds()
    response.headers["Retry-After"] = str(max(1, math.ceil(left)))
    return response
