"""A line is held by a hold on what it is about, wherever it stands, and by police data that were.

Why: a legal hold on a workspace held the lines of its own log, and not those of the log of the
installation that tell of it: who took its lists along, which breach was in it. And the owner of
police data took the flag away, and with it what kept the lines (Wpg, article 32a): which data it
was does not change by that. A line is about a workspace when it names it or a thing in it; police
data were in a document when the log tells that the flag changed, or for which purpose it was read.
Deploy order: any; the code before this one erases less.
On the way back: those lines can be erased.
"""

from __future__ import annotations

from alembic import op

revision = "0174"
down_revision = "0173"

FITS_OLDER_CODE = True

JUDGE = "samenzicht_judge_line(uuid, bigint, uuid)"
PLACE = """
create function samenzicht_place_of_line(kind varchar, which uuid) returns uuid
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  place uuid;
begin
  if which is null or kind = 'workspace' then return which; end if;
  if exists (select 1 from pg_attribute a where a.attrelid = to_regclass(format('public.%I', kind))
      and a.attname = 'id' and not a.attisdropped) and exists (select 1 from pg_attribute a
      where a.attrelid = to_regclass(format('public.%I', kind))
        and a.attname = 'workspace_id' and not a.attisdropped) then
    execute format('select x.workspace_id from %I x where x.id = $1', kind) into place using which;
  end if;
  return place;
end
$$
"""
"""The workspace that the thing of a line is in."""
POLICE = """
create function samenzicht_tells_of_police(entry bytea) returns boolean
language sql immutable set search_path = public, pg_temp as $$
  select coalesce(f ? 'reading_purpose' or f -> 'changed' ? 'is_police_data', false)
    from (select convert_from(entry, 'UTF8')::jsonb -> 'facts') as told (f)
$$
"""
"""Whether an entry tells that there were police data."""
HELD = """when exists (select 1 from legal_hold h
      where h.workspace_id = tree and h.lifted_at is null) then 'held'"""
HELD_ANYWHERE = """when exists (select 1 from legal_hold h where h.lifted_at is null
      and (h.workspace_id = tree
        or h.workspace_id = samenzicht_place_of_line(found.object_kind, found.object_id)
        or position(h.workspace_id::text in convert_from(found.entry, 'UTF8')) > 0)) then 'held'"""
OF_POLICE = """when held.is_police_data
      or convert_from(found.entry, 'UTF8')::jsonb -> 'facts' ? 'reading_purpose' then 'police'"""
ONCE_OF_POLICE = """when held.is_police_data or samenzicht_tells_of_police(found.entry)
      or exists (select 1 from log_entry e where e.tree_id = tree and e.object_kind = 'document'
        and e.object_id = samenzicht_judge_line.document and e.entry is not null
        and samenzicht_tells_of_police(e.entry)) then 'police'"""
PARTS = {HELD: HELD_ANYWHERE, OF_POLICE: ONCE_OF_POLICE}
INSIDE = (
    ("samenzicht_place_of_line(varchar, uuid)", PLACE),
    ("samenzicht_tells_of_police(bytea)", POLICE),
)
"""Functions that only the one that judges calls."""


def _rewrite(before: str, after: str) -> None:
    """Put one part in the place of another in the function that judges a line."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{JUDGE}'::regprocedure);
begin
  if position($part${before}$part$ in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, $part${before}$part$, $part${after}$part$);
end
$outer$
""")


def upgrade() -> None:
    """Hold more."""
    for call, made in INSIDE:
        op.execute(made)
        op.execute(f"revoke execute on function {call} from public")
    for before, after in PARTS.items():
        _rewrite(before, after)


def downgrade() -> None:
    """Hold what was held before."""
    for before, after in PARTS.items():
        _rewrite(after, before)
    for call, _made in INSIDE:
        op.execute(f"drop function {call}")
