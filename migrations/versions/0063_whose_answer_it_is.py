"""Looking for a person finds the answer beside a task only for who wrote it.

Why: one column holds why a task was returned, which who is asked writes, and what is not finished
yet, which who asked writes. All of it counted as of who is asked, so a privacy officer could find
words of another organisation, and who wrote them did not. The newest line of the log says whose
they are; where there is none, a task that is accepted with words was sent back by who asked.
Deploy order: any; the code asks the same function.
On the way back: it counts as of who is asked again.
"""

from __future__ import annotations

from alembic import op

revision = "0063"
down_revision = "0062"

CALL = "samenzicht_register_person(text, integer)"
OF_WHO_IS_ASKED = "t.organisation_id = mine and t.answer is not null"
OF_WHO_WROTE = """mine in (t.organisation_id, t.asking_organisation_id) and t.answer is not null
        and mine = coalesce((
          select e.organisation_id from log_entry e
            where e.object_id = t.id and e.tree_id = t.workspace_id
              and e.action in (''task:request:return'', ''task:result:send-back'')
            order by e.at desc, e.index desc limit 1),
          case when t.status = ''accepted'' then t.asking_organisation_id
            else t.organisation_id end)"""


def _restate(before: str, after: str) -> None:
    """Put one condition in the place of another in the function."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
begin
  if position('{before}' in written) = 0 then
    raise exception 'The condition is not there.';
  end if;
  execute replace(written, '{before}', '{after}');
end
$outer$
""")


def upgrade() -> None:
    """Tell it who wrote it."""
    _restate(OF_WHO_IS_ASKED, OF_WHO_WROTE)


def downgrade() -> None:
    """Tell it who is asked."""
    _restate(OF_WHO_WROTE, OF_WHO_IS_ASKED)
