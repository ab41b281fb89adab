"""Letting years pass over a report: the clock runs ahead, and what must be done is done or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from app.kernel import clock
from app.reports import jobs
from app.running import standing_in
from tests.support.judgement import Desk

YEAR, DAY = timedelta(days=365), timedelta(days=1)
STEP = timedelta(days=10)


@dataclass
class Years:
    """The one clock, and the worker that looks after proofs."""

    desk: Desk
    monkeypatch: pytest.MonkeyPatch
    begin: datetime = field(default_factory=clock.now)
    past: timedelta = timedelta()

    def jump(self, to: timedelta) -> None:
        """Let it be so long after the begin, and nobody did anything."""
        self.past = to
        moment = self.begin + to
        self.monkeypatch.setattr(clock, "now", lambda: moment)

    def live(self, to: timedelta) -> None:
        """Let time pass while clock and worker do their work every ten days."""
        while self.past < to:
            self.jump(min(self.past + STEP, to))
            self.work()

    def work(self) -> int:
        """Do what clock and worker do today; return how many proofs were looked at."""
        with standing_in(self.desk.app):
            jobs.seek_wearing.run()
        waiting = self._take()
        for facts in waiting:
            with self.desk.app.app_context():
                jobs.renew_proof.run(**facts)
        return len(waiting)

    def _take(self) -> list[dict[str, str]]:
        """Take the jobs that wait out of the queue."""
        with self.desk.transaction.as_owner() as owner:
            rows = owner.execute(
                text(
                    "update procrastinate_jobs set status = 'succeeded'"
                    " where task_name = 'reports.renew' and status = 'todo' returning args"
                )
            )
            return [row.args for row in rows]
