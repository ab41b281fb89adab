"""The organisation that brought a document closes an older version of it, and opens it again.

Why: who got *download* got every released older version too, also a first one in which nothing
was blacked out yet.
Deploy order: expand; the code before this one closes nothing.
On the way back: it refuses while versions are closed, because they would open.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"

OF_OWNER = (
    "exists (select 1 from document x where x.id = document_id"
    " and x.organisation_id = (select samenzicht_organisation()))"
)
BY_OWNER = (
    "workspace_id = any(array(select samenzicht_workspaces()))"
    f" and samenzicht_person() is not null and {OF_OWNER}"
)
CLOSES = """
create function samenzicht_version_closes() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from document d
      where d.id = new.document_id and d.current_number <= new.number) then
    raise exception 'only a version before the current one is closed'
      using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""
CLOSES_TRIGGER = """
create trigger version_closes before update of closed_at on document_version
  for each row when (new.closed_at is not null) execute function samenzicht_version_closes()
"""
STANDS_TRIGGER = """
create or replace trigger verdict_stands before update{0} on document_version
  for each row when (old.status not in ('received', 'too_large') or new.status = 'received'{1})
  execute function samenzicht_verdict_stands()
"""
STILL_CLOSED = """
do $$
begin
  if exists (select 1 from document_version where closed_at is not null) then
    raise exception 'versions are closed and would open; open them again first, by name';
  end if;
end
$$
"""


def upgrade() -> None:
    """Add the moment, and close such a version to others by row security too."""
    op.add_column("document_version", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.execute("grant update (closed_at) on document_version to samenzicht_app")
    op.execute(STANDS_TRIGGER.format(" of status", " or samenzicht_person() is not null"))
    op.execute(CLOSES)
    op.execute(CLOSES_TRIGGER)
    op.execute(
        f"create policy closes on document_version for update using ({BY_OWNER})"
        f" with check ({BY_OWNER})"
    )
    op.execute(
        "create policy closed_reads on document_version as restrictive for select"
        f" using (closed_at is null or {OF_OWNER})"
    )


def downgrade() -> None:
    """Take it all away again, the last first."""
    op.execute(STILL_CLOSED)
    op.execute("drop policy closed_reads on document_version")
    op.execute("drop policy closes on document_version")
    op.execute("drop trigger version_closes on document_version")
    op.execute("drop function samenzicht_version_closes()")
    op.execute(STANDS_TRIGGER.format("", ""))
    op.execute("revoke update (closed_at) on document_version from samenzicht_app")
    op.drop_column("document_version", "closed_at")
