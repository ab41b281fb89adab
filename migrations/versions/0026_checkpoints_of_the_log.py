"""The log can be checked from outside: its tree, its checkpoints, and the key that signs them.

Why: a partner holds a signed checkpoint and can prove with it, without us, that nothing was
changed or left out since. Kept are the hashes of complete subtrees (RFC 6962), so that any proof
is a handful of rows.
Deploy order: expand; the worker of the code after this one adds the nodes of entries that are
there already, some thousands at a time, and signs after each time.
On the way back: nodes, checkpoints and the key are lost; checkpoints that partners hold can then
not be compared with new ones, which a new key signs. The entries stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

SYSTEM = "samenzicht_person() is null and samenzicht_organisation() is null"
"""Nobody acts but the house itself."""

UNSIGNED = f"""
create function samenzicht_log_unsigned(most integer)
returns table (tree uuid, size bigint, signed bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id, t.size, coalesce(c.size, 0)
    from log_tree t
    left join lateral (
      select max(p.size) as size from log_checkpoint p where p.tree_id = t.id) c on true
    where t.size > coalesce(c.size, 0) and {SYSTEM}
    order by t.id limit most
$$
"""
LEAVES = f"""
create function samenzicht_log_leaves(tree uuid, first bigint, past bigint)
returns table (at_index bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.index, e.leaf_hash from log_entry e
    where e.tree_id = tree and e.index >= first and e.index < past and {SYSTEM}
    order by e.index
$$
"""
NODES = f"""
create function samenzicht_log_nodes(tree uuid, levels integer[], places bigint[])
returns table (at_level integer, at_index bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select n.level::integer, n.index, n.hash from log_node n
    join unnest(levels, places) as w (level, place) on n.level = w.level and n.index = w.place
    where n.tree_id = tree
      and ({SYSTEM} or tree = any(array(select samenzicht_workspaces())))
$$
"""
SIGN = f"""
create function samenzicht_log_sign(tree uuid, signed bigint, levels integer[], places bigint[],
  hashes bytea[], newer bigint, top bytea, moment timestamptz, written text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(tree::text, 6962));
  -- Another worker may have been here first; then its nodes and its checkpoint hold.
  if not ({SYSTEM}) or signed is distinct from
      (select coalesce(max(size), 0) from log_checkpoint where tree_id = tree) then
    return false;
  end if;
  insert into log_node (tree_id, level, index, hash)
    select tree, w.level, w.place, w.hash
      from unnest(levels, places, hashes) as w (level, place, hash);
  insert into log_checkpoint (tree_id, size, root, at, note)
    values (tree, newer, top, moment, written);
  return true;
end $$
"""
CALLS = {
    "samenzicht_log_unsigned(integer)": UNSIGNED,
    "samenzicht_log_leaves(uuid, bigint, bigint)": LEAVES,
    "samenzicht_log_nodes(uuid, integer[], bigint[])": NODES,
    "samenzicht_log_sign(uuid, bigint, integer[], bigint[], bytea[], bigint, bytea,"
    " timestamptz, text)": SIGN,
}
IN_SIGHT = "tree_id = any(array(select samenzicht_workspaces()))"


def upgrade() -> None:
    """Make the tables with their walls, and the functions through which alone they are written."""
    _make_tables()
    for table in ("log_node", "log_checkpoint", "log_key"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
        sees, adds = ("true", SYSTEM) if table == "log_key" else (IN_SIGHT, "false")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(f"create policy changes on {table} for update using (false)")
        op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute("grant insert on log_key to samenzicht_app")
    for call, function in CALLS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def _make_tables() -> None:
    op.create_table(
        "log_node",
        sa.Column("tree_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tree_id"], ["log_tree.id"], name="fk_log_node_tree_id_log_tree"),
        sa.PrimaryKeyConstraint("tree_id", "level", "index", name="pk_log_node"),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("tree_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tree_id"], ["log_tree.id"], name="fk_log_checkpoint_tree_id_log_tree"
        ),
        sa.PrimaryKeyConstraint("tree_id", "size", name="pk_log_checkpoint"),
    )
    op.create_table(
        "log_key",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_key_is_single")),
        sa.PrimaryKeyConstraint("id", name="pk_log_key"),
    )


def downgrade() -> None:
    """Take them away."""
    for call in reversed(CALLS):
        op.execute(f"drop function {call}")
    for table in ("log_key", "log_checkpoint", "log_node"):
        op.drop_table(table)
