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
PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
SHOWN = (
    "installation:backup:restore",
    "installation:log:split",
    "organisation:account:add",
    "organisation:directory-key:end",
    "organisation:directory-key:make",
    "organisation:provider:ask",
    "organisation:provider:ask-opening",
    "organisation:provider:close",
    "organisation:provider:open",
    "organisation:provider:pause",
    "organisation:provider:pin",
    "organisation:provider:refuse",
    "organisation:provider:refuse-opening",
    "organisation:provider:resume",
    "organisation:successor:name",
    "organisation:witness:approve",
    "organisation:witness:ask",
    "organisation:witness:end",
    "organisation:witness:refuse",
    "person:account:add",
    "person:account:block",
    "person:account:unblock",
    "person:directory-account:block",
    "person:directory-account:change",
    "person:directory-account:enter",
    "person:directory-account:let-in",
    "person:directory-account:remove",
    "person:duty:ask",
    "person:duty:give",
    "person:duty:refuse",
    "person:duty:take",
    "person:identity:bind",
    "person:identity:rebind",
    "person:invitation:renew",
    "person:invitation:send",
    "person:token:make",
    "organisation:account:correct",
    "person:account:come",
    "person:account:go",
)
TRIED = ("organisation:provider:begin-try", "organisation:provider:try")


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


def _show(actions: tuple[str, ...]) -> None:
    """Show who watches the trust these, whatever way PostgreSQL writes it down."""
    named = ", ".join(f"'{each}'" for each in actions)
    op.execute(
        "alter policy trust_sees on log_entry using"
        f" (tree_id = {PLATFORM} and (select samenzicht_watches_trust())"
        f" and action in ({named}))"
    )


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
    _show(SHOWN + TRIED)


def downgrade() -> None:
    """Neither count nor show them."""
    _show(SHOWN)
    _count(NOW, BEFORE)
