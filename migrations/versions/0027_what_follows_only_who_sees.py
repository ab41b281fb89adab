"""What an authority changes in its register reaches only who sees that entry.

Why: the name of an entry went along with everything planned there, also with what an authority had
planned to whom the entry was closed since: a new name told more than its owner meant to. It goes
along now with what is planned by who sees the entry, and catches up when it is opened again.
And a file that was put ready for a document request stood in the log as a line about the request,
so that who asked could read of a private document. New lines are about the document; the older ones
are for the organisation that was asked.
Deploy order: any; the code before this one works with it.
On the way back: names go along with everything again, and older lines are seen by both again.
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"

KEEP_NAMES = """
create or replace function samenzicht_keep_names() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update activity a set entity_name = new.name, match_key = new.match_key, sector = new.sector
    where a.entity_id = new.id{0};
  return null;
end
$$
"""
SEEN_BY_ITS_OWNER = """
      and (a.entity_name, a.match_key, a.sector) is distinct from
          (new.name, new.match_key, new.sector)
      and (a.organisation_id = new.organisation_id
        or a.organisation_id = any(new.named)
        or (new.rest = 'everything' and exists (select 1 from participation p
              where p.workspace_id = new.workspace_id and p.organisation_id = a.organisation_id
                and p.ended_at is null and p.role in ('lead', 'partner'))))"""
TRIGGER = """
create or replace trigger keep_names after update of name, match_key, sector{0} on supervised_entity
  for each row execute function samenzicht_keep_names()
"""
LOG_OF_FILES = (
    "action <> 'request:file:add' or object_kind <> 'document_request'"
    " or exists (select 1 from document_request x where x.id = object_id"
    " and x.partner_id = (select samenzicht_organisation()))"
)
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Narrow what goes along, and who reads of a file put ready."""
    op.execute(KEEP_NAMES.format(SEEN_BY_ITS_OWNER))
    op.execute(TRIGGER.format(", named, rest"))
    op.execute(
        f"create policy files_put_ready on log_entry as restrictive for select using"
        f" ({LOG_OF_FILES})"
    )


def downgrade() -> None:
    """Widen both again."""
    op.execute("drop policy files_put_ready on log_entry")
    op.execute(TRIGGER.format(""))
    op.execute(KEEP_NAMES.format(""))
