"""The privacy register tells of classified documents after a strong enough sign-in alone.

Why: a privacy officer who signed in too weakly read in it that a classified document is there, for
whom, what it was given for, and who opened it when; only its title was held back.
Deploy order: expand; who signed in too weakly is told less.
On the way back: the register tells of them again.
"""

from __future__ import annotations

from alembic import op

revision = "0156"
down_revision = "0155"

FITS_OLDER_CODE = True

NOT_TOO_WEAK = "({0}.classification = 0 or not samenzicht_is_weak())"
BY_PAGE = "uuid, uuid, timestamptz, timestamptz, integer, integer"
OPENINGS = f"samenzicht_openings(uuid, {BY_PAGE})"
DISCLOSURES = f"samenzicht_register_disclosures({BY_PAGE})"
EMERGENCY = "samenzicht_emergency_openings(uuid)"
PLACES = "samenzicht_register_places()"
RECIPIENTS = "samenzicht_register_recipients()"
IN_FORCE = "o.withdrawn_at is null and not o.is_private and o.status = 'released'"
GIVEN = "d.withdrawn_at is null and not d.is_private and d.status = 'released'"
OWN = "d.workspace_id = w.id and d.organisation_id = p.organisation_id"
WANTED = "where (chosen is null or t.workspace_id = chosen)"
ABOUT = (
    "(t.document_id is null or not samenzicht_is_weak()"
    " or samenzicht_is_unclassified(t.document_id))"
)
ASKED = "where s.id = which"
OFFICER = "(samenzicht_is_privacy_officer() or d.classification <= samenzicht_clearance())"
STRONG_OFFICER = (
    "(samenzicht_is_privacy_officer() and not samenzicht_is_weak()"
    " or d.classification <= samenzicht_clearance())"
)
IN_REGISTER = (
    (
        OPENINGS,
        OFFICER,
        STRONG_OFFICER,
    ),
    (DISCLOSURES, WANTED, f"{WANTED} and {ABOUT}"),
    (DISCLOSURES, IN_FORCE, f"{IN_FORCE} and {NOT_TOO_WEAK.format('o')}"),
    (EMERGENCY, ASKED, f"{ASKED} and (d.id is null or {NOT_TOO_WEAK.format('d')})"),
    (PLACES, OWN, f"{OWN} and {NOT_TOO_WEAK.format('d')}"),
    (RECIPIENTS, GIVEN, f"{GIVEN} and {NOT_TOO_WEAK.format('d')}"),
)
"""A function of the register, what stands in it, and what stands there instead."""


def _rewrite(function: str, before: str, after: str) -> None:
    """Put one part in the place of another in a function."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position($part${before}$part$ in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, $part${before}$part$, $part${after}$part$);
end
$outer$
""")


def upgrade() -> None:
    """Hold the register to the strength of a sign-in."""
    for function, old, new in IN_REGISTER:
        _rewrite(function, old, new)


def downgrade() -> None:
    """Look at the duty alone again."""
    for function, old, new in reversed(IN_REGISTER):
        _rewrite(function, new, old)
