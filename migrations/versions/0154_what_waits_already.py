"""Each task that waits for another has that as a row.

Why: what a task waits for is read from the rows that the step before this one made room for.
Deploy order: move; the rows are read by the code that comes with it.
On the way back: nothing is undone; the rows go with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0154"
down_revision = "0153"

FITS_OLDER_CODE = True

WAITING = "predecessor_id is not null"
WANTING = (
    f"{WAITING} and not exists (select 1 from task_predecessor p"
    " where p.task_id = task.id and p.predecessor_id = task.predecessor_id)"
)
"""Where this step was taken before and taken back, the rows are there."""
FILL = (
    "insert into task_predecessor (task_id, predecessor_id, workspace_id)"
    f" select id, predecessor_id, workspace_id from task where {WANTING}"
)


def upgrade() -> None:
    """Write a row for each."""
    connection = op.get_bind()
    there = connection.execute(
        sa.select(sa.func.count()).select_from(sa.table("task")).where(sa.text(WANTING))
    ).scalar_one()
    written = connection.execute(sa.text(FILL)).rowcount
    if written != there:
        raise AssertionError(f"{there} tasks wait for another, {written} have it as a row.")


def downgrade() -> None:
    """Leave them: the table goes with the step before."""
