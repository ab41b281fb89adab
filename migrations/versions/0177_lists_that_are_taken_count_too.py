"""A list with people or cases in it that somebody takes along counts as one thing that was opened.

Why: who took the lists of many workspaces along, or read them by a system, was not noticed as who
opens many documents is. The same list of the same workspaces counts once, however often it was
taken, as a document does: a system that asks each minute what is new stays one. Only the person's
own organisation is told of lists: how many there are of, tells what others hide.
Deploy order: any; the code before this one works with it.
On the way back: lists count no more; the log keeps each line.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0177"
down_revision = "0176"

FITS_OLDER_CODE = True

BEFORE = (
    "'document:content:read', 'document:emergency:read', 'document:content:download',"
    " 'document:content:compare', 'document:content:archive'"
)
NOW = f"{BEFORE}, 'workspace:list:take'"
INDEX = "ix_log_entry_opened"
THING_CALL = "samenzicht_opened_thing(varchar, uuid, bytea)"
THING = """
create function samenzicht_opened_thing(what varchar, which uuid, entry bytea) returns uuid
language sql immutable set search_path = public, pg_temp as $$
  select case when what <> 'workspace:list:take' then which
    else md5((convert_from(entry, 'UTF8')::jsonb -> 'facts' ->> 'list')
      || (convert_from(entry, 'UTF8')::jsonb -> 'facts' ->> 'workspaces'))::uuid end
$$
"""
"""What a line is an opening of: a document, or a list of some workspaces."""
OF_LINE = "samenzicht_opened_thing(e.action, e.object_id, e.entry)"
OF_DOCUMENTS = """
        join document d on d.id = o.object_id),"""
OF_LISTS = f"""
        join document d on d.id = o.object_id
    union all
    select distinct p.organisation_id, p.organisation_id, e.actor_id, {OF_LINE}, place.id::uuid
      from busy b join person p on p.id = b.actor_id
        join log_entry e on e.actor_id = b.actor_id and e.action = 'workspace:list:take'
          and e.at >= since
        cross join lateral jsonb_array_elements_text(
          convert_from(e.entry, 'UTF8')::jsonb -> 'facts' -> 'workspaces') as place (id)),"""
PARTS = (
    ("samenzicht_opened(timestamptz)", f"({BEFORE})", f"({NOW})"),
    ("samenzicht_opened(timestamptz)", "count(distinct e.object_id)", f"count(distinct {OF_LINE})"),
    ("samenzicht_surges(timestamptz, integer, date)", f"({BEFORE})", f"({NOW})"),
    (
        "samenzicht_surges(timestamptz, integer, date)",
        "select distinct e.actor_id, e.object_id from",
        f"select distinct e.actor_id, {OF_LINE} as object_id from",
    ),
    ("samenzicht_surges(timestamptz, integer, date)", OF_DOCUMENTS, OF_LISTS),
    (
        "samenzicht_surges(timestamptz, integer, date)",
        "h.actor_id, count(*)::integer",
        "h.actor_id, count(distinct h.id)::integer",
    ),
    (
        "samenzicht_surges(timestamptz, integer, date)",
        "having count(*) >= most order by",
        "having count(distinct h.id) >= most order by",
    ),
)


def _rewrite(function: str, before: str, after: str) -> None:
    """Put one part in the place of another in a function."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position($part${before}$part$ in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, $part${before}$part$, $part${after}$part$);
end
$outer$
""")


def _find(actions: str) -> None:
    """Let the index hold these."""
    op.drop_index(INDEX, "log_entry")
    where = sa.text(f"action in ({actions})")
    op.create_index(INDEX, "log_entry", ["at", "actor_id", "object_id"], postgresql_where=where)


def upgrade() -> None:
    """Count lists."""
    op.execute(THING)
    op.execute(f"revoke execute on function {THING_CALL} from public")
    _find(NOW)
    for function, before, after in PARTS:
        _rewrite(function, before, after)


def downgrade() -> None:
    """Count documents alone."""
    for function, before, after in reversed(PARTS):
        _rewrite(function, after, before)
    _find(BEFORE)
    op.execute(f"drop function {THING_CALL}")
