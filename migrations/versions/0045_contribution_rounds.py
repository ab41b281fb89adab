"""One contribution asked of several authorities in one act, each giving it in a task of its own.

Why: the joint yearly picture of digital resilience is made of what each authority contributes. What
one is asked and delivers is between it and who asks: such a task is apart, and other partners learn
only whether something was delivered. What is being written is the writer's own until then.
Deploy order: expand; the column begins false and the tables are new.
On the way back: rounds and what was contributed are lost; their tasks stay, seen by all partners.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
OWN = f"{INSIDE} and organisation_id = {ME}"
TASK_BEFORE = f"{SHARED} or ({OWN})"
TASK = f"({SHARED} and (not is_apart or asking_organisation_id = {ME})) or ({OWN})"
EXTENSION_BEFORE = (
    f"{SHARED} or ({INSIDE} and exists (select 1 from task t where t.id = task_id"
    f" and t.workspace_id = task_extension.workspace_id and t.organisation_id = {ME}))"
)
EXTENSION = (
    f"{INSIDE} and exists (select 1 from task t where t.id = task_id"
    " and t.workspace_id = task_extension.workspace_id)"
)
"""Whoever sees the task, by its own wall."""
ROUND = f"{INSIDE} and ({SHARED} or {ME} = any(asked))"
BEGINS = f"{OWN} and samenzicht_leads(workspace_id)"
CONTRIBUTION = f"{INSIDE} and ({SHARED} or organisation_id = {ME})"
ASKS = (
    f"{INSIDE} and asking_organisation_id = {ME} and delivered_at is null"
    " and exists (select 1 from contribution_round r where r.id = round_id"
    f" and r.workspace_id = contribution.workspace_id and r.organisation_id = {ME})"
    " and exists (select 1 from task t where t.id = task_id and t.is_apart"
    " and t.workspace_id = contribution.workspace_id"
    " and t.organisation_id = contribution.organisation_id"
    f" and t.asking_organisation_id = {ME})"
)
DELIVERS = f"{INSIDE} and {ME} in (organisation_id, asking_organisation_id)"
OF_IT = (
    "exists (select 1 from contribution c where c.id = contribution_id"
    " and c.workspace_id = {table}.workspace_id and {of})"
)
ASKER_READS = f"(c.asking_organisation_id = {ME} and c.delivered_at is not null)"
READS = f"(c.organisation_id = {ME} or {ASKER_READS})"
GIVES = f"c.organisation_id = {ME} and c.delivered_at is null"
BETWEEN = f"{ME} in (c.organisation_id, c.asking_organisation_id)"
LOG = (
    "object_kind <> 'contribution_round'"
    " or exists (select 1 from contribution_round x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make the column and the tables with their walls."""
    op.add_column(
        "task", sa.Column("is_apart", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(f"alter policy sees on task using ({TASK})")
    op.execute(f"alter policy changes on task using ({TASK}) with check ({TASK})")
    op.execute(f"alter policy sees on task_extension using ({EXTENSION})")
    _make_round()
    _make_contribution()
    _make_content()
    _make_reminder()
    _walls()
    op.execute(
        f"create policy contribution_rounds on log_entry as restrictive for select using ({LOG})"
    )


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _part_of(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_round() -> None:
    op.create_table(
        "contribution_round",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("legal_basis", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked", postgresql.ARRAY(sa.Uuid()), nullable=False),
        _key("started_by_id", "person"),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        _key("report_id", "report", nullable=True),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index("ix_contribution_round_workspace_id", "contribution_round", ["workspace_id"])


def _make_contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("round_id", "contribution_round"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _key("asking_organisation_id", "organisation"),
        _key("task_id", "task"),
        _moment("delivered_at", nullable=True),
    )
    op.create_index(
        "uq_contribution_round_id", "contribution", ["round_id", "organisation_id"], unique=True
    )
    op.create_index("uq_contribution_task_id", "contribution", ["task_id"], unique=True)


def _make_content() -> None:
    op.create_table(
        "contribution_text",
        _part_of("contribution_id", "contribution"),
        _key("workspace_id", "workspace"),
        sa.Column("text", sa.Text(), nullable=False),
        _key("written_by_id", "person"),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "contribution_document",
        _part_of("contribution_id", "contribution"),
        _part_of("document_id", "document"),
        _key("workspace_id", "workspace"),
    )


def _make_reminder() -> None:
    op.create_table(
        "contribution_reminder",
        _part_of("contribution_id", "contribution"),
        sa.Column("day", sa.Date(), primary_key=True),
        _key("workspace_id", "workspace"),
    )


def _walls() -> None:
    _wall("contribution_round", sees=ROUND, adds=BEGINS, changes=OWN)
    op.execute("grant update on contribution_round to samenzicht_app")
    _wall("contribution", sees=CONTRIBUTION, adds=ASKS, changes=DELIVERS)
    op.execute("grant update (delivered_at) on contribution to samenzicht_app")
    for table in ("contribution_text", "contribution_document"):
        reads = f"{INSIDE} and {OF_IT.format(table=table, of=READS)}"
        gives = f"{INSIDE} and {OF_IT.format(table=table, of=GIVES)}"
        _wall(table, sees=reads, adds=gives, changes=gives, removes=gives)
        op.execute(f"grant update, delete on {table} to samenzicht_app")
    between = f"{INSIDE} and {OF_IT.format(table='contribution_reminder', of=BETWEEN)}"
    asks = OF_IT.format(table="contribution_reminder", of=f"c.asking_organisation_id = {ME}")
    _wall("contribution_reminder", sees=between, adds=f"{INSIDE} and {asks}", changes="false")


def _wall(table: str, *, sees: str, adds: str, changes: str, removes: str = "false") -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using ({removes})")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables and the column away."""
    op.execute("drop policy contribution_rounds on log_entry")
    for table in ("reminder", "document", "text"):
        op.drop_table(f"contribution_{table}")
    op.drop_table("contribution")
    op.drop_table("contribution_round")
    op.execute(f"alter policy sees on task_extension using ({EXTENSION_BEFORE})")
    op.execute(f"alter policy changes on task using ({TASK_BEFORE}) with check ({TASK_BEFORE})")
    op.execute(f"alter policy sees on task using ({TASK_BEFORE})")
    op.drop_column("task", "is_apart")
