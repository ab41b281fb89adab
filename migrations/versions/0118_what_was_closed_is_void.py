"""What closed providers and blocked accounts let in by is void, also after the next opening.

Why: until now closing and blocking only held while it lasted; what was made before then would have
come back to life at the first opening after this step.
Deploy order: move; the columns are there since the step before.
On the way back: nothing is undone; the columns go with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"

PROVIDERS = "update identity_provider set void_before = now() where {}"
CLOSED = "not is_active and void_before is null"
PEOPLE = "update person set void_before = now() where {}"
BLOCKED = "blocked_at is not null and void_before is null"


def upgrade() -> None:
    """Note it with every provider that is closed and everybody who is blocked now."""
    connection = op.get_bind()
    for table, change, which in (
        ("identity_provider", PROVIDERS, CLOSED),
        ("person", PEOPLE, BLOCKED),
    ):
        there = connection.execute(
            sa.select(sa.func.count()).select_from(sa.table(table)).where(sa.text(which))
        ).scalar_one()
        changed = connection.execute(sa.text(change.format(which))).rowcount
        if changed != there:
            raise AssertionError(f"{there} in {table} are meant, {changed} were changed.")


def downgrade() -> None:
    """Leave it: what is void stays so."""
