"""A finding that another organisation contradicts keeps what that organisation holds.

Why: who asked for scores tells with which finding they go. Who was contradicted could change that
to no finding, or to another, and the other view stood in no report.
Deploy order: expand; the old code says in its own words that something went wrong.
On the way back: who asked takes the views of others away from a finding again.
"""

from __future__ import annotations

from alembic import op

revision = "0151"
down_revision = "0150"

FITS_OLDER_CODE = True

KEEPS = """
create function samenzicht_views_stay() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from dissenting_view v
      where v.scoring_id = old.id and v.organisation_id <> old.organisation_id) then
    raise exception 'another view stays with its finding' using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""


def upgrade() -> None:
    """Hold each view of others where it is."""
    op.execute(KEEPS)
    op.execute("revoke execute on function samenzicht_views_stay() from public")
    op.execute(
        "create trigger views_stay before update on scoring for each row"
        " when (old.finding_id is not null and old.finding_id is distinct from new.finding_id)"
        " execute function samenzicht_views_stay()"
    )


def downgrade() -> None:
    """Let who asked choose again."""
    op.execute("drop trigger views_stay on scoring")
    op.execute("drop function samenzicht_views_stay()")
