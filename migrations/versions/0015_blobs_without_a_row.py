"""Files that no row names are marked first and removed later; who names a marked one is refused.

Why: a file is written before its row, so a process that dies in between leaves a file behind. The
collector marks what no row names, and removes it at a second look. Marking and naming take turns
by a lock on the file's id, so a file that is about to be named is never removed: either its row is
there first, or the row is refused and the sender, who was told nothing yet, sends again.
Deploy order: expand; code before this one names files that were never marked.
On the way back: the marks are lost, and made again at the next upgrade; no file is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NAMING = ("document_version", "upload_part", "report_file")
"""Tables whose rows name a file in a column `blob_id`."""
LOCK = "pg_advisory_xact_lock(hashtextextended({}, 17))"

UNNAMED = """
create function samenzicht_unnamed_blobs(ids text[]) returns setof text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  names_them text;
  found text[];
  named text[] := '{}';
begin
  -- Every table with such a column counts, also one that was made after this function.
  for names_them in
    select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and a.attname = 'blob_id' and not a.attisdropped and c.relname <> 'orphaned_blob'
  loop
    execute format('select array_agg(blob_id::text) from %I where blob_id = any($1)', names_them)
      into found using ids;
    named := named || coalesce(found, '{}');
  end loop;
  return query select unnest(ids) except select unnest(named);
end $$
"""
MARK = f"""
create function samenzicht_mark_blobs(place text, ids text[], moment timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  one text;
  marked bigint;
begin
  for one in select unnest(ids) order by 1 loop
    perform {LOCK.format("one")};
  end loop;
  insert into orphaned_blob (blob_id, store, marked_at)
    select x, place, moment from samenzicht_unnamed_blobs(ids) x
    on conflict (blob_id) do update set removed_at = null, marked_at = excluded.marked_at
      where orphaned_blob.removed_at is not null;
  get diagnostics marked = row_count;
  return marked;
end $$
"""
RIPE = """
create function samenzicht_ripe_blobs(place text, before timestamptz) returns setof text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  ids text[];
begin
  select coalesce(array_agg(blob_id::text), '{}') into ids from orphaned_blob
    where store = place and marked_at < before and removed_at is null;
  delete from orphaned_blob where blob_id = any(ids)
    and blob_id not in (select samenzicht_unnamed_blobs(ids));
  return query select samenzicht_unnamed_blobs(ids);
end $$
"""
REMOVED = """
create function samenzicht_removed_blobs(ids text[], moment timestamptz, keep_since timestamptz)
returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update orphaned_blob set removed_at = moment where blob_id = any(ids) and removed_at is null;
  delete from orphaned_blob where removed_at < keep_since;
$$
"""
CALLS = (
    "samenzicht_unnamed_blobs(text[])",
    "samenzicht_mark_blobs(text, text[], timestamptz)",
    "samenzicht_ripe_blobs(text, timestamptz)",
    "samenzicht_removed_blobs(text[], timestamptz, timestamptz)",
)
REFUSE = f"""
create function samenzicht_name_blob() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  perform {LOCK.format("new.blob_id")};
  if exists (select 1 from orphaned_blob where blob_id = new.blob_id) then
    raise exception 'blob % was given up', new.blob_id using errcode = 'check_violation';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    """Make the marks, the ways to set them, and the refusal for who comes too late."""
    op.create_table(
        "orphaned_blob",
        sa.Column("blob_id", sa.String(32), nullable=False),
        sa.Column("store", sa.String(20), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("blob_id", name=op.f("pk_orphaned_blob")),
    )
    op.execute("grant select on orphaned_blob to samenzicht_app, samenzicht_keeper")
    for function in (UNNAMED, MARK, RIPE, REMOVED, REFUSE):
        op.execute(function)
    for call in CALLS:
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")
    op.execute(f"grant execute on function {CALLS[0]} to samenzicht_keeper")
    for table in NAMING:
        op.create_index(op.f(f"ix_{table}_blob_id"), table, ["blob_id"])
        op.execute(
            f"create trigger names_blob before insert or update of blob_id on {table}"
            " for each row execute function samenzicht_name_blob()"
        )


def downgrade() -> None:
    """Take the refusal, the ways and the marks away."""
    for table in NAMING:
        op.execute(f"drop trigger names_blob on {table}")
        op.drop_index(op.f(f"ix_{table}_blob_id"), table)
    for call in ("samenzicht_name_blob()", *reversed(CALLS)):
        op.execute(f"drop function {call}")
    op.drop_table("orphaned_blob")
