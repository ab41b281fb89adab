"""Destroying what an organisation brought: proposed, approved by another, and then carried out.

Why: what may not be kept any longer must go, everywhere (AVG art. 5, first paragraph, e; Archiefwet
art. 3), and never by one person's mistake or haste. The list is frozen when it is proposed; nothing
but the function here removes content, one document at a time, and only of an approved list whose
cooling period is over. Keys go with the rows, so the sealed bytes cannot be opened from then on;
the collector removes those. The log has no content and stays whole.
Deploy order: expand; code before this one knows neither table.
On the way back: lists and certificates are lost; what was destroyed stays destroyed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"

MINE = "organisation_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
SEES = f"({MINE} and {INSIDE}) or (layer = 'shared' and {SHARED})"
OF_LIST = "exists (select 1 from destruction d where d.id = destruction_id{more})"
OF_LOG = (
    "object_kind <> 'destruction' or exists (select 1 from destruction x where x.id = object_id)"
)
DUE = """
create function samenzicht_destructions_due(moment timestamptz)
returns table (id uuid, place uuid, organisation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, d.workspace_id, d.organisation_id from destruction d
    where samenzicht_person() is null and d.approved_at is not null and d.stopped_at is null
      and d.done_at is null and d.execute_after <= moment
$$
"""
ERASE = """
create function samenzicht_erase_document(gone uuid, moment timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from document_text where document_id = gone;
  delete from blacked_passage where document_id = gone;
  delete from redaction_mark where redaction_id in
    (select r.id from redaction r where r.document_id = gone);
  delete from redaction where document_id = gone;
  delete from excerpt where document_id = gone or source_id = gone;
  update comment set body = '', withdrawn_at = coalesce(withdrawn_at, moment)
    where document_id = gone;
  update own_basis set document_title = '', reason = '', answer_reason = '', purpose = ''
    where document_id = gone;
  update sharing_answer set facts = '{}', disclosure = '' where document_id = gone;
  update access_request set reason = '', answer_reason = '' where document_id = gone;
  delete from document_version where document_id = gone;
  update document set title = '-', withdrawn_at = coalesce(withdrawn_at, moment),
    version = version + 1 where id = gone;
end
$$
"""
"""Everything that holds content of a document, its keys too. Nobody but the owner may call it: the
application comes here by an approved list alone, a restored backup by what was destroyed since."""
DESTROY = """
create function samenzicht_destroy_document(list uuid, gone uuid, moment timestamptz)
returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found destruction;
begin
  select * into found from destruction d where d.id = list for update;
  if found.id is null or samenzicht_person() is not null
    or found.organisation_id <> samenzicht_organisation() or found.approved_at is null
    or found.stopped_at is not null or found.execute_after > moment then
    return false;
  end if;
  if not exists (select 1 from destruction_line l join document d on d.id = l.document_id
      where l.destruction_id = list and l.document_id = gone and l.destroyed_at is null
        and d.workspace_id = found.workspace_id and d.organisation_id = found.organisation_id) then
    return false;
  end if;
  perform samenzicht_erase_document(gone, moment);
  update destruction_line set destroyed_at = moment
    where destruction_id = list and document_id = gone;
  return true;
end
$$
"""
DONE = """
create function samenzicht_destruction_done(list uuid, moment timestamptz) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with ended as (
    update destruction d set done_at = moment
      where d.id = list and d.organisation_id = samenzicht_organisation() and d.done_at is null
        and samenzicht_person() is null and d.approved_at is not null and d.stopped_at is null
        and not exists (select 1 from destruction_line l
          where l.destruction_id = list and l.destroyed_at is null)
      returning d.id)
  select exists (select 1 from ended)
$$
"""
APPROVE = """
create function samenzicht_approve_destruction(list uuid, moment timestamptz, after timestamptz)
returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with approved as (
    update destruction d set approved_by_id = samenzicht_person(),
        approver_id = samenzicht_organisation(), approved_at = moment, execute_after = after
      where d.id = list and d.approved_at is null and d.stopped_at is null
        and d.proposed_by_id <> samenzicht_person()
        and d.workspace_id in (select samenzicht_workspaces())
        and after >= moment + interval '7 days'
        and case d.layer
          when 'shared' then d.organisation_id <> samenzicht_organisation()
            and samenzicht_coordinates(d.workspace_id)
            and d.workspace_id in (select samenzicht_shared_workspaces())
          else d.organisation_id = samenzicht_organisation() end
      returning d.id)
  select exists (select 1 from approved)
$$
"""
STOP = """
create function samenzicht_stop_destruction(list uuid, moment timestamptz) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with stopped as (
    update destruction d set stopped_by_id = samenzicht_person(), stopped_at = moment
      where d.id = list and d.stopped_at is null and d.done_at is null
        and samenzicht_coordinates(d.workspace_id)
        and (d.organisation_id = samenzicht_organisation()
             or d.approver_id = samenzicht_organisation())
        and not exists (select 1 from destruction_line l
          where l.destruction_id = list and l.destroyed_at is not null)
      returning d.id)
  select exists (select 1 from stopped)
$$
"""
FUNCTIONS = {
    "samenzicht_destructions_due(timestamptz)": DUE,
    "samenzicht_destroy_document(uuid, uuid, timestamptz)": DESTROY,
    "samenzicht_destruction_done(uuid, timestamptz)": DONE,
    "samenzicht_approve_destruction(uuid, timestamptz, timestamptz)": APPROVE,
    "samenzicht_stop_destruction(uuid, timestamptz)": STOP,
}


def upgrade() -> None:
    """Make the list, its lines, their walls, and the functions that are the only road."""
    op.create_table(
        "destruction",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("ground", sa.String(10), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        _key("proposed_by_id", "person"),
        _moment("proposed_at"),
        _key("approved_by_id", "person", nullable=True),
        _key("approver_id", "organisation", nullable=True),
        _moment("approved_at", nullable=True),
        _moment("execute_after", nullable=True),
        _key("stopped_by_id", "person", nullable=True),
        _moment("stopped_at", nullable=True),
        _moment("done_at", nullable=True),
        sa.CheckConstraint("layer in ('shared', 'private')", name=op.f("ck_destruction_layer")),
        sa.CheckConstraint("ground in ('term', 'copy')", name=op.f("ck_destruction_ground")),
        sa.CheckConstraint(
            "approved_by_id <> proposed_by_id"
            " and (layer = 'private') = (approver_id = organisation_id)",
            name=op.f("ck_destruction_two"),
        ),
        sa.CheckConstraint(
            "done_at is null or (approved_at is not null and stopped_at is null)",
            name=op.f("ck_destruction_done"),
        ),
    )
    op.create_index("ix_destruction_workspace_id", "destruction", ["workspace_id", "proposed_at"])
    op.create_table(
        "destruction_line",
        sa.Column("destruction_id", sa.Uuid(), sa.ForeignKey("destruction.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        _moment("destroyed_at", nullable=True),
    )
    op.create_index("ix_destruction_line_document_id", "destruction_line", ["document_id"])
    adds = (
        f"{MINE} and samenzicht_coordinates(workspace_id) and approved_at is null"
        " and proposed_by_id = (select samenzicht_person()) and stopped_at is null"
        " and done_at is null and execute_after is null"
    )
    _wall("destruction", sees=SEES, adds=adds)
    own = OF_LIST.format(
        more=" and d.organisation_id = (select samenzicht_organisation())"
        " and d.approved_at is null and d.proposed_by_id = (select samenzicht_person())"
    )
    _wall(
        "destruction_line",
        sees=OF_LIST.format(more=""),
        adds=f"{own} and destroyed_at is null",
    )
    op.execute(
        f"create policy destructions on log_entry as restrictive for select using ({OF_LOG})"
    )
    op.execute(ERASE)
    op.execute(
        "revoke execute on function samenzicht_erase_document(uuid, timestamptz) from public"
    )
    for call, function in FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _wall(table: str, *, sees: str, adds: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(f"create policy changes on {table} for update using (false)")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert on {table} to samenzicht_app")


def downgrade() -> None:
    """Take it all away again."""
    for call in FUNCTIONS:
        op.execute(f"drop function {call}")
    op.execute("drop function samenzicht_erase_document(uuid, timestamptz)")
    op.execute("drop policy destructions on log_entry")
    op.drop_table("destruction_line")
    op.drop_table("destruction")
