"""A document that others see goes on with its last released version while a newer one is checked.

Why: the verdict about a new version closed the whole document, so that one upload took evidence
away from all partners until the scanner had looked, and for good when it found something. What is
larger than the scanner takes waited for ever; it has a word of its own now, and is shown to the
scanner again when the administrator let it take more. Jobs that were lost are found back.
Deploy order: expand. Code before this one counts on from the current version and may meet a number
that is taken; it runs beside this one for as long as a deploy takes, and asks the person to try
again.
On the way back: what waits or was refused is the newest version again, and closes its document, as
that code expects. What is too large for the scanner waits again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"

NEWEST = "update document set newest_number = current_number where newest_number < current_number"
BEFORE = """
update document d set current_number = d.newest_number, status = v.status
  from document_version v
  where v.document_id = d.id and v.number = d.newest_number
    and d.newest_number > d.current_number
"""
STANDS = """
create or replace trigger verdict_stands before update on document_version
  for each row when (old.status {0} or new.status = 'received')
  execute function samenzicht_verdict_stands()
"""
UNSCANNED = """
create function samenzicht_unscanned(before timestamptz, day timestamptz)
returns table (document uuid, version integer, workspace uuid, organisation uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, v.number, d.workspace_id, d.organisation_id
    from document_version v
      join document d on d.id = v.document_id
      join participation p on p.workspace_id = d.workspace_id
        and p.organisation_id = d.organisation_id and p.ended_at is null
    where samenzicht_person() is null and samenzicht_organisation() is null
      and (v.status = 'received' and v.uploaded_at < before
        or v.status = 'too_large' and v.uploaded_at < day)
      and not exists (select 1 from procrastinate_jobs j
        where j.task_name = 'documents.scan' and j.status in ('todo', 'doing')
          and j.queueing_lock = 'documents.scan:' || d.id || ':' || v.number)
    order by v.uploaded_at, v.id limit 500
$$
"""
"""For the clock alone, which acts for no organisation: ids, nothing of what is in them."""


def upgrade() -> None:
    """Keep the newest number apart from the current one; find what waits; let a limit be raised."""
    op.add_column(
        "document", sa.Column("newest_number", sa.Integer(), nullable=False, server_default="1")
    )
    op.execute(NEWEST)
    op.create_check_constraint(
        op.f("ck_document_newest_number"), "document", "newest_number >= current_number"
    )
    op.create_index(
        "ix_document_version_unscanned",
        "document_version",
        ["uploaded_at", "id"],
        postgresql_where=sa.text("status in ('received', 'too_large')"),
    )
    op.execute(STANDS.format("not in ('received', 'too_large')"))
    op.execute(UNSCANNED)
    function = "samenzicht_unscanned(timestamptz, timestamptz)"
    op.execute(f"revoke execute on function {function} from public")
    op.execute(f"grant execute on function {function} to samenzicht_app")


def downgrade() -> None:
    """Let the newest version be the current one again."""
    op.execute("drop function samenzicht_unscanned(timestamptz, timestamptz)")
    op.execute("alter table document_version disable trigger verdict_stands")
    op.execute("update document_version set status = 'received' where status = 'too_large'")
    op.execute("update document set status = 'received' where status = 'too_large'")
    op.execute("alter table document_version enable trigger verdict_stands")
    op.execute(BEFORE)
    op.execute(STANDS.format("<> 'received'"))
    op.drop_index("ix_document_version_unscanned", "document_version")
    op.drop_constraint(op.f("ck_document_newest_number"), "document", type_="check")
    op.drop_column("document", "newest_number")
