"""Who is heard about a report replies by a link: random, with an end, to be revoked.

Why: the inspected organisation has no account here. Of its link only the hash is kept, and one
function of the owner role finds by that hash where it leads, while it works. What is not sent yet
is the writer's own: no person of any organisation reads a draft, which the database holds too.
Deploy order: expand; the tables are new, and old code writes no link in a remark.
On the way back: links and drafts are lost, and what came by a link counts as entered by hand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
ME = "(select samenzicht_organisation())"
NOBODY_IN_PERSON = "(select samenzicht_person()) is null"
LEADS = (
    "exists (select 1 from rebuttal b join report r on r.id = b.report_id"
    " where b.id = rebuttal_id and b.workspace_id = rebuttal_link.workspace_id{0}"
    f" and (r.organisation_id = {ME} or samenzicht_leads(r.workspace_id)))"
)
"""The actor's organisation leads the workspace, or holds the pen of the report."""
OF_OPEN_LINK = (
    f"{INSIDE} and {NOBODY_IN_PERSON} and exists (select 1 from rebuttal_link l"
    " where l.id = link_id and l.workspace_id = rebuttal_draft.workspace_id"
    " and l.submitted_at is null)"
)
WALLS: dict[str, tuple[str, str, str, str]] = {
    "rebuttal_link": (
        f"{INSIDE} and {LEADS.format('')}",
        (
            f"{INSIDE} and {LEADS.format(' and b.closed_at is null')}"
            " and made_by_id = (select samenzicht_person())"
        ),
        f"{INSIDE} and {LEADS.format('')}",
        "false",
    ),
    "rebuttal_draft": (OF_OPEN_LINK, OF_OPEN_LINK, OF_OPEN_LINK, OF_OPEN_LINK),
}
CHANGEABLE = {
    "rebuttal_link": (
        "ends_on, revoked_at, revoked_by_id, openings, last_opened_at, submitted_at,"
        " hour_begun_at, asked_in_hour, version"
    ),
    "rebuttal_draft": "finding_id, place, remark, saved_at",
}
FIND = """
create function samenzicht_reply_link(hash bytea)
returns table (link_id uuid, workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select l.id, l.workspace_id, b.organisation_id
    from rebuttal_link l
    join rebuttal b on b.id = l.rebuttal_id
    join workspace w on w.id = l.workspace_id
    where l.token_hash = hash and l.revoked_at is null and l.ends_on >= samenzicht_today()
      and b.closed_at is null and w.status = 'open'
$$
"""


def upgrade() -> None:
    """Make the tables with their walls, and the one way to find a link."""
    _make_link()
    _make_draft()
    op.add_column("rebuttal_item", sa.Column("link_id", sa.Uuid(), nullable=True))
    op.create_index("ix_rebuttal_item_link_id", "rebuttal_item", ["link_id"])
    for table, (sees, adds, changes, removes) in WALLS.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using ({removes})")
        op.execute(f"grant select, insert on {table} to samenzicht_app")
        op.execute(f"grant update ({CHANGEABLE[table]}) on {table} to samenzicht_app")
        op.execute(f"grant select on {table} to samenzicht_keeper")
    op.execute("grant delete on rebuttal_draft to samenzicht_app")
    op.execute(FIND)
    op.execute("revoke all on function samenzicht_reply_link(bytea) from public")
    op.execute("grant execute on function samenzicht_reply_link(bytea) to samenzicht_app")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_link() -> None:
    op.create_table(
        "rebuttal_link",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("rebuttal_id", "rebuttal"),
        _key("workspace_id", "workspace"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        _moment("revoked_at", nullable=True),
        _key("revoked_by_id", "person", nullable=True),
        sa.Column("openings", sa.Integer(), nullable=False),
        _moment("last_opened_at", nullable=True),
        _moment("submitted_at", nullable=True),
        _moment("hour_begun_at"),
        sa.Column("asked_in_hour", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(revoked_at is null) = (revoked_by_id is null)", name="ck_rebuttal_link_revoked"
        ),
    )
    op.create_index(
        "uq_rebuttal_link_rebuttal_id",
        "rebuttal_link",
        ["rebuttal_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at is null and submitted_at is null"),
    )


def _make_draft() -> None:
    op.create_table(
        "rebuttal_draft",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("link_id", "rebuttal_link"),
        _key("workspace_id", "workspace"),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("finding_id", "finding", nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        _moment("saved_at"),
        sa.CheckConstraint("remark <> ''", name="ck_rebuttal_draft_remark"),
    )
    op.create_index(
        "uq_rebuttal_draft_link_id", "rebuttal_draft", ["link_id", "number"], unique=True
    )


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop function samenzicht_reply_link(bytea)")
    op.drop_index("ix_rebuttal_item_link_id", "rebuttal_item")
    op.drop_column("rebuttal_item", "link_id")
    op.execute("update rebuttal_item set source = 'hand' where source = 'link'")
    op.execute("update rebuttal set way = 'hand' where way = 'link'")
    op.drop_table("rebuttal_draft")
    op.drop_table("rebuttal_link")
