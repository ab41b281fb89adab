"""Norms stand in frameworks, with criteria and indicators under them.

Why: what is tested was a flat list per workspace that nobody could change. A framework belongs to
the organisation that made it, which alone changes it; shared with the workspace it stays shared,
because findings of others may rest on it. The words of a line are never rewritten: a new text is a
new line, so what was judged keeps its norm.
Deploy order: expand, in one go with the code: code before this one adds norms without a framework.
On the way back: criteria, indicators, retired and private lines stay as norms; where two have one
code, the younger ones get a code of their own. The frameworks are lost.

The norms that are there become the framework of the organisation that leads.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
BEGINS = "samenzicht_begins(workspace_id)"
IN_MINE = (
    "exists (select 1 from framework f where f.id = framework_id and f.retired_at is null"
    f" and f.{MINE} and f.workspace_id = norm.workspace_id)"
)
WALLS = {
    "framework": (
        f"({INSIDE} and ({MINE} or audience = 'workspace')) or ({MINE} and {BEGINS})",
        f"{MINE} and ({INSIDE} or {BEGINS})",
        f"{MINE} and {INSIDE}",
        f"{MINE} and {INSIDE}",
    ),
    "norm": (
        f"({INSIDE} or {BEGINS}) and exists (select 1 from framework f where f.id = framework_id)",
        f"({INSIDE} or {BEGINS}) and {IN_MINE}",
        f"{INSIDE} and retired_at is null and {IN_MINE}",
        f"{INSIDE} and retired_at is not null and {IN_MINE}",
    ),
}
"""Who sees a row, who adds one, who changes which, and into what."""
OLD_WALL = (INSIDE, f"samenzicht_leads(workspace_id) or {SHARED}", SHARED, SHARED)
LOG = "object_kind <> 'framework' or exists (select 1 from framework x where x.id = object_id)"
FIRST = """
insert into framework (id, workspace_id, organisation_id, title, audience, changed_at, version)
select gen_random_uuid(), w.id, w.lead_id, 'Toetsingskader', 'workspace', now(), 1
  from workspace w where exists (select 1 from norm n where n.workspace_id = w.id)
"""
FILL = """
update norm set framework_id = f.id from framework f where f.workspace_id = norm.workspace_id
"""
STAYS_SHARED = """
create function samenzicht_framework_stays_shared() returns trigger language plpgsql as $$
begin
  if old.audience = 'workspace' and new.audience <> 'workspace' then
    raise exception 'a shared framework stays shared' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""
ONE_CODE_EACH = """
update norm set code = left(code, 3) || ' ' || id from (
  select id as twin, row_number() over (partition by workspace_id, code order by id) as place
    from norm) t
 where t.twin = norm.id and t.place > 1
"""


def upgrade() -> None:
    """Make frameworks, put the norms in them, and put up the walls."""
    _make_framework()
    op.execute(FIRST)
    _widen_norm()
    _wall("framework", WALLS["framework"])
    _take_wall("norm")
    _wall("norm", WALLS["norm"])
    op.execute("grant select, insert on framework to samenzicht_app")
    op.execute(
        "grant update (title, audience, changed_at, retired_at, version)"
        " on framework to samenzicht_app"
    )
    op.execute("grant select on framework to samenzicht_keeper")
    op.execute("revoke update, delete on norm from samenzicht_app")
    op.execute("grant update (retired_at) on norm to samenzicht_app")
    op.execute(f"create policy frameworks on log_entry as restrictive for select using ({LOG})")
    op.execute(STAYS_SHARED)
    op.execute(
        "create trigger stays_shared before update of audience on framework"
        " for each row execute function samenzicht_framework_stays_shared()"
    )


def _make_framework() -> None:
    op.create_table(
        "framework",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience in ('own', 'workspace')", name="ck_framework_audience"),
    )
    op.create_index("ix_framework_workspace_id", "framework", ["workspace_id"])


def _widen_norm() -> None:
    op.add_column("norm", sa.Column("framework_id", sa.Uuid(), nullable=True))
    op.add_column("norm", sa.Column("level", sa.String(10), nullable=True))
    op.add_column("norm", sa.Column("parent_code", sa.String(40), nullable=True))
    op.add_column("norm", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FILL)
    op.execute("update norm set level = 'norm', parent_code = ''")
    for column in ("framework_id", "level", "parent_code"):
        op.alter_column("norm", column, nullable=False)
    op.create_foreign_key(
        "fk_norm_framework_id_framework", "norm", "framework", ["framework_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_norm_level"), "norm", "level in ('norm', 'criterion', 'indicator')"
    )
    op.create_check_constraint(
        op.f("ck_norm_parent"), "norm", "(level = 'norm') = (parent_code = '')"
    )
    op.drop_index("uq_norm_workspace_id", "norm")
    op.create_index("ix_norm_workspace_id", "norm", ["workspace_id"])
    op.create_index(
        "uq_norm_framework_id",
        "norm",
        ["framework_id", "code"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )


def _wall(table: str, wall: tuple[str, str, str, str]) -> None:
    sees, adds, changes, becomes = wall
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({becomes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")


def _take_wall(table: str) -> None:
    for policy in ("sees", "adds", "changes", "removes"):
        op.execute(f"drop policy {policy} on {table}")


def downgrade() -> None:
    """Make norms a flat list again."""
    op.execute("drop policy frameworks on log_entry")
    _take_wall("norm")
    _wall("norm", OLD_WALL)
    op.execute("drop policy removes on norm")
    op.execute(f"create policy removes on norm for delete using ({SHARED})")
    op.execute("grant update, delete on norm to samenzicht_app")
    op.drop_index("uq_norm_framework_id", "norm")
    op.drop_index("ix_norm_workspace_id", "norm")
    op.execute(ONE_CODE_EACH)
    op.create_index("uq_norm_workspace_id", "norm", ["workspace_id", "code"], unique=True)
    for column in ("framework_id", "level", "parent_code", "retired_at"):
        op.drop_column("norm", column)
    op.drop_table("framework")
    op.execute("drop function samenzicht_framework_stays_shared()")
