"""What stays for who coordinated until their organisation left: only while that was so, and whole.

Why: who ended a part stamped the same moment on everybody in it, also on whom the last day had
passed already, and these then decided what stays, for ever. And a former coordinator who lifted a
legal hold was stopped by the wall of the log, so that nobody could.
Deploy order: any; the code before this one keeps working.
On the way back: the walls are as they were.
"""

from __future__ import annotations

from alembic import op

revision = "0183"
down_revision = "0182"
FITS_OLDER_CODE = True

M = "(m.until_on is null or m.until_on >= samenzicht_today())"
BEFORE = f"and m.ended_at is not distinct from p.ended_at and (m.ended_at is not null or {M})"
AFTER = (
    "and m.ended_at is not distinct from p.ended_at and (m.until_on is null or m.until_on >="
    " coalesce((p.ended_at at time zone 'Europe/Amsterdam')::date, samenzicht_today()))"
)
FUNCTIONS = ("samenzicht_hold_places()", "samenzicht_departures()")
OF_OFFICER = (
    "samenzicht_is_privacy_officer() and {tree} in (select h.workspace_id from legal_hold h"
    " where h.organisation_id = (select samenzicht_organisation()))"
)
OF_KEEPER = (
    "{tree} in (select h.workspace_id from legal_hold h"
    " where h.organisation_id = (select samenzicht_organisation()) and h.workspace_id in"
    " (select k.place from samenzicht_hold_places() k))"
)


def upgrade() -> None:
    """Look at the last day too, and let who may lift a hold write that down."""
    for call in FUNCTIONS:
        _restate(call, BEFORE, AFTER)
    _walls(OF_KEEPER)


def downgrade() -> None:
    """Do neither."""
    _walls(OF_OFFICER)
    for call in FUNCTIONS:
        _restate(call, AFTER, BEFORE)


def _walls(held: str) -> None:
    tree = held.format(tree="id")
    op.execute(f"alter policy holder_sees on log_tree using ({tree})")
    op.execute(f"alter policy holder_changes on log_tree using ({tree}) with check ({tree})")
    op.execute(
        "alter policy holder_adds on log_entry with check (object_kind = 'legal_hold'"
        " and actor_id = (select samenzicht_person())"
        f" and {held.format(tree='tree_id')})"
    )


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
