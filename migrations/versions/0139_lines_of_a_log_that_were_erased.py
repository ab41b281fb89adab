"""What a line of a log says can be erased; its hash stays, so that the tree does.

Why: who has the right to be forgotten (AVG art. 17) may stand in a log that nobody can change. Each
leaf is salted: without its bytes and its salt nothing can be made out from its hash, while every
root, proof and checkpoint stays what it was. One function of the owner role does it, for a command
on the machine alone, when two privacy officers of different organisations stand behind it; a
trigger lets nobody change a line in any other way, not even the owner. What may not go is refused:
lines under a legal hold, and those on which a signed report, a certificate of destruction, a legal
hold or an erasure rests.
Deploy order: expand; code before this one cannot show an erased line, and only code after this one
erases any.
On the way back: what was erased stays erased. Such lines are empty then, so the log no longer
proves itself to code before this one; and who erased what, and why, is in the log alone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0139"
down_revision = "0138"

FITS_OLDER_CODE = True

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
KEPT = "'report', 'destruction', 'legal_hold', 'log_erasure'"
"""Kinds of things of which the log is what proves them."""
IN_SIGHT = "tree_id = any(array(select samenzicht_workspaces()))"
TRUST = f"tree_id = {PLATFORM} and (select samenzicht_watches_trust())"
EMPTIED = (
    "entry = null, salt = null, actor_id = null, organisation_id = null, object_id = null,"
    " object_kind = 'erased'"
)
IS_EMPTIED = (
    "entry is null and salt is null and actor_id is null and organisation_id is null"
    " and object_id is null and object_kind = 'erased'"
)
GUARD = """
create function samenzicht_guard_log() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.entry is not null and new.entry is null and new.salt is null and new.actor_id is null
    and new.organisation_id is null and new.object_id is null and new.object_kind = 'erased'
    and (new.tree_id, new.index, new.at, new.action, new.leaf_hash)
      = (old.tree_id, old.index, old.at, old.action, old.leaf_hash)
    and exists (select 1 from log_erasure e
      where e.tree_id = new.tree_id and e.index = new.index and e.leaf_hash = new.leaf_hash) then
    return new;
  end if;
  raise exception 'a line of the log is never changed' using errcode = 'restrict_violation';
end
$$
"""
OFFICER = """
  select p.organisation_id into {of} from person p
    where p.id = {who} and p.blocked_at is null and 'privacy_officer' = any(p.duties);"""
ERASE = f"""
create function samenzicht_erase_line(erasure uuid, tree uuid, line bigint, why varchar,
  asker uuid, approver uuid, moment timestamptz) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found log_entry;
  asking uuid;
  approving uuid;
begin
  if samenzicht_person() is not null then return 'actor'; end if;
  select * into found from log_entry e where e.tree_id = tree and e.index = line for update;
  if found.tree_id is null then return 'missing'; end if;
  if found.entry is null then return 'erased'; end if;
  if found.object_kind in ({KEPT}) then return 'kept'; end if;
  if exists (select 1 from legal_hold h
      where h.workspace_id = tree and h.lifted_at is null) then return 'held'; end if;
{OFFICER.format(who="asker", of="asking")}
{OFFICER.format(who="approver", of="approving")}
  if asking is null or asking <> coalesce(found.organisation_id, asking) then
    return 'asker';
  end if;
  if approving is null or approving = asking or not (tree = {PLATFORM} or exists (
      select 1 from participation x where x.workspace_id = tree
        and x.organisation_id = approving and x.ended_at is null)) then
    return 'approver';
  end if;
  insert into log_erasure (id, tree_id, index, leaf_hash, at, ground, asked_by_id, approved_by_id)
    values (erasure, tree, line, found.leaf_hash, moment, why, asker, approver);
  update log_entry e set {EMPTIED} where e.tree_id = tree and e.index = line;
  return '';
end
$$
"""
CALL = "samenzicht_erase_line(uuid, uuid, bigint, varchar, uuid, uuid, timestamptz)"


def upgrade() -> None:
    """Let a line be empty, keep who emptied it and why, and guard all lines."""
    for column in ("entry", "salt"):
        op.alter_column("log_entry", column, nullable=True)
    op.create_check_constraint(
        op.f("ck_log_entry_erased"),
        "log_entry",
        f"(entry is not null and salt is not null) or ({IS_EMPTIED})",
    )
    op.create_table(
        "log_erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tree_id", sa.Uuid(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_erasure")),
        sa.ForeignKeyConstraint(
            ["tree_id"], ["log_tree.id"], name=op.f("fk_log_erasure_tree_id_log_tree")
        ),
        sa.UniqueConstraint("tree_id", "index", name=op.f("uq_log_erasure_tree_id_index")),
        sa.CheckConstraint("asked_by_id <> approved_by_id", name=op.f("ck_log_erasure_two")),
        sa.CheckConstraint(
            "ground in ('not_needed', 'consent', 'objection', 'unlawful', 'duty', 'child')",
            name=op.f("ck_log_erasure_ground"),
        ),
    )
    op.execute("alter table log_erasure enable row level security")
    op.execute("alter table log_erasure force row level security")
    op.execute("grant select on log_erasure to samenzicht_app, samenzicht_keeper")
    op.execute(f"create policy sees on log_erasure for select using ({IN_SIGHT} or {TRUST})")
    op.execute("create policy adds on log_erasure for insert with check (false)")
    op.execute("create policy changes on log_erasure for update using (false)")
    op.execute("create policy removes on log_erasure for delete using (false)")
    op.execute(GUARD)
    op.execute(
        "create trigger guards_lines before update on log_entry"
        " for each row execute function samenzicht_guard_log()"
    )
    op.execute(ERASE)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Let no line be empty without bytes, and take the rest away."""
    op.execute(f"drop function {CALL}")
    op.execute("drop trigger guards_lines on log_entry")
    op.execute("drop function samenzicht_guard_log()")
    op.drop_table("log_erasure")
    op.drop_constraint(op.f("ck_log_entry_erased"), "log_entry")
    op.execute("update log_entry set entry = '', salt = '' where entry is null")
    for column in ("entry", "salt"):
        op.alter_column("log_entry", column, nullable=False)
