"""Of a suggestion each of the three writes only what is its own, in the database too.

Why: the lead and both authorities may change the row, and so each could have written the words with
which another declines, or that another took it over.
Deploy order: expand; the code before this one writes nothing else.
On the way back: only the program holds them to it.
"""

from __future__ import annotations

from alembic import op

revision = "0146"
down_revision = "0145"

FITS_OLDER_CODE = True

HOLDS = """
create function samenzicht_suggestion_of_its_own() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  me uuid := samenzicht_organisation();
  is_right boolean;
begin
  if tg_op = 'INSERT' then
    is_right := new.first_declined = '' and new.second_declined = '' and new.taken_by_id is null;
  else
    is_right := old.status = 'open' and new.version = old.version + 1
      and (new.first_declined = old.first_declined
        or (old.first_id = me and old.first_declined = ''))
      and (new.second_declined = old.second_declined
        or (old.second_id = me and old.second_declined = ''))
      and case new.status
        when 'open' then true
        when 'withdrawn' then old.organisation_id = me
        when 'declined' then me in (old.first_id, old.second_id)
          and new.first_declined <> '' and new.second_declined <> ''
        when 'taken' then me in (old.first_id, old.second_id) and new.taken_by_id = me
        else false
      end;
  end if;
  if is_right is not true then
    raise exception 'of suggestion % only what is its own', new.id
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    """Hold each column to whose it is."""
    op.execute(HOLDS)
    op.execute(
        "create trigger of_its_own before insert or update on overlap_suggestion"
        " for each row when (current_user = 'samenzicht_app')"
        " execute function samenzicht_suggestion_of_its_own()"
    )


def downgrade() -> None:
    """Hold them no more."""
    op.execute("drop trigger of_its_own on overlap_suggestion")
    op.execute("drop function samenzicht_suggestion_of_its_own()")
