"""A document request that was answered can be answered further, and who asked can say what lacks.

Why: after the first answer only closing was left. What came in later was given without its
request, and who missed something asked anew, beside the old request. Each file now says when it was
given, so that a second answer gives only what is new.
Deploy order: expand. What code before this one gives has no moment; this one then shows it as ready
still, and giving it again changes nothing.
On the way back: what lacks and when each file was given are lost; the log keeps the steps. A
request that was opened again is open.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
PERSON = "samenzicht_register_person(text, integer)"
ASKED, ASKED_AND_MORE = "q.title, q.details, q.purpose", "q.title, q.details, q.purpose, q.missing"


def _of_request(states: str) -> str:
    return (
        "exists (select 1 from document_request r where r.id = request_id"
        f"{states} and r.partner_id = (select samenzicht_organisation())"
        " and r.workspace_id = document_request_file.workspace_id)"
    )


def _adds(states: str) -> str:
    return (
        f"{INSIDE} and {_of_request(states)}"
        " and exists (select 1 from document x where x.id = document_id"
        " and x.organisation_id = (select samenzicht_organisation())"
        " and x.workspace_id = document_request_file.workspace_id)"
    )


OPEN, NOT_OVER = " and r.status = 'open'", " and r.status in ('open', 'answered')"
GIVEN = """
update document_request_file f set given_at = r.changed_at
  from document_request r, document d
  where r.id = f.request_id and d.id = f.document_id
    and r.status in ('answered', 'closed') and not d.is_private
"""


def upgrade() -> None:
    """Note when each file was given, and what lacks; let an answer be added to."""
    op.add_column(
        "document_request",
        sa.Column("missing", sa.String(500), nullable=False, server_default=""),
    )
    op.add_column(
        "document_request_file", sa.Column("given_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(GIVEN)
    op.execute("grant update (missing) on document_request to samenzicht_app")
    op.execute("grant update (given_at) on document_request_file to samenzicht_app")
    op.execute(f"alter policy adds on document_request_file with check ({_adds(NOT_OVER)})")
    ours = f"{INSIDE} and {_of_request('')}"
    op.execute(f"alter policy changes on document_request_file using ({ours}) with check ({ours})")
    _restate(PERSON, ASKED, ASKED_AND_MORE)


def downgrade() -> None:
    """Take it away."""
    _restate(PERSON, ASKED_AND_MORE, ASKED)
    op.execute("alter policy changes on document_request_file using (false) with check (false)")
    op.execute(f"alter policy adds on document_request_file with check ({_adds(OPEN)})")
    op.execute("revoke update (given_at) on document_request_file from samenzicht_app")
    op.drop_column("document_request_file", "given_at")
    op.drop_column("document_request", "missing")


def _restate(function: str, before: str, after: str) -> None:
    """Put one list of columns in the place of another in a function, wherever it stands."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position('{before})' in written) = 0 then
    raise exception 'The columns are not there: {function}';
  end if;
  execute replace(written, '{before})', '{after})');
end
$outer$
""")
