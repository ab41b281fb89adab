"""Of a request to erase a line, and of the erasing, the log tells no more than of that line itself.

Why: a partner reads of many lines the hash alone, and was told in the log of which organisation
such a line was, and that it was about a person, as soon as its officer asked to erase it. Now these
entries are there for who may know whose line it is: that organisation, the officer who must agree,
and who sees the document it is about; of a line about the workspace itself everybody. Everybody
still reads at the line that it was erased, when and on which ground. Of a request from before this
step, of which was not kept what the line was about, only those who see its document read.
Deploy order: expand; the code before this one works with it.
On the way back: everybody reads again who asked for which line.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0170"

FITS_OLDER_CODE = True

ASK = (
    "samenzicht_ask_erasure(uuid, uuid, bigint, varchar, varchar, uuid, uuid, timestamptz,"
    " timestamptz)"
)
OPEN = "'workspace', 'participation', 'membership', 'phase'"
"""Kinds of things that everybody in a workspace may know of."""
PARTS = {
    "expires_at, answer_reason)": "expires_at, answer_reason, is_open)",
    "agreeing, until, '')": "agreeing, until, '', exists (select 1 from log_entry e"
    f" where e.tree_id = tree and e.index = line and e.object_kind in ({OPEN})))",
}
OF_ENTRY = """
create function samenzicht_request_of_entry(kind varchar, which uuid) returns setof erasure_request
language sql stable security definer set search_path = public, pg_temp as $$
  select r.* from erasure_request r where kind = 'erasure_request' and r.id = which
  union all
  select r.* from log_erasure x
      join erasure_request r on r.tree_id = x.tree_id and r.index = x.index
    where kind = 'log_erasure' and x.id = which and r.answer = 'approved'
$$
"""
TELLS = """
create function samenzicht_tells_of_erasure(kind varchar, which uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from samenzicht_request_of_entry(kind, which) r
      where (r.is_open or r.organisation_id = samenzicht_organisation()
          or (r.agreeing_id = samenzicht_organisation() and samenzicht_is_privacy_officer()))
        and (r.document_id is null or not samenzicht_is_weak()
          or samenzicht_is_unclassified(r.document_id)))
    or (kind = 'log_erasure' and not exists (select 1 from samenzicht_request_of_entry(kind, which))
      and exists (select 1 from log_erasure x join person p on p.id = x.asked_by_id
        where x.id = which and p.organisation_id = samenzicht_organisation()))
$$
"""
"""Whether the reader may know whose line it is, whatever document it is about."""
DOCUMENT = """
create function samenzicht_document_of_erasure(kind varchar, which uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select r.document_id from samenzicht_request_of_entry(kind, which) r
$$
"""
INSIDE = "samenzicht_request_of_entry(varchar, uuid)"
ASKED = (
    ("samenzicht_tells_of_erasure(varchar, uuid)", TELLS),
    ("samenzicht_document_of_erasure(varchar, uuid)", DOCUMENT),
)
SEES = (
    "object_kind not in ('erasure_request', 'log_erasure')"
    " or samenzicht_tells_of_erasure(object_kind, object_id)"
    " or exists (select 1 from document d"
    " where d.id = samenzicht_document_of_erasure(object_kind, object_id))"
)
"""Beside what the log's wall says already, so it only ever narrows."""


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


def upgrade() -> None:
    """Keep whether everybody may know what a line is about, and narrow what the log tells."""
    op.add_column(
        "erasure_request",
        sa.Column("is_open", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    for before, after in PARTS.items():
        _rewrite(ASK, before, after)
    op.execute(OF_ENTRY)
    op.execute(f"revoke execute on function {INSIDE} from public")
    for call, made in ASKED:
        op.execute(made)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app, samenzicht_keeper")
    op.execute(f"create policy erasures on log_entry as restrictive for select using ({SEES})")


def downgrade() -> None:
    """Tell it again to everybody who reads the log."""
    op.execute("drop policy erasures on log_entry")
    for call, _made in reversed(ASKED):
        op.execute(f"drop function {call}")
    op.execute(f"drop function {INSIDE}")
    for before, after in PARTS.items():
        _rewrite(ASK, after, before)
    op.drop_column("erasure_request", "is_open")
