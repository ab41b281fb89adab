"""Whom a round or a scoring asks gets a notice and a reminder, as for a task.

Why: a report that waits for a signature, or a norm for a score, was found only by who looked in
Mijn werk. A notice and a reminder are about one thing: a task, a report or a scoring; a notice
about none of them is about its workspace. The clock hears in which places somebody is asked,
nothing else.
Deploy order: expand; the code before this one writes and reads what is about tasks.
On the way back: notices and reminders of reports and scorings are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"

TABLES = ("notice", "reminder")
THINGS = ("report", "scoring")
COUNT = "num_nonnulls(task_id, report_id, scoring_id)"
TASKS = """
  select distinct t.workspace_id, t.organisation_id from task t
    where t.status in ('open', 'accepted') and t.due_on between first and last
"""
ASKED = """
  union
  select s.workspace_id, s.organisation_id from seat s join report r on r.id = s.report_id
    where r.status = 'signing' and s.status = 'waiting'
  union
  select c.workspace_id, c.organisation_id from scorer c join scoring g on g.id = c.scoring_id
    where g.opened_at is null and c.scored_at is null
"""
DUE_PLACES = """
create or replace function samenzicht_due_places(first date, last date)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
{0}
$$
"""


def upgrade() -> None:
    """Let notices and reminders be about reports and scorings."""
    for table in TABLES:
        for thing in THINGS:
            key = sa.ForeignKey(f"{thing}.id")
            op.add_column(table, sa.Column(f"{thing}_id", sa.Uuid(), key, nullable=True))
    op.alter_column("reminder", "task_id", nullable=True)
    op.create_check_constraint("ck_notice_about", "notice", f"{COUNT} <= 1")
    op.create_check_constraint("ck_reminder_about", "reminder", f"{COUNT} = 1")
    op.drop_index("uq_notice_of_place", "notice")
    _index_of_place(f"{COUNT} = 0")
    for thing in THINGS:
        op.create_unique_constraint(
            f"uq_notice_person_id_{thing}_id", "notice", ["person_id", f"{thing}_id"]
        )
        op.create_unique_constraint(
            f"uq_reminder_{thing}_id_ends_on_moment_person_id",
            "reminder",
            [f"{thing}_id", "ends_on", "moment", "person_id"],
        )
    op.execute(DUE_PLACES.format(TASKS + ASKED))


def _index_of_place(condition: str) -> None:
    op.create_index(
        "uq_notice_of_place",
        "notice",
        ["person_id", "workspace_id"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def downgrade() -> None:
    """Only tasks again."""
    op.execute(DUE_PLACES.format(TASKS))
    for table in TABLES:
        op.execute(f"delete from {table} where report_id is not null or scoring_id is not null")
    for thing in THINGS:
        op.drop_constraint(op.f(f"uq_reminder_{thing}_id_ends_on_moment_person_id"), "reminder")
        op.drop_constraint(op.f(f"uq_notice_person_id_{thing}_id"), "notice")
    op.drop_index("uq_notice_of_place", "notice")
    _index_of_place("task_id is null")
    op.drop_constraint(op.f("ck_reminder_ck_reminder_about"), "reminder")
    op.drop_constraint(op.f("ck_notice_ck_notice_about"), "notice")
    op.alter_column("reminder", "task_id", nullable=False)
    for table in TABLES:
        for thing in THINGS:
            op.drop_column(table, f"{thing}_id")
