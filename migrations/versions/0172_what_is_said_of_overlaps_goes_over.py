"""What is suggested and noted about overlaps goes over to a successor, with the calendar.

Why: a suggestion that waited stayed with a lead that was succeeded. The new lead did not see it,
and could not suggest anything about the two: one waits at most. Of an authority that was succeeded
the successor could not answer, and what it had noted was lost to who goes on. Where the successor
would suggest something to itself, or to one authority twice, it is taken back, as with proposals.
Deploy order: any; nothing of it runs before the day of a succession. The step after this one mends
what waits.
On the way back: what went over stays.
"""

from __future__ import annotations

from alembic import op

revision = "0172"
down_revision = "0171"

FITS_OLDER_CODE = True

CALL = "samenzicht_work_take_over(uuid, uuid, timestamptz)"
BEFORE = "  update contribution_round t set asked = array_replace("
THREE = ("organisation_id", "first_id", "second_id")
OF_IT = f"""t.workspace_id = whereat and t.status = 'open'
      and s.organisation_id in (t.{", t.".join(THREE)})"""
GOES_OVER = ",\n      ".join(
    f"{each} = case t.{each} when s.organisation_id then s.successor_id else t.{each} end"
    for each in THREE
)
AFTER = f"""  update overlap_suggestion t set status = 'withdrawn', changed_at = moment,
      version = t.version + 1
    where {OF_IT}
      and s.successor_id in (t.{", t.".join(THREE)});
  update overlap_suggestion t set
      {GOES_OVER}
    where {OF_IT};
  update overlap_note t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id
      and t.taken_back_at is null and not exists (select 1 from overlap_note n
        where n.organisation_id = s.successor_id and n.taken_back_at is null
          and n.first_activity_id = t.first_activity_id
          and n.second_activity_id = t.second_activity_id);
{BEFORE}"""


def upgrade() -> None:
    """Let both go along."""
    _restate(BEFORE, AFTER)


def _restate(before: str, after: str) -> None:
    """Put one part of the function in the place of another, and see that it was there."""
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
    """Leave both where they are again."""
    _restate(AFTER, BEFORE)
