"""A document that was destroyed exists for nobody any more, its owner included.

Why: the row stays, because findings, requests and the log name its id, but there is no version left
to open. Its classification goes above every clearance, so that both walls hide it everywhere at
once: in lists, counts, search and by its address.
Deploy order: any; both codes look at the classification.
On the way back: what was destroyed stays hidden; what is destroyed after that is seen by its owner.
"""

from __future__ import annotations

from alembic import op

revision = "0082"
down_revision = "0081"

BEFORE = "update document set title = ''-'', withdrawn_at"
AFTER = "update document set title = ''-'', classification = 32767, withdrawn_at"
HIDE = (
    "update document d set classification = 32767, version = version + 1"
    " where exists (select 1 from destruction_line l"
    " where l.document_id = d.id and l.destroyed_at is not null)"
)


def _restate(before: str, after: str) -> None:
    """Put one part of the function that erases in the place of another."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('samenzicht_erase_document(uuid, timestamptz)'::regprocedure);
begin
  if position('{before}' in written) = 0 then
    raise exception 'it is not there';
  end if;
  execute replace(written, '{before}', '{after}');
end
$outer$
""")


def upgrade() -> None:
    """Hide what was destroyed, and what will be."""
    _restate(BEFORE, AFTER)
    op.execute(HIDE)


def downgrade() -> None:
    """Leave what was destroyed hidden."""
    _restate(AFTER, BEFORE)
