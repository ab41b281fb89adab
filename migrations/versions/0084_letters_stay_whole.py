"""The file of a joint letter is on no list of what is destroyed.

Why: a final letter stays with its case and names the same file as its document. Destroying that
document would leave the letter readable under a certificate that says it is gone; and the letter is
of every inspectorate that agreed with it, so one of them cannot have it destroyed.
Deploy order: expand; the program before this one could put such a document on a list, and is
refused.
On the way back: the database no longer refuses it; no row changes.
"""

from __future__ import annotations

from alembic import op

revision = "0084"
down_revision = "0083"

STAYS = """
create function samenzicht_letter_stays() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from incident_letter l where l.document_id = new.document_id) then
    raise exception 'a joint letter is of several inspectorates' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""


def upgrade() -> None:
    """Refuse such lines."""
    op.execute(STAYS)
    op.execute("revoke execute on function samenzicht_letter_stays() from public")
    op.execute(
        "create trigger letter_stays before insert on destruction_line for each row"
        " execute function samenzicht_letter_stays()"
    )


def downgrade() -> None:
    """Refuse them no longer."""
    op.execute("drop trigger letter_stays on destruction_line")
    op.execute("drop function samenzicht_letter_stays()")
