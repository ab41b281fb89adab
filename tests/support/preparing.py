"""Statements stay prepared from test to test, though every test is undone.

The driver forgets what it prepared at every rollback, because what a statement speaks of may have
been undone; the product ends its pages without one. Tests end in nothing else, so without this each
would plan anew what the one before it had planned. In tests the tables are there to stay: what a
rollback takes away is rows. A test that changes a table is answered by PostgreSQL, which plans
anew whatever speaks of it.
"""

from __future__ import annotations

from typing import Any

from psycopg._preparing import PrepareManager
from sqlalchemy import Engine, event

from app.kernel.db import KEPT_PREPARED, PREPARED_AFTER

PLANNED_ONCE = "-c plan_cache_mode=force_generic_plan"
"""As the application has it: a statement that stays prepared is planned once."""


class ThroughRollbacks(PrepareManager):
    """What a connection of the tests keeps prepared."""

    def clear(self) -> bool:
        """Forget nothing: what is no longer valid PostgreSQL plans anew by itself."""
        return False


def keep_prepared(engine: Engine) -> None:
    """Keep what connections of this engine prepared through rollbacks."""
    event.listen(engine, "connect", _let_keep)


def _let_keep(connection: Any, _record: object) -> None:
    connection._prepared = ThroughRollbacks()
    connection.prepare_threshold = PREPARED_AFTER
    connection.prepared_max = 5 * KEPT_PREPARED
