"""How long what an organisation brought is kept, by a category of its selection list.

Why: each organisation answers for its own archive (Archiefwet), so it chooses itself the category
of its selection list and the law under which what is kept for good is transferred. The choice is
read by the own organisation alone; its privacy officer and coordinators get the list of what is
due.
Deploy order: expand; code before this one does not know the table.
On the way back: the choices are lost; the log keeps that they were made.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
COORDINATES = f"{MINE} and samenzicht_coordinates(workspace_id)"
OF_CHOICE = (
    "object_kind <> 'retention_choice'"
    " or exists (select 1 from retention_choice x where x.id = object_id)"
)
RETENTION = """
create function samenzicht_retention()
returns table (place uuid, ref text, closed_at timestamptz, item text, law text, is_held boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, w.ref::text, w.closed_at, r.item::text, r.law::text,
      exists (select 1 from legal_hold h where h.workspace_id = w.id
        and h.organisation_id = samenzicht_organisation() and h.lifted_at is null)
    from samenzicht_hold_places() k join workspace w on w.id = k.place
      left join retention_choice r
        on r.workspace_id = w.id and r.organisation_id = samenzicht_organisation()
    where w.closed_at is not null
$$
"""


def upgrade() -> None:
    """Make the table with its wall, and the function that tells what is kept."""
    op.create_table(
        "retention_choice",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("law", sa.String(4), nullable=False),
        sa.Column("chosen_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint(
            "workspace_id",
            "organisation_id",
            name=op.f("uq_retention_choice_workspace_id_organisation_id"),
        ),
        sa.CheckConstraint("law in ('1995', '2026')", name=op.f("ck_retention_choice_law")),
    )
    op.execute("alter table retention_choice enable row level security")
    op.execute("alter table retention_choice force row level security")
    op.execute(f"create policy sees on retention_choice for select using ({MINE} and {INSIDE})")
    op.execute(f"create policy adds on retention_choice for insert with check ({COORDINATES})")
    op.execute(
        f"create policy changes on retention_choice for update using ({COORDINATES})"
        f" with check ({COORDINATES})"
    )
    op.execute("create policy removes on retention_choice for delete using (false)")
    op.execute("grant select on retention_choice to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on retention_choice to samenzicht_app")
    op.execute(
        "grant update (item, law, chosen_by_id, chosen_at) on retention_choice to samenzicht_app"
    )
    op.execute(
        f"create policy retention on log_entry as restrictive for select using ({OF_CHOICE})"
    )
    op.execute(RETENTION)
    op.execute("revoke execute on function samenzicht_retention() from public")
    op.execute("grant execute on function samenzicht_retention() to samenzicht_app")


def downgrade() -> None:
    """Take it all away again."""
    op.execute("drop function samenzicht_retention()")
    op.execute("drop policy retention on log_entry")
    op.drop_table("retention_choice")
