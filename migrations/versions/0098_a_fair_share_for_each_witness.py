"""Each witness gets its share of what is due, however much another did not answer.

Why: what is due was given in the order of witnesses, 2,000 at most. One that never answers and has
so many logs left nothing for those behind it.
Deploy order: expand; old code takes any order and puts it together by witness.
On the way back: the old order.
"""

from __future__ import annotations

from alembic import op

revision = "0098"
down_revision = "0097"

PLATFORM = "'00000000-0000-7000-8000-000000000000'"
TO_COSIGN = """
create or replace function samenzicht_log_to_cosign(moment timestamptz, most integer)
returns table (witness uuid, tree uuid, size bigint, cosigned bigint, note text,
  signed_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, t.id, c.size, coalesce(v.size, 0), c.note, c.at
    from witness w
    join log_tree t on t.id = {platform} or exists (
      select from participation p where p.workspace_id = t.id
        and p.organisation_id = w.organisation_id and p.ended_at is null)
    join lateral (
      select k.size, k.note, k.at from log_checkpoint k where k.tree_id = t.id
        order by k.size desc limit 1) c on true
    left join witness_view v on v.witness_id = w.id and v.tree_id = t.id
    where w.answer = 'approved' and w.ended_at is null and c.size > coalesce(v.size, 0)
      and coalesce(v.next_at, moment) <= moment and v.split_note is null
      and samenzicht_person() is null and samenzicht_organisation() is null
    order by {order} limit most
$$
"""
FAIR = "row_number() over (partition by w.id order by v.next_at nulls first, t.id), w.id"
"""The first of each witness, then the second of each, and so on."""
ONE_BY_ONE = "w.id, v.next_at nulls first, t.id"


def upgrade() -> None:
    """Take turns."""
    op.execute(TO_COSIGN.format(platform=PLATFORM, order=FAIR))


def downgrade() -> None:
    """Give all of the first witness first."""
    op.execute(TO_COSIGN.format(platform=PLATFORM, order=ONE_BY_ONE))
