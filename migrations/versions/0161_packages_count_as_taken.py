"""What leaves in an archive package counts as taken, and trying a provider is watched.

Why: who was stopped for taking very much took the whole workspace along as a package, and nobody
heard of it; and that somebody tried a provider stood in no log.
Deploy order: expand; the code before this one writes no such lines of its own.
On the way back: neither is counted or shown; the log keeps each line.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0161"
down_revision = "0160"

FITS_OLDER_CODE = True

BEFORE = (
    "'document:content:read', 'document:emergency:read', 'document:content:download',"
    " 'document:content:compare'"
)
NOW = f"{BEFORE}, 'document:content:archive'"
COUNTING = ("samenzicht_opened(timestamptz)", "samenzicht_surges(timestamptz, integer, date)")
INDEX = "ix_log_entry_opened"
RESUMED = "'organisation:provider:resume'::character varying"
TRIED = (
    f"{RESUMED}, 'organisation:provider:begin-try'::character varying,"
    " 'organisation:provider:try'::character varying"
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


def _show(before: str, after: str) -> None:
    """Put one part in the place of another in what who watches the trust is shown."""
    op.execute(f"""
do $outer$
declare
  written text := (select pg_get_expr(polqual, polrelid) from pg_policy
    where polname = 'trust_sees' and polrelid = 'log_entry'::regclass);
begin
  if position($part${before}$part$ in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute 'alter policy trust_sees on log_entry using ('
    || replace(written, $part${before}$part$, $part${after}$part$) || ')';
end
$outer$
""")


def _count(before: str, after: str) -> None:
    """Let the index and the functions over it be about these actions."""
    op.drop_index(INDEX, "log_entry")
    where = sa.text(f"action in ({after})")
    op.create_index(INDEX, "log_entry", ["at", "actor_id", "object_id"], postgresql_where=where)
    for function in COUNTING:
        _rewrite(function, f"({before})", f"({after})")


def upgrade() -> None:
    """Count packages, and show who tried a provider."""
    _count(BEFORE, NOW)
    _show(RESUMED, TRIED)


def downgrade() -> None:
    """Neither count nor show them."""
    _show(TRIED, RESUMED)
    _count(NOW, BEFORE)
