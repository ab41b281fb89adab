"""A list is narrowed to a part of a title along an index.

Why: a title with some text in it was looked for by reading every title of the workspace, half a
second for three hundred thousand. Row security keeps the planner from an index over titles, so one
function looks, as `samenzicht_found` does for words: it restates the whole rule and returns only
what its reader sees. Its index holds the parts of three characters of each title; no extension of
PostgreSQL is needed.
Deploy order: expand; the code before this one does not know the function.
On the way back: titles are read one by one again.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

GRAMS = """
create function samenzicht_grams(written text) returns text[]
language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(x.low, n, 3)), '{}'::text[])
    from (select lower(written) as low) x, generate_series(1, length(x.low) - 2) n
$$
"""
INDEX = """
create index ix_document_grams on document using gin (samenzicht_grams((title)::text))
"""
LOOK = """
select array_agg(x.id) from (
  select d.id from document d
    where samenzicht_grams((d.title)::text) @> samenzicht_grams($1)
      and strpos(lower(d.title), lower($1)) > 0
      and d.workspace_id = $2 and d.classification <= $3
      and (d.organisation_id = $4 or (d.withdrawn_at is null and not d.is_private
        and d.status = 'released' and d.policy_id = any($5)))
    limit $6) x
"""
TITLED = f"""
create function samenzicht_titled(looked text, place uuid, most integer) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  policies uuid[] := array(select samenzicht_policies(2::smallint));
  found uuid[];
begin
  if place <> all(array(select samenzicht_workspaces())) then
    return '{{}}';
  end if;
  -- Planned with its values, for a rare or a common text.
  execute $look${LOOK}$look$ into found
    using looked, place, samenzicht_clearance(), samenzicht_organisation(), policies, most;
  return coalesce(found, '{{}}');
end
$$
"""


def upgrade() -> None:
    """Make the parts of a title, their index, and the one function that looks in it."""
    op.execute(GRAMS)
    op.execute(INDEX)
    op.execute(TITLED)


def downgrade() -> None:
    """Take them away."""
    op.execute("drop function samenzicht_titled(text, uuid, integer)")
    op.execute("drop index ix_document_grams")
    op.execute("drop function samenzicht_grams(text)")
