"""A colleague of who wrote a finding first can write on in it.

Why: a finding belongs to its organisation, but the wall around its versions read a bare `author_id`
as that of the finding, so every version after the first had to be by the same person; a colleague
who saved got an error. It is the author of the version that must be who writes it.
Deploy order: any.
On the way back: only who wrote a finding first can change it.
"""

from __future__ import annotations

from alembic import op

revision = "0066"
down_revision = "0065"

RESTATE = """
do $outer$
declare
  written text;
begin
  select pg_get_expr(polwithcheck, polrelid) into strict written from pg_policy
    where polrelid = 'finding_version'::regclass and polname = 'adds';
  if position('{before}' in written) = 0 then
    raise exception 'The condition is not there.';
  end if;
  execute format('alter policy adds on finding_version with check (%s)',
    replace(written, '{before}', '{after}'));
end
$outer$
"""
OF_FINDING, OF_VERSION = "f.author_id = ", "finding_version.author_id = "


def upgrade() -> None:
    """Ask it of the version."""
    op.execute(RESTATE.format(before=f"({OF_FINDING}", after=f"({OF_VERSION}"))


def downgrade() -> None:
    """Ask it of the finding again."""
    op.execute(RESTATE.format(before=f"({OF_VERSION}", after=f"({OF_FINDING}"))
