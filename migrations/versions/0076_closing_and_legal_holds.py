"""Closing a workspace in order, and holds under which nothing of an organisation may disappear.

Why: when work ends each organisation says itself what becomes of what it brought: returned, kept
in the archive or destroyed; whoever says nothing chose the archive. A legal hold (a claim, an
inquiry, a request under the Woo) freezes what an organisation brought: while it stands no document
is withdrawn or removed, whatever road leads there, so triggers hold it and not the program alone.
Deploy order: expand; code before this one leaves the new columns empty and knows neither table.
On the way back: choices and holds are lost; the log keeps that they were made.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
COORDINATES = f"{MINE} and samenzicht_coordinates(workspace_id)"
KEEPS = f"{MINE} and workspace_id in (select k.place from samenzicht_hold_places() k)"
PLACES = """
create function samenzicht_hold_places() returns table (place uuid, ref text)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.workspace_id, w.ref::text
    from participation p join workspace w on w.id = p.workspace_id
    where p.organisation_id = samenzicht_organisation()
      and (samenzicht_is_privacy_officer() or exists (
        select 1 from membership m
          where m.workspace_id = p.workspace_id and m.organisation_id = p.organisation_id
            and m.person_id = samenzicht_person() and m.role = 'coordinator'
            and m.ended_at is not distinct from p.ended_at))
$$
"""
"""Where the person may freeze what the own organisation brought: as its privacy officer in every
place it is or was in, as coordinator in that place, now or when it left."""
HOLD_ON = """
create function samenzicht_hold_on(place uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select h.reason from legal_hold h
    where h.workspace_id = place and h.organisation_id = samenzicht_organisation()
      and h.lifted_at is null
    order by h.set_at limit 1
$$
"""
"""Why what the own organisation brought to a place is frozen; nothing when it is not."""
STOPS = """
create function samenzicht_hold_stops() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whose uuid; place uuid;
begin
  if tg_table_name = 'document' then
    whose := old.organisation_id; place := old.workspace_id;
  else
    select d.organisation_id, d.workspace_id into whose, place
      from document d where d.id = old.document_id;
  end if;
  perform pg_advisory_xact_lock_shared(hashtextextended('hold ' || place || whose, 0));
  if exists (select 1 from legal_hold h where h.workspace_id = place
      and h.organisation_id = whose and h.lifted_at is null) then
    raise exception 'what this organisation brought is under a legal hold'
      using errcode = 'integrity_constraint_violation', constraint = 'legal_hold';
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$$
"""
WAITS = """
create function samenzicht_hold_waits() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(
    hashtextextended('hold ' || new.workspace_id || new.organisation_id, 0));
  return new;
end
$$
"""
"""A hold waits for what is disappearing at that moment, and what comes after it waits for it."""
TRIGGERS = (
    (
        "create trigger hold_waits before insert on legal_hold for each row"
        " execute function samenzicht_hold_waits()"
    ),
    (
        "create trigger hold_stops_withdrawal before update of withdrawn_at on document for each"
        " row when (old.withdrawn_at is null and new.withdrawn_at is not null)"
        " execute function samenzicht_hold_stops()"
    ),
    (
        "create trigger hold_stops_removal before delete on document for each row"
        " execute function samenzicht_hold_stops()"
    ),
    (
        "create trigger hold_stops_change before update of blob_id, wrapped_key, sha256"
        " on document_version for each row execute function samenzicht_hold_stops()"
    ),
    (
        "create trigger hold_stops_removal before delete on document_version for each row"
        " execute function samenzicht_hold_stops()"
    ),
)
SILENT = """
create function samenzicht_silent_in_closing(day date)
returns table (place uuid, organisation uuid, due_on date)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, p.organisation_id, w.closing_due_on
    from workspace w join participation p on p.workspace_id = w.id and p.ended_at is null
    where samenzicht_person() is null and w.status = 'open' and w.closing_due_on <= day
      and not exists (select 1 from closing_answer a
        where a.workspace_id = w.id and a.organisation_id = p.organisation_id)
$$
"""
FUNCTIONS = {
    "samenzicht_hold_places()": PLACES,
    "samenzicht_hold_on(uuid)": HOLD_ON,
    "samenzicht_silent_in_closing(date)": SILENT,
}
OF_HOLD = (
    "object_kind <> 'legal_hold' or exists (select 1 from legal_hold x where x.id = object_id)"
)
OF_ANSWER = (
    "object_kind <> 'closing_answer'"
    " or exists (select 1 from closing_answer x where x.id = object_id)"
)
HELD_TREE = (
    "samenzicht_is_privacy_officer() and {tree} in (select h.workspace_id from legal_hold h"
    " where h.organisation_id = (select samenzicht_organisation()))"
)
CHANGEABLE = "review_on, reviewed_at, reviewed_by_id, lifted_at, lifted_by_id, lift_reason, version"


def upgrade() -> None:
    """Add the columns, both tables with their walls, and the triggers."""
    for name, kind in (
        ("closing_started_at", sa.DateTime(timezone=True)),
        ("closing_due_on", sa.Date()),
        ("closed_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("workspace", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_workspace_closing"),
        "workspace",
        "(closing_started_at is null) = (closing_due_on is null)"
        " and (closed_at is null or status = 'closed')",
    )
    _holds()
    _answers()
    for call, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")
    _wall("legal_hold", sees=KEEPS, adds=KEEPS, changes=f"{KEEPS} and lifted_at is null")
    op.execute(f"grant update ({CHANGEABLE}) on legal_hold to samenzicht_app")
    _wall(
        "closing_answer",
        sees=f"({MINE} and {INSIDE}) or (layer = 'shared' and {SHARED})",
        adds=COORDINATES,
        changes=COORDINATES,
    )
    op.execute(
        "grant update (choice, answered_by_id, answered_at, taken_at)"
        " on closing_answer to samenzicht_app"
    )
    op.execute(STOPS)
    op.execute(WAITS)
    for statement in TRIGGERS:
        op.execute(statement)
    _log()


def _holds() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        _key("set_by_id", "person"),
        _moment("set_at"),
        _key("reviewed_by_id", "person", nullable=True),
        _moment("reviewed_at", nullable=True),
        _key("lifted_by_id", "person", nullable=True),
        _moment("lifted_at", nullable=True),
        sa.Column("lift_reason", sa.String(1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(lifted_at is null) = (lifted_by_id is null)", name=op.f("ck_legal_hold_lifted")
        ),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by_id is null)",
            name=op.f("ck_legal_hold_reviewed"),
        ),
    )
    op.create_index("ix_legal_hold_workspace_id", "legal_hold", ["workspace_id", "organisation_id"])


def _answers() -> None:
    op.create_table(
        "closing_answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        _key("answered_by_id", "person"),
        _moment("answered_at"),
        _moment("taken_at", nullable=True),
        sa.UniqueConstraint(
            "workspace_id",
            "organisation_id",
            "layer",
            name=op.f("uq_closing_answer_workspace_id_organisation_id_layer"),
        ),
        sa.CheckConstraint("layer in ('shared', 'private')", name=op.f("ck_closing_answer_layer")),
        sa.CheckConstraint(
            "choice in ('return', 'archive', 'destroy')", name=op.f("ck_closing_answer_choice")
        ),
        sa.CheckConstraint(
            "taken_at is null or choice = 'return'", name=op.f("ck_closing_answer_taken")
        ),
    )


def _log() -> None:
    """Let only who reads the row read what the log tells of it, and let an officer write it."""
    op.execute(
        f"create policy legal_holds on log_entry as restrictive for select using ({OF_HOLD})"
    )
    op.execute(f"create policy closings on log_entry as restrictive for select using ({OF_ANSWER})")
    tree = HELD_TREE.format(tree="id")
    op.execute(f"create policy holder_sees on log_tree for select using ({tree})")
    op.execute(
        f"create policy holder_changes on log_tree for update using ({tree}) with check ({tree})"
    )
    op.execute(
        "create policy holder_adds on log_entry for insert with check (object_kind = 'legal_hold'"
        " and actor_id = (select samenzicht_person())"
        f" and {HELD_TREE.format(tree='tree_id')})"
    )


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _wall(table: str, *, sees: str, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes})"
        f" with check ({changes.removesuffix(' and lifted_at is null')})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert on {table} to samenzicht_app")


def downgrade() -> None:
    """Take everything away again."""
    for name in ("holder_adds", "closings", "legal_holds"):
        op.execute(f"drop policy {name} on log_entry")
    for name in ("holder_changes", "holder_sees"):
        op.execute(f"drop policy {name} on log_tree")
    op.execute("drop trigger hold_stops_removal on document_version")
    op.execute("drop trigger hold_stops_change on document_version")
    op.execute("drop trigger hold_stops_removal on document")
    op.execute("drop trigger hold_stops_withdrawal on document")
    op.execute("drop function samenzicht_hold_stops()")
    op.drop_table("closing_answer")
    for name in ("sees", "adds", "changes"):
        op.execute(f"drop policy {name} on legal_hold")
    for call in FUNCTIONS:
        op.execute(f"drop function {call}")
    op.drop_table("legal_hold")
    op.execute("drop function samenzicht_hold_waits()")
    op.drop_constraint(op.f("ck_workspace_closing"), "workspace", type_="check")
    for name in ("closed_at", "closing_due_on", "closing_started_at"):
        op.drop_column("workspace", name)
