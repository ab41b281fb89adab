"""The register of supervised entities, and what authorities plan there.

Why: authorities coordinate their supervision of digital resilience, while each keeps its own
entities to itself (Cbw, article 46). A row is seen as its owner decides: not, only that something
is planned, or wholly. What "only that something is planned" shows is a table of its own, which the
database keeps from the activities, so that row security can tell the two apart.
Deploy order: expand; the code before this one knows none of these tables.
On the way back: register and activities are lost; the log keeps their lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
MINE = f"{INSIDE} and organisation_id = {ME}"
SEEN = f"{INSIDE} and (organisation_id = {ME} or {ME} = any(named) or ({{0}} and {SHARED}))"
WHOLLY = SEEN.format("rest = 'everything'")
PLANNED = SEEN.format("rest in ('planned', 'everything')")
ADDS = f"{SHARED} and organisation_id = {ME}"
ADDS_ACTIVITY = (
    f"{ADDS} and exists (select 1 from supervised_entity e where e.id = entity_id"
    " and e.workspace_id = activity.workspace_id and e.name = entity_name"
    " and e.match_key = activity.match_key and e.sector = activity.sector)"
)
"""The entity must be visible to who plans there, and the copies must say what its entry says."""

KEEP_NOTICE = """
create function samenzicht_keep_notice() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.withdrawn_at is not null then
    delete from activity_notice where activity_id = new.id;
    return null;
  end if;
  insert into activity_notice
    (activity_id, workspace_id, organisation_id, entity_name, match_key, sector,
     starts_on, ends_on, named, rest)
    values (new.id, new.workspace_id, new.organisation_id, new.entity_name, new.match_key,
            new.sector, new.starts_on, new.ends_on, new.named, new.rest)
  on conflict (activity_id) do update set
    entity_name = excluded.entity_name, match_key = excluded.match_key, sector = excluded.sector,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on,
    named = excluded.named, rest = excluded.rest;
  return null;
end
$$
"""
KEEP_NAMES = """
create function samenzicht_keep_names() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update activity set entity_name = new.name, match_key = new.match_key, sector = new.sector
    where entity_id = new.id;
  return null;
end
$$
"""
KINDS = ("supervised_entity", "activity")
LOG_OF_ROWS = f"object_kind not in ({', '.join(repr(each) for each in KINDS)})" + "".join(
    f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
    for kind in KINDS
)
"""Beside what the log's wall says already, so it only ever narrows."""
CHANGEABLE = {
    "supervised_entity": (
        "name, register_number, match_key, sector, regime, named, rest, ended_at, changed_at,"
        " version"
    ),
    "activity": (
        "kind, title, starts_on, ends_on, due_on, agreed_from, agreed_until, agreed_due_on, named,"
        " rest, withdrawn_at, moved_at, changed_at, version, before"
    ),
}


def upgrade() -> None:
    """Make the tables, what the database keeps itself, and the walls."""
    _make_entities()
    _make_activities()
    _make_notices()
    op.execute(KEEP_NOTICE)
    op.execute(KEEP_NAMES)
    op.execute(
        "create trigger keep_notice after insert or update on activity"
        " for each row execute function samenzicht_keep_notice()"
    )
    op.execute(
        "create trigger keep_names after update of name, match_key, sector on supervised_entity"
        " for each row execute function samenzicht_keep_names()"
    )
    _wall("supervised_entity", sees=WHOLLY, adds=ADDS, changes=MINE)
    _wall("activity", sees=WHOLLY, adds=ADDS_ACTIVITY, changes=MINE)
    _wall("activity_notice", sees=PLANNED, adds="false", changes="false")
    for table in ("supervised_entity", "activity"):
        op.execute(f"grant insert on {table} to samenzicht_app")
        op.execute(f"grant update ({CHANGEABLE[table]}) on {table} to samenzicht_app")
    op.execute(
        f"create policy coordination on log_entry as restrictive for select using ({LOG_OF_ROWS})"
    )


def _key(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False)


def _text(name: str, length: int) -> sa.Column[sa.String]:
    return sa.Column(name, sa.String(length), nullable=False)


def _day(name: str) -> sa.Column[sa.Date]:
    return sa.Column(name, sa.Date(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _access() -> list[sa.Column[object]]:
    named = sa.Column("named", postgresql.ARRAY(sa.Uuid()), nullable=False)
    return [named, _text("rest", 12)]


def _make_entities() -> None:
    op.create_table(
        "supervised_entity",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _text("name", 200),
        _text("register_number", 20),
        _text("match_key", 220),
        _text("sector", 20),
        _text("regime", 20),
        *_access(),
        _moment("ended_at", nullable=True),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rest <> 'planned'", name="ck_supervised_entity_rest"),
    )
    op.create_index(
        "ix_supervised_entity_workspace_id", "supervised_entity", ["workspace_id", "match_key"]
    )


def _make_activities() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _key("entity_id", "supervised_entity"),
        _text("entity_name", 200),
        _text("match_key", 220),
        _text("sector", 20),
        _text("kind", 20),
        _text("title", 200),
        *(_day(name) for name in ("starts_on", "ends_on", "due_on")),
        *(_day(name) for name in ("agreed_from", "agreed_until", "agreed_due_on")),
        *_access(),
        _moment("withdrawn_at", nullable=True),
        _moment("moved_at"),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_activity_window"),
        sa.CheckConstraint("due_on >= starts_on", name="ck_activity_due"),
    )
    op.create_index("ix_activity_workspace_id", "activity", ["workspace_id", "starts_on"])
    op.create_index("ix_activity_entity_id", "activity", ["entity_id"])


def _make_notices() -> None:
    op.create_table(
        "activity_notice",
        sa.Column("activity_id", sa.Uuid(), sa.ForeignKey("activity.id"), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _text("entity_name", 200),
        _text("match_key", 220),
        _text("sector", 20),
        _day("starts_on"),
        _day("ends_on"),
        *_access(),
    )
    op.create_index(
        "ix_activity_notice_workspace_id", "activity_notice", ["workspace_id", "match_key"]
    )
    op.create_index("ix_activity_notice_organisation_id", "activity_notice", ["organisation_id"])


def _wall(table: str, *, sees: str, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy coordination on log_entry")
    op.drop_table("activity_notice")
    op.drop_table("activity")
    op.drop_table("supervised_entity")
    op.execute("drop function samenzicht_keep_notice()")
    op.execute("drop function samenzicht_keep_names()")
