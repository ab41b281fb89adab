"""Administrators and privacy officers of every organisation can check the platform's log.

Why: who comes in by which provider, and who got which duty, stands in the log of the platform; of
that log one saw one's own lines alone, and could prove nothing of it. Those two duties now see its
lines that concern trust, of every other line the hash, and its checkpoints: enough to prove that
nothing was removed or changed. Sign-ins and what people do stay closed.
Deploy order: expand; the code before this one asks no more than it did.
On the way back: they see their own lines alone again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0119"

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
SYSTEM = "samenzicht_person() is null and samenzicht_organisation() is null"
ACTIONS = (
    "installation:backup:restore",
    "installation:log:split",
    "organisation:account:add",
    "organisation:directory-key:end",
    "organisation:directory-key:make",
    "organisation:provider:ask",
    "organisation:provider:close",
    "organisation:provider:open",
    "organisation:provider:pin",
    "organisation:provider:refuse",
    "organisation:successor:name",
    "organisation:witness:approve",
    "organisation:witness:ask",
    "organisation:witness:end",
    "organisation:witness:refuse",
    "person:account:add",
    "person:account:unblock",
    "person:duty:ask",
    "person:duty:give",
    "person:duty:refuse",
    "person:duty:take",
    "person:identity:rebind",
    "person:invitation:renew",
)
WATCHES = """
create function samenzicht_watches_trust() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from person p where p.id = samenzicht_person()
    and p.organisation_id = samenzicht_organisation() and p.blocked_at is null
    and p.duties && array['administrator', 'privacy_officer']::varchar[])
$$
"""
HASHES = """
create or replace function samenzicht_log_hashes(tree uuid, first bigint, past bigint)
returns table (at_index bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select e.index, e.leaf_hash from log_entry e
    where e.tree_id = tree and (tree in (select samenzicht_workspaces()){also})
      and e.index >= first and e.index < past
$$
"""
NODES = """
create or replace function samenzicht_log_nodes(tree uuid, levels integer[], places bigint[])
returns table (at_level integer, at_index bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select n.level::integer, n.index, n.hash from log_node n
    join unnest(levels, places) as w (level, place) on n.level = w.level and n.index = w.place
    where n.tree_id = tree
      and ({system} or tree = any(array(select samenzicht_workspaces())){also})
$$
"""
ALSO = f" or (tree = {PLATFORM} and samenzicht_watches_trust())"
OF_PLATFORM = f"{{tree}} = {PLATFORM} and (select samenzicht_watches_trust())"


def upgrade() -> None:
    """Let those two duties see it."""
    op.execute(WATCHES)
    op.execute("revoke execute on function samenzicht_watches_trust() from public")
    op.execute("grant execute on function samenzicht_watches_trust() to samenzicht_app")
    op.execute(HASHES.format(also=ALSO))
    op.execute(NODES.format(system=SYSTEM, also=ALSO))
    named = ", ".join(f"'{each}'" for each in ACTIONS)
    sees = OF_PLATFORM.format(tree="tree_id")
    op.execute(
        f"create policy trust_sees on log_entry for select using ({sees} and action in ({named}))"
    )
    for table in ("log_checkpoint", "log_node", "log_cosignature"):
        op.execute(f"create policy trust_sees on {table} for select using ({sees})")
    op.execute(
        f"create policy trust_sees on log_tree for select using ({OF_PLATFORM.format(tree='id')})"
    )
    op.create_index(
        "ix_log_entry_platform",
        "log_entry",
        ["action", "index"],
        postgresql_where=sa.text(f"tree_id = {PLATFORM}"),
    )


def downgrade() -> None:
    """Close it again."""
    op.drop_index("ix_log_entry_platform", "log_entry")
    for table in ("log_tree", "log_cosignature", "log_node", "log_checkpoint", "log_entry"):
        op.execute(f"drop policy trust_sees on {table}")
    op.execute(NODES.format(system=SYSTEM, also=""))
    op.execute(HASHES.format(also=""))
    op.execute("drop function samenzicht_watches_trust()")
