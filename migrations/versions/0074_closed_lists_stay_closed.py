"""A closed decision list stays closed, and a case is given to who shares in its workspace only.

Why: the walls asked of a change only whether one sees the row. So a statement could open a closed
list again, take a case off it, or let an organisation that takes no part answer for a case. Of a
handler that left meanwhile the case can still be triaged and decided: only who becomes the handler
is looked at.
Deploy order: expand; the code before this one changes nothing that is refused now.
On the way back: the walls are as wide as they were; no row changes.
"""

from __future__ import annotations

from alembic import op

revision = "0074"
down_revision = "0073"

SEES = (
    "workspace_id = any(array(select samenzicht_workspaces()))"
    " and workspace_id = any(array(select samenzicht_shared_workspaces()))"
)
OPEN_LIST = (
    "exists (select 1 from incident_meeting m"
    " where m.id = incident_agenda_item.meeting_id and m.closed_at is null)"
)
SHARES = (
    "exists (select 1 from participation p where p.workspace_id = {0}.workspace_id"
    " and p.organisation_id = {0}.organisation_id and p.ended_at is null"
    " and p.role in ('lead', 'partner'))"
)
HANDED = f"""
create function samenzicht_case_handed() returns trigger language plpgsql as $$
begin
  if not {SHARES.format("new")} then
    raise exception 'a case is handled by the lead or a partner' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""


def upgrade() -> None:
    """Narrow the walls."""
    _change("incident_meeting", using=f"{SEES} and closed_at is null")
    _change("incident_agenda_item", using=f"{SEES} and {OPEN_LIST}")
    op.execute(
        "create policy handler_shares on incident_case as restrictive for insert"
        f" with check ({SHARES.format('incident_case')})"
    )
    op.execute(HANDED)
    op.execute("revoke execute on function samenzicht_case_handed() from public")
    op.execute(
        "create trigger handed before update of organisation_id on incident_case for each row"
        " when (old.organisation_id is distinct from new.organisation_id)"
        " execute function samenzicht_case_handed()"
    )


def _change(table: str, *, using: str) -> None:
    op.execute(f"drop policy changes on {table}")
    op.execute(f"create policy changes on {table} for update using ({using}) with check ({SEES})")


def downgrade() -> None:
    """Put the wider walls back."""
    op.execute("drop trigger handed on incident_case")
    op.execute("drop function samenzicht_case_handed()")
    op.execute("drop policy handler_shares on incident_case")
    for table in ("incident_agenda_item", "incident_meeting"):
        _change(table, using=SEES)
