"""What others rest on goes by the list that others approve, also when it was kept private since.

Why: who takes back what it shared and then keeps it for itself could have it destroyed with a
colleague alone, while a finding of another organisation rests on it. Such a document stands on the
list of what was shared; a list of the own layer never holds one of them.
Deploy order: any; code before this one puts it on the list of the own layer, and is refused.
On the way back: the function is as it was.
"""

from __future__ import annotations

from alembic import op

revision = "0086"
down_revision = "0085"

BEFORE = "and d.is_private = (found.layer = 'private'))"
AFTER = """and case found.layer when 'shared' then true else d.is_private
          and not exists (select 1 from evidence e join finding f on f.id = e.finding_id
            where e.document_id = gone and f.organisation_id <> found.organisation_id
              and f.audience = 'workspace')
          and not exists (select 1 from observation_evidence e
            join observation o on o.id = e.observation_id
            where e.document_id = gone and o.organisation_id <> found.organisation_id
              and o.released_at is not null) end)"""
CALL = "samenzicht_destroy_document(uuid, uuid, timestamptz)"


def upgrade() -> None:
    """Look at what others rest on."""
    _restate(BEFORE, AFTER)


def _restate(before: str, after: str) -> None:
    op.execute(f"""
do $restate$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
  part text := $part${before}$part$;
begin
  if position(part in written) = 0 then
    raise exception 'the function is not as it was';
  end if;
  execute replace(written, part, $part${after}$part$);
end
$restate$
""")


def downgrade() -> None:
    """Look at it no more."""
    _restate(AFTER, BEFORE)
