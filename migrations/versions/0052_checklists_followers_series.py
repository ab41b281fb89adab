"""A task has a checklist, people follow it, and it may come back until a day.

Why: what belongs to a task is ticked off by who does it; who only wants to know how it goes follows
it; and what is due each quarter is asked once. A series has an end, always, and makes each of its
tasks once: the number of the time is its key. Items are seen by who sees the task, ticked by the
organisation it is asked of, written by the one that asked. Who follows is a person's own.
Deploy order: expand; the code before this one asks tasks without items or series.
On the way back: items, followers and series are lost; the tasks they made stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"

ME = "(select samenzicht_organisation())"
JOB = "samenzicht_person() is null"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
TASK = (
    f"{INSIDE} and exists (select 1 from task t where t.id = task_id"
    " and t.workspace_id = {table}.workspace_id{of})"
)
"""Whoever sees the task, by its own wall."""
OF_ASKER = f" and t.asking_organisation_id = {ME}"
OF_BOTH = f" and {ME} in (t.asking_organisation_id, t.organisation_id)"
OWN = "person_id = samenzicht_person()"
ASKER = f"{INSIDE} and organisation_id = {ME}"


def _task(table: str, of: str = "") -> str:
    return TASK.format(table=table, of=of)


RULES = {
    "checklist_item": (
        _task("checklist_item"),
        _task("checklist_item", OF_ASKER),
        _task("checklist_item", OF_BOTH),
        _task("checklist_item", OF_ASKER),
    ),
    "task_follower": (
        f"{OWN} or {JOB}",
        f"{OWN} and organisation_id = {ME} and {_task('task_follower')}",
        "false",
        OWN,
    ),
    "task_series": (f"{SHARED} or ({INSIDE} and doing_id = {ME})", ASKER, ASKER, "false"),
}
"""Who sees, adds, changes and removes the rows of each table."""
RIGHTS = {
    "checklist_item": "select, insert, delete, update (position, ticked_at, ticked_by_id)",
    "task_follower": "select, insert, delete",
    "task_series": "select, insert, update (made, make_on, ended_at, version)",
}
DUE_SERIES = """
create function samenzicht_due_series(today date)
returns table (id uuid, workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.workspace_id, s.organisation_id from task_series s
    where s.ended_at is null and s.make_on <= today
    order by s.make_on, s.id
$$
"""


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_items()
    _make_series()
    for table, (sees, adds, changes, removes) in RULES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using ({removes})")
        op.execute(f"grant {RIGHTS[table]} on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    op.execute(DUE_SERIES)
    op.execute("revoke all on function samenzicht_due_series(date) from public")
    op.execute("grant execute on function samenzicht_due_series(date) to samenzicht_app")


def _make_items() -> None:
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("task_id", "task"),
        _key("workspace_id", "workspace"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        _moment("ticked_at", nullable=True),
        _key("ticked_by_id", "person", nullable=True),
        sa.CheckConstraint(
            "ticked_at is not null or ticked_by_id is null", name="ck_checklist_item_ticked"
        ),
    )
    op.create_index("ix_checklist_item_task_id", "checklist_item", ["task_id", "position"])
    op.create_table(
        "task_follower",
        sa.Column("task_id", sa.Uuid(), sa.ForeignKey("task.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        _key("organisation_id", "organisation"),
        _key("workspace_id", "workspace"),
        _moment("since"),
    )


def _make_series() -> None:
    op.create_table(
        "task_series",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _key("asked_by_id", "person", nullable=True),
        _key("doing_id", "organisation"),
        _key("assignee_id", "person", nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("checklist", sa.ARRAY(sa.String(200)), nullable=False),
        sa.Column("every", sa.String(8), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("make_on", sa.Date(), nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > first_on", name="ck_task_series_until"),
        sa.CheckConstraint("made > 0", name="ck_task_series_made"),
    )
    op.create_index(
        "ix_task_series_make_on",
        "task_series",
        ["make_on"],
        postgresql_where=sa.text("ended_at is null"),
    )
    op.add_column(
        "task", sa.Column("series_id", sa.Uuid(), sa.ForeignKey("task_series.id"), nullable=True)
    )
    op.add_column("task", sa.Column("series_number", sa.Integer(), nullable=True))
    op.create_check_constraint(
        "ck_task_series", "task", "(series_id is null) = (series_number is null)"
    )
    op.create_index("uq_task_series_id", "task", ["series_id", "series_number"], unique=True)


def downgrade() -> None:
    """Take them away."""
    op.execute("drop function samenzicht_due_series(date)")
    op.drop_index("uq_task_series_id", "task")
    op.drop_constraint(op.f("ck_task_ck_task_series"), "task")
    op.drop_column("task", "series_number")
    op.drop_column("task", "series_id")
    for table in ("task_series", "task_follower", "checklist_item"):
        op.drop_table(table)
