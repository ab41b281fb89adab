"""Meetings of the committee that handles cases: agendas, and decisions that stand.

Why: a committee decides together, every week, about the cases that wait for it. A decision names
its meeting and is written once; a later one corrects it. The database holds that as well.
Deploy order: expand; the tables and the column are new.
On the way back: meetings and agendas are lost, and what a meeting decided with them; the cases stay
where they stand and the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

PERSON = "(select samenzicht_person())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
SEES = f"{INSIDE} and {SHARED}"
HOLDS = "exists (select 1 from workspace w where w.id = workspace_id and w.holds_cases)"
OF_BOTH = (
    "exists (select 1 from incident_case c where c.id = case_id"
    " and c.workspace_id = incident_agenda_item.workspace_id)"
    " and exists (select 1 from incident_meeting m where m.id = meeting_id"
    " and m.workspace_id = incident_agenda_item.workspace_id and m.closed_at is null)"
)
IN_OPEN_MEETING = (
    "meeting_id is null or exists (select 1 from incident_meeting m join incident_agenda_item i"
    " on i.meeting_id = m.id and i.case_id = incident_decision.case_id and i.taken_off_at is null"
    " where m.id = incident_decision.meeting_id and m.closed_at is null)"
)
LOG = (
    "object_kind <> 'incident_meeting'"
    " or exists (select 1 from incident_meeting x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make the tables with their walls."""
    op.create_table(
        "incident_meeting",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        sa.Column("held_on", sa.Date(), nullable=False),
        _key("planned_by_id", "person"),
        _moment("planned_at"),
        _moment("closed_at", nullable=True),
    )
    op.create_index(
        "uq_incident_meeting_workspace_id",
        "incident_meeting",
        ["workspace_id", "held_on"],
        unique=True,
    )
    op.create_table(
        "incident_agenda_item",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("meeting_id", "incident_meeting"),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _key("put_by_id", "person"),
        _moment("put_at"),
        _moment("taken_off_at", nullable=True),
    )
    op.create_index(
        "uq_incident_agenda_item_meeting_id",
        "incident_agenda_item",
        ["meeting_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("taken_off_at is null"),
    )
    op.create_index("ix_incident_agenda_item_case_id", "incident_agenda_item", ["case_id"])
    op.add_column("incident_decision", _key("meeting_id", "incident_meeting", nullable=True))
    op.create_index("ix_incident_decision_meeting_id", "incident_decision", ["meeting_id"])
    op.create_check_constraint(
        op.f("ck_incident_decision_meeting"),
        "incident_decision",
        "(meeting_id is null) = (within is not null)",
    )
    mine = f"{SEES} and {{0}} = {PERSON}"
    _wall("incident_meeting", adds=f"{mine.format('planned_by_id')} and {HOLDS}")
    _wall("incident_agenda_item", adds=f"{mine.format('put_by_id')} and {OF_BOTH}")
    op.execute("grant update (closed_at) on incident_meeting to samenzicht_app")
    op.execute("grant update (taken_off_at) on incident_agenda_item to samenzicht_app")
    op.execute(
        "create policy in_open_meeting on incident_decision as restrictive for insert"
        f" with check ({IN_OPEN_MEETING})"
    )
    op.execute(f"create policy meetings on log_entry as restrictive for select using ({LOG})")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _wall(table: str, *, adds: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({SEES})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(f"create policy changes on {table} for update using ({SEES}) with check ({SEES})")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away, and the decisions of meetings with them."""
    op.execute("drop policy meetings on log_entry")
    op.execute("drop policy in_open_meeting on incident_decision")
    op.drop_constraint(op.f("ck_incident_decision_meeting"), "incident_decision")
    op.execute("delete from incident_decision where meeting_id is not null")
    op.drop_index("ix_incident_decision_meeting_id", "incident_decision")
    op.drop_column("incident_decision", "meeting_id")
    op.drop_table("incident_agenda_item")
    op.drop_table("incident_meeting")
