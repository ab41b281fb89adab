"""Waking workers after a commit: a word on PostgreSQL's channel that a job waits.

The queue's own trigger said it inside the transaction that put the job there. PostgreSQL has one
lock for the whole server that a commit with such a word holds until it is on disk, so that all
changes of all places waited for each other. Here the word is said after the commit, on a connection
of its own and by a thread of its own: no answer waits for it, and of many commits at once it is
said a few times. It may get lost (the process is killed, the connection breaks): workers also look
by themselves, see `worker.POLL`. The job itself cannot get lost, it was committed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from datetime import timedelta

import psycopg
from procrastinate.manager import get_channel_for_queues

REST = timedelta(milliseconds=10)
"""Between two words: what is asked for meanwhile is said in one."""
IDLE = timedelta(seconds=30)
"""A connection that nothing was said on for so long is closed."""
FAREWELL = timedelta(seconds=2)
"""How long the end of a process waits for the last word."""

_SAY = "select pg_notify(channel, %s) from unnest(%s::text[]) channel"
_A_JOB_WAITS = json.dumps({"type": "job_inserted", "job_id": 0})
"""What procrastinate's workers listen for; which job it is they do not read."""


class Waker:
    """Wakes the workers of one installation, soon after it is asked to."""

    def __init__(self, dsn: str, *, queues: Iterable[str] = ()) -> None:
        self._dsn = dsn
        # A worker listens for all queues or for its own.
        self._channels = [*get_channel_for_queues(None), *get_channel_for_queues(queues)]
        self._change = threading.Condition()
        self._is_asked = False
        self._is_closing = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Have the workers woken; returns at once."""
        with self._change:
            self._is_asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def close(self) -> None:
        """Say what was asked for and end; a later asking begins anew."""
        with self._change:
            thread, self._is_closing = self._thread, True
            self._change.notify_all()
        if thread is not None:
            thread.join(FAREWELL.total_seconds())
        self._is_closing = False

    def _run(self) -> None:
        connection: psycopg.Connection | None = None
        while self._is_asked_in_time():
            connection = self._say(connection)
            time.sleep(REST.total_seconds())
        if connection is not None:
            connection.close()

    def _is_asked_in_time(self) -> bool:
        """Wait until somebody asks; return False, and be no more, when nobody does."""
        with self._change:
            self._change.wait_for(
                lambda: self._is_asked or self._is_closing, timeout=IDLE.total_seconds()
            )
            is_asked, self._is_asked = self._is_asked, False
            if not is_asked:
                self._thread = None
            return is_asked

    def _say(self, connection: psycopg.Connection | None) -> psycopg.Connection | None:
        """Say it, once more on a new connection when this one broke; else the workers look."""
        for kept in (connection, None):
            try:
                speaking = kept or psycopg.connect(self._dsn, autocommit=True)
                speaking.execute(_SAY, (_A_JOB_WAITS, self._channels))
            except psycopg.Error:
                continue
            return speaking
        return None
