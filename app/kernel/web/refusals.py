"""What is refused is told to who runs the house: which permission, by which rule, and where.

A line names no person, no thing and no word that was typed; the organisation it does name is who
can be asked. Whether something that is "not there" does not exist or is only not for its reader is
not known here and not looked up: both are the same line. Lines are bounded per organisation, so
that who knocks all day fills no log; what was left out is counted in the next line.

Source: OWASP ASVS 5.0.0, 16.3.2 and 16.3.3.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from app.kernel.web.limits import Counted, Limit, Limiter, TooOften

log = structlog.get_logger()

MOST_LINES = Limit("refusals", most=20, by=Counted.ORGANISATION)
"""Lines in a minute about one organisation, and as many about who is not signed in."""


@dataclass(slots=True)
class RefusalLog:
    """The lines of one process about what it refused.

    Args:
        now: seconds on a clock that never goes back.
    """

    now: Callable[[], float] = time.monotonic
    _limiter: Limiter = field(init=False)
    _left_out: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._limiter = Limiter((MOST_LINES,), now=self.now)

    def tell(self, kind: str, *, organisation: str, **facts: str) -> None:
        """Write one refusal down, or count it when there were many just now."""
        try:
            self._limiter.take(MOST_LINES, organisation)
        except TooOften:
            with self._lock:
                self._left_out[organisation] += 1
            return
        with self._lock:
            left_out = self._left_out.pop(organisation, 0)
        log.warning("refused", kind=kind, organisation=organisation, left_out=left_out, **facts)
