"""The newest entries of some logs are found without reading all there are.

Why: what happened in a workspace stands on its first page, and row security made the database read
its whole log for that: 0.04 ms for each entry there ever was.
Deploy order: expand; nothing else changes.
On the way back: the function goes.

The function gives places in the log only, of workspaces where who asks takes part; what stands
there is read through row security like everything else.
"""

from __future__ import annotations

from alembic import op

revision = "0123"
down_revision = "0122"

FITS_OLDER_CODE = True

NEWEST = """
create function samenzicht_newest(
  trees uuid[], passing text[], since timestamptz, but_not_by uuid, most integer)
returns table (tree_id uuid, index bigint)
language sql stable security definer set search_path = public, pg_temp rows 20 as $$
  select e.tree_id, e.index
    from unnest(trees) t (id) cross join lateral (
      select l.tree_id, l.index, l.at from log_entry l
        where l.tree_id = t.id and t.id = any(samenzicht_places())
          and l.action not like all (passing) and l.at > coalesce(since, '-infinity')
          and (but_not_by is null or l.actor_id is distinct from but_not_by)
        order by l.at desc, l.index desc limit most) e
    order by e.at desc, e.tree_id, e.index desc limit most
$$
"""
SIGNATURE = "samenzicht_newest(uuid[], text[], timestamptz, uuid, integer)"


def upgrade() -> None:
    """Make the function."""
    op.execute(NEWEST)
    op.execute(f"revoke all on function {SIGNATURE} from public")
    op.execute(f"grant execute on function {SIGNATURE} to samenzicht_app")


def downgrade() -> None:
    """Drop it."""
    op.execute(f"drop function {SIGNATURE}")
