"""When the answer a case waits for came in, and meetings that are moved or cancelled.

Why: whether a term was met was judged by the day of the next decision, which comes days after the
answer. And the day of the next meeting was counted from the last one, so that one meeting on
another day than usual moved all that followed; a meeting could not be moved or cancelled.
Deploy order: expand; the code before this one leaves the columns empty. It still shows a cancelled
meeting as one that is open.
On the way back: these days are lost, and cancelled meetings are open again; the log keeps its
lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"

SEES = (
    "workspace_id = any(array(select samenzicht_workspaces()))"
    " and workspace_id = any(array(select samenzicht_shared_workspaces()))"
)
OF_BOTH = (
    "exists (select 1 from incident_case c where c.id = case_id"
    " and c.workspace_id = incident_agenda_item.workspace_id)"
    " and exists (select 1 from incident_meeting m where m.id = meeting_id"
    " and m.workspace_id = incident_agenda_item.workspace_id and m.closed_at is null{0})"
)
ADDS = f"{SEES} and put_by_id = (select samenzicht_person()) and {OF_BOTH}"
IN_OPEN_MEETING = (
    "meeting_id is null or exists (select 1 from incident_meeting m join incident_agenda_item i"
    " on i.meeting_id = m.id and i.case_id = incident_decision.case_id and i.taken_off_at is null"
    " where m.id = incident_decision.meeting_id and m.closed_at is null{0})"
)
STANDS = " and m.cancelled_at is null"
STAYS = """
create function samenzicht_meeting_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from incident_decision d where d.meeting_id = old.id) then
    raise exception 'a meeting that decided something keeps its day';
  end if;
  if samenzicht_person() is not null and not exists (
    select 1 from membership m where m.workspace_id = old.workspace_id
      and m.person_id = samenzicht_person() and m.role = 'coordinator' and m.ended_at is null)
  then
    raise exception 'only who coordinates moves or cancels a meeting';
  end if;
  return new;
end
$$
"""
"""Beside the wall, which knows the new row only."""


def upgrade() -> None:
    """Add the columns, and keep cases and decisions out of a cancelled meeting."""
    op.add_column("incident_case", sa.Column("came_in_on", sa.Date(), nullable=True))
    op.add_column("incident_term", sa.Column("came_in_on", sa.Date(), nullable=True))
    op.add_column("incident_term", sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "incident_term",
        sa.Column("noted_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_check_constraint(
        op.f("ck_incident_term_came_in"),
        "incident_term",
        "(came_in_on is null) = (noted_at is null) and (noted_at is null) = (noted_by_id is null)"
        " and (came_in_on is null or came_in_on >= starts_on)",
    )
    op.add_column("incident_meeting", sa.Column("usual_on", sa.Date(), nullable=True))
    op.add_column(
        "incident_meeting", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_check_constraint(
        op.f("ck_incident_meeting_ended"),
        "incident_meeting",
        "cancelled_at is null or closed_at is null",
    )
    op.execute("grant update (came_in_on) on incident_case to samenzicht_app")
    op.execute(
        "grant update (came_in_on, noted_at, noted_by_id) on incident_term to samenzicht_app"
    )
    op.execute(
        "grant update (held_on, usual_on, cancelled_at) on incident_meeting to samenzicht_app"
    )
    op.execute(STAYS)
    op.execute(
        "create trigger meeting_stays before update of held_on, usual_on, cancelled_at"
        " on incident_meeting for each row when (old.held_on is distinct from new.held_on"
        " or old.usual_on is distinct from new.usual_on"
        " or old.cancelled_at is distinct from new.cancelled_at)"
        " execute function samenzicht_meeting_stays()"
    )
    _keep_out(STANDS)


def downgrade() -> None:
    """Take the columns away."""
    _keep_out("")
    op.execute("revoke update (held_on) on incident_meeting from samenzicht_app")
    op.execute("drop trigger meeting_stays on incident_meeting")
    op.execute("drop function samenzicht_meeting_stays()")
    op.drop_constraint(op.f("ck_incident_meeting_ended"), "incident_meeting")
    op.drop_column("incident_meeting", "cancelled_at")
    op.drop_column("incident_meeting", "usual_on")
    op.drop_constraint(op.f("ck_incident_term_came_in"), "incident_term")
    for each in ("noted_by_id", "noted_at", "came_in_on"):
        op.drop_column("incident_term", each)
    op.drop_column("incident_case", "came_in_on")


def _keep_out(only: str) -> None:
    op.execute(f"alter policy adds on incident_agenda_item with check ({ADDS.format(only)})")
    op.execute(
        "alter policy in_open_meeting on incident_decision"
        f" with check ({IN_OPEN_MEETING.format(only)})"
    )
