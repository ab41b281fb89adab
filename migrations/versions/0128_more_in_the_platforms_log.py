"""Who watches over trust sees more lines: pausing, invitations, binding, tokens, directories.

Why: a person could be let in, bound, blocked or given a token without any other partner being able
to read that it happened; nor could the new words about pausing and opening providers be read.
Deploy order: expand; the code before this one asks for fewer words.
On the way back: those lines are closed again.
"""

from __future__ import annotations

from alembic import op

revision = "0128"
down_revision = "0127"

FITS_OLDER_CODE = True

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
BEFORE = (
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
MORE = (
    "organisation:provider:ask-opening",
    "organisation:provider:pause",
    "organisation:provider:refuse-opening",
    "organisation:provider:resume",
    "person:account:block",
    "person:directory-account:block",
    "person:directory-account:change",
    "person:directory-account:enter",
    "person:directory-account:let-in",
    "person:directory-account:remove",
    "person:identity:bind",
    "person:invitation:send",
    "person:token:make",
)


def _show(actions: tuple[str, ...]) -> None:
    named = ", ".join(f"'{each}'" for each in actions)
    op.execute("drop policy trust_sees on log_entry")
    op.execute(
        "create policy trust_sees on log_entry for select using"
        f" (tree_id = {PLATFORM} and (select samenzicht_watches_trust())"
        f" and action in ({named}))"
    )


def upgrade() -> None:
    """Show them."""
    _show(BEFORE + MORE)


def downgrade() -> None:
    """Show what was shown before."""
    _show(BEFORE)
