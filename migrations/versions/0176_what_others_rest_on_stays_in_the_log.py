"""Lines on which every partner rests are not erased: by whom people come in, and what reports hold.

Why: two officers who want the same could leave a hash where every partner must be able to see who
opened a provider, gave a duty, let somebody in or corrected an organisation; and in a workspace
where it stands who put a finding forward and what was answered to it. For neither of these the two
organisations that erase are the only ones who rest on the line (AVG, article 17, third paragraph,
b and e).
Deploy order: any; the code before this one erases less.
On the way back: those lines can be erased.
"""

from __future__ import annotations

from alembic import op

revision = "0176"
down_revision = "0175"

FITS_OLDER_CODE = True

JUDGE = "samenzicht_judge_line(uuid, bigint, uuid)"
PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
TRUST = (
    "installation:backup:restore",
    "installation:log:split",
    "organisation:account:add",
    "organisation:account:correct",
    "organisation:directory-key:end",
    "organisation:directory-key:make",
    "organisation:provider:ask",
    "organisation:provider:ask-opening",
    "organisation:provider:begin-try",
    "organisation:provider:close",
    "organisation:provider:open",
    "organisation:provider:pause",
    "organisation:provider:pin",
    "organisation:provider:refuse",
    "organisation:provider:refuse-opening",
    "organisation:provider:resume",
    "organisation:provider:try",
    "organisation:successor:name",
    "organisation:witness:approve",
    "organisation:witness:ask",
    "organisation:witness:end",
    "organisation:witness:refuse",
    "person:account:add",
    "person:account:block",
    "person:account:come",
    "person:account:go",
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
)
"""What who watches over trust reads in the log of the installation."""
BEFORE = "when found.object_kind in ("
AFTER = (
    f"when (tree = {PLATFORM} and found.action in ({', '.join(map(repr, TRUST))})) or"
    " found.object_kind in ('finding', 'rebuttal', "
)


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
    """Keep more."""
    _rewrite(BEFORE, AFTER)


def downgrade() -> None:
    """Keep what was kept before."""
    _rewrite(AFTER, BEFORE)
