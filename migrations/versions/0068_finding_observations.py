"""Words of observations can be searched, within what the reader sees.

Why: people look for a word, and what was observed is found like what was found of it. The function
that looks in the indexes restates who sees an observation, as for every other kind (0008).
Deploy order: expand; code before this one does not ask for observations.
On the way back: the index goes, and observations are not looked through.
"""

from __future__ import annotations

from alembic import op

revision = "0068"
down_revision = "0067"

CALL = "samenzicht_found(tsquery, text[], uuid, uuid, smallint, timestamptz, timestamptz, integer)"
LOOK = """if 'observation' = any(kinds) then
    return query execute 'select ''observation''::text, found.id from (select x.id
      from observation x where samenzicht_words((x.title)::text, x.text) @@ $1
      and x.workspace_id = any($2) and ($4::uuid is null or x.organisation_id = $4)
      and ($6::timestamptz is null or x.changed_at >= $6)
      and ($7::timestamptz is null or x.changed_at < $7) and (x.organisation_id = $9
        or (x.released_at is not null and x.workspace_id = any($3)))
      order by x.id desc limit $8) found'
      using asked, mine, shared, owner, classified, since, past, most, own, clearance, policies,
        takeable;
  end if;
  """
NEXT = "if 'finding' = any(kinds) then"


def upgrade() -> None:
    """Make the index, and look in it."""
    op.execute(
        "create index ix_observation_words on observation"
        " using gin (samenzicht_words(title::text, text))"
    )
    _restate(NEXT, LOOK + NEXT)


def downgrade() -> None:
    """Look no longer, and take the index away."""
    _restate(LOOK + NEXT, NEXT)
    op.execute("drop index ix_observation_words")


def _restate(before: str, after: str) -> None:
    """Put one part in the place of another in the function that looks for words."""
    old, new = (each.replace("'", "''") for each in (before, after))
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
begin
  if position('{old}' in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, '{old}', '{new}');
end
$outer$
""")
