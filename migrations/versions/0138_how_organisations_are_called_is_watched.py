"""Who watches over trust reads how organisations are called anew, and who goes to which.

Why: an administrator corrects name and mail domain of an organisation, and lets somebody go to
another; no other partner could read that it happened.
Deploy order: expand; the code before this one asks for fewer words.
On the way back: those lines are closed again.
"""

from __future__ import annotations

from alembic import op

revision = "0138"
down_revision = "0137"

FITS_OLDER_CODE = True

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
BEFORE = (
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
)
MORE = (
    "organisation:account:correct",
    "person:account:come",
    "person:account:go",
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
