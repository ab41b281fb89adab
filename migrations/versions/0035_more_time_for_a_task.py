"""Who does a task asks for more time; the day before and the day after stay, with the reason.

Why: a new day without its history looks like a promise that was always so. A wish is read by
whoever sees the task, written by the organisation that asks for or gives the time, and settled by
the organisation that asked the task.
Deploy order: expand; the code before this one gives time without a row here.
On the way back: the history is lost; the days of the tasks and the lines of the log stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
TASK = (
    "exists (select 1 from task t where t.id = task_id"
    " and t.workspace_id = task_extension.workspace_id and {of})"
)
SEES = f"{SHARED} or ({INSIDE} and {TASK.format(of=f't.organisation_id = {ME}')})"
ADDS = (
    f"{INSIDE} and organisation_id = {ME}"
    f" and {TASK.format(of=f'{ME} in (t.organisation_id, t.asking_organisation_id)')}"
)
SETTLES = f"{INSIDE} and {TASK.format(of=f't.asking_organisation_id = {ME}')}"
CHANGEABLE = "status, granted_on, answer, decided_by_id, decided_at"


def upgrade() -> None:
    """Make the table with its walls."""

    def key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
        return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)

    op.create_table(
        "task_extension",
        sa.Column("id", sa.Uuid(), primary_key=True),
        key("task_id", "task"),
        key("workspace_id", "workspace"),
        key("organisation_id", "organisation"),
        sa.Column("old_on", sa.Date(), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        key("asked_by_id", "person", nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(1000), nullable=False),
        key("decided_by_id", "person", nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("wanted_on > old_on", name="ck_task_extension_later"),
        sa.CheckConstraint(
            "(status = 'asked') = (decided_at is null)", name="ck_task_extension_decided"
        ),
        sa.CheckConstraint(
            "(status = 'granted') = (granted_on is not null)", name="ck_task_extension_granted"
        ),
        sa.CheckConstraint("granted_on > old_on", name="ck_task_extension_granted_later"),
    )
    op.create_index("ix_task_extension_task_id", "task_extension", ["task_id"])
    op.create_index(
        "uq_task_extension_asked",
        "task_extension",
        ["task_id"],
        unique=True,
        postgresql_where=sa.text("status = 'asked'"),
    )
    op.execute("alter table task_extension enable row level security")
    op.execute("alter table task_extension force row level security")
    op.execute(f"create policy sees on task_extension for select using ({SEES})")
    op.execute(f"create policy adds on task_extension for insert with check ({ADDS})")
    op.execute(
        f"create policy changes on task_extension for update using ({SETTLES})"
        f" with check ({SETTLES})"
    )
    op.execute("create policy removes on task_extension for delete using (false)")
    op.execute("grant select on task_extension to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on task_extension to samenzicht_app")
    op.execute(f"grant update ({CHANGEABLE}) on task_extension to samenzicht_app")


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("task_extension")
