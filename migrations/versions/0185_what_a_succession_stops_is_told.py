"""A succession tells which lists of destruction it stops; what was destroyed of them is certified.

Why: it stopped them without a word, and a list of which something was gone already never got a
certificate. Besides, what is held when a succession is planned is held on its day too: nobody who
became an administrator since goes on for somebody, and who has worked until a day leads no more.
And a place that the old organisation came to take part in after that is told of it as the others.
Deploy order: expand; the code before this one writes down what it is told, whatever that is.
On the way back: such lists are stopped without a word again.
"""

from __future__ import annotations

from alembic import op

revision = "0185"
down_revision = "0184"
FITS_OLDER_CODE = True

DOCUMENTS = "samenzicht_documents_take_over(uuid, uuid, timestamptz)"
SILENT = """  update destruction x set stopped_at = moment
    where x.workspace_id = place and x.done_at is null and x.stopped_at is null
      and s.organisation_id in (x.organisation_id, x.approver_id);
"""
TOLD = """  return query update destruction x set stopped_at = moment
    where x.workspace_id = place and x.done_at is null and x.stopped_at is null
      and s.organisation_id in (x.organisation_id, x.approver_id)
    returning 'destruction', x.id, null::integer;
"""
HEIR = "samenzicht_heir(uuid, uuid)"
GOES_ON = "x.person_id = someone and h.blocked_at is null)"
STILL_GOES_ON = (
    "x.person_id = someone and h.blocked_at is null\n"
    "        and not ('administrator' = any(h.duties)))"
)
LEADS = "samenzicht_stays_leaderless(uuid, uuid)"
OWN = "          and m.ended_at is null and p.ended_at is null and h.blocked_at is null)"
OWN_STILL = (
    "          and m.ended_at is null and p.ended_at is null and h.blocked_at is null\n"
    "          and (m.until_on is null or m.until_on >= samenzicht_today()))"
)
NAMED = "          and m.ended_at is null and h.blocked_at is null\n"
NAMED_STILL = (
    NAMED + "          and (m.until_on is null or m.until_on >= samenzicht_today())\n"
    "          and not ('administrator' = any(h.duties))\n"
)
UNTOLD = """
create function samenzicht_succession_untold(which uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select place from samenzicht_succession_places(which) place
    where not exists (select 1 from succession_place x where x.succession_id = which
      and x.workspace_id = place and x.step = 'announced')
    order by place
$$
"""
"""Where the old organisation takes part, and nobody was told; for the job that looks."""
CHANGES = (
    (DOCUMENTS, SILENT, TOLD),
    (HEIR, GOES_ON, STILL_GOES_ON),
    (LEADS, OWN, OWN_STILL),
    (LEADS, NAMED, NAMED_STILL),
)


def upgrade() -> None:
    """Return what is stopped with what goes over, and look at heirs on the day."""
    for call, before, after in CHANGES:
        _restate(call, before, after)
    op.execute(UNTOLD)
    op.execute("revoke execute on function samenzicht_succession_untold(uuid) from public")
    op.execute("grant execute on function samenzicht_succession_untold(uuid) to samenzicht_app")


def _restate(call: str, before: str, after: str) -> None:
    """Put one part of a function in the place of another, and see that it was there."""
    op.execute(f"""
do $restate$
declare
  written text := pg_get_functiondef('{call}'::regprocedure);
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
    """Stop them without a word again, and look at heirs beforehand alone."""
    op.execute("drop function samenzicht_succession_untold(uuid)")
    for call, before, after in reversed(CHANGES):
        _restate(call, after, before)
