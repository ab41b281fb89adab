"""Workers are woken after the commit, not inside it.

Why: the queue's trigger told workers of a new job inside the transaction that put it there, and
PostgreSQL lets one commit at a time of the whole server carry such a word. The application says it
after its commit (`kernel.waking`). The trigger stays, switched off: the library's own later steps
find it where they expect it.
Deploy order: expand. Until the code before this one is stopped, workers find its jobs by looking
every five seconds.
On the way back: the trigger tells them again.
"""

from __future__ import annotations

from alembic import op

revision = "0100"
down_revision = "0099"

TELLS = "procrastinate_jobs_notify_queue_job_inserted_v1"


def upgrade() -> None:
    """Switch the trigger off."""
    op.execute(f"alter table procrastinate_jobs disable trigger {TELLS}")


def downgrade() -> None:
    """Switch it on."""
    op.execute(f"alter table procrastinate_jobs enable trigger {TELLS}")
