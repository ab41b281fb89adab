"""People get notices, reminders and mailings, and choose how.

Why: a reminder is made once for each (task, last day, moment, person), whatever fails; a mailing is
one mail for a person at an hour. None of these rows holds content; a notice is its person's own,
and a job for the person's organisation writes it. Reminders and mailings are for jobs alone. The
clock asks one function where something is due, which tells places and organisations, nothing else.
A calendar's address is found by the hash of its secret before anybody is known.
Deploy order: expand; the tables are new.
On the way back: notices and choices are lost, and reminders of the same days are made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0024"
down_revision = "0023"

JOB = "samenzicht_person() is null"
JOB_THERE = (
    f"({JOB} and organisation_id = samenzicht_organisation()"
    " and workspace_id in (select samenzicht_workspaces()))"
)
OWN = "person_id = samenzicht_person()"
OWN_PLACE = f"{OWN} and workspace_id in (select samenzicht_workspaces())"
RULES = {
    "notice": (f"{OWN} or {JOB_THERE}", JOB_THERE, f"{OWN} or {JOB_THERE}"),
    "mailing": (JOB, JOB, JOB),
    "reminder": (JOB, JOB_THERE, "false"),
    "notice_choice": (f"{OWN} or {JOB}", OWN, OWN),
    "place_choice": (f"{OWN} or {JOB}", OWN_PLACE, OWN_PLACE),
    "calendar_feed": (f"{OWN} or {JOB}", OWN, OWN),
}
"""Who sees, adds and changes the rows of each table."""

DUE_PLACES = """
create function samenzicht_due_places(first date, last date)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct t.workspace_id, t.organisation_id from task t
    where t.status in ('open', 'accepted') and t.due_on between first and last
$$
"""


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _own_key(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id() -> sa.Column[sa.Uuid]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_notices()
    _make_choices()
    for table, (sees, adds, changes) in RULES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using (false)")
        op.execute(f"grant select, insert, update on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    op.execute(DUE_PLACES)
    op.execute("revoke all on function samenzicht_due_places(date, date) from public")
    op.execute("grant execute on function samenzicht_due_places(date, date) to samenzicht_app")
    op.create_index(
        "ix_task_due_on",
        "task",
        ["due_on"],
        postgresql_where=sa.text("status in ('open', 'accepted')"),
    )


def _make_notices() -> None:
    op.create_table(
        "notice",
        _id(),
        _key("person_id", "person"),
        _key("organisation_id", "organisation"),
        _key("workspace_id", "workspace"),
        _key("task_id", "task"),
        sa.Column("kind", sa.String(12), nullable=False),
        _moment("at"),
        _moment("read_at", nullable=True),
        sa.UniqueConstraint("person_id", "task_id", name="uq_notice_person_id_task_id"),
    )
    op.create_index("ix_notice_person_id", "notice", ["person_id", "at"])
    op.create_table(
        "mailing",
        _id(),
        _key("person_id", "person"),
        _moment("slot_at"),
        _moment("sent_at", nullable=True),
        sa.UniqueConstraint("person_id", "slot_at", name="uq_mailing_person_id_slot_at"),
    )
    op.create_index(
        "ix_mailing_slot_at", "mailing", ["slot_at"], postgresql_where=sa.text("sent_at is null")
    )
    op.create_table(
        "reminder",
        _id(),
        _key("task_id", "task"),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("moment", sa.Integer(), nullable=False),
        _key("person_id", "person"),
        _key("organisation_id", "organisation"),
        _key("workspace_id", "workspace"),
        _key("mailing_id", "mailing", nullable=True),
        _moment("made_at"),
        sa.UniqueConstraint(
            "task_id",
            "ends_on",
            "moment",
            "person_id",
            name="uq_reminder_task_id_ends_on_moment_person_id",
        ),
    )
    op.create_index("ix_reminder_mailing_id", "reminder", ["mailing_id"])


def _make_choices() -> None:
    op.create_table(
        "notice_choice",
        _own_key("person_id", "person"),
        sa.Column("moments", ARRAY(sa.Integer()), nullable=False),
        sa.Column("mail_hours", ARRAY(sa.Integer()), nullable=False),
        sa.Column("rests", sa.Boolean(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        _key("deputy_id", "person", nullable=True),
        sa.CheckConstraint("away_until >= away_from", name="ck_notice_choice_away"),
        sa.CheckConstraint(
            "(away_from is null) = (away_until is null)", name="ck_notice_choice_away_whole"
        ),
        sa.CheckConstraint("deputy_id <> person_id", name="ck_notice_choice_deputy"),
    )
    op.create_table(
        "place_choice",
        _own_key("person_id", "person"),
        _own_key("workspace_id", "workspace"),
        sa.Column("level", sa.String(8), nullable=False),
    )
    op.create_table(
        "calendar_feed",
        _own_key("person_id", "person"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("with_titles", sa.Boolean(), nullable=False),
        _moment("made_at"),
        _moment("revoked_at", nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feed_token_hash"),
    )


def downgrade() -> None:
    """Take the tables away."""
    op.drop_index("ix_task_due_on", "task")
    op.execute("drop function samenzicht_due_places(date, date)")
    for table in (
        "calendar_feed",
        "place_choice",
        "notice_choice",
        "reminder",
        "mailing",
        "notice",
    ):
        op.drop_table(table)
