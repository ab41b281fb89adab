"""What is classified shows itself after too weak a sign-in in no roundabout way either.

Why: an archive package named classified documents whatever the sign-in of who asked for it; a
question about a basis holds a title; and a privacy officer, who searches what is not theirs to see,
was told after any sign-in in which classified document a word stands.
Deploy order: expand. Packages that lie ready count as asked after a strong sign-in.
On the way back: these roads are open again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0147"
down_revision = "0146"

FITS_OLDER_CODE = True

IS_WEAK = """
create function samenzicht_is_weak() returns boolean
language sql stable as $$
  select coalesce(current_setting('samenzicht.strength', true), '') = 'weak'
$$
"""
IS_UNCLASSIFIED = """
create function samenzicht_is_unclassified(which uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from document d where d.id = which and d.classification = 0)
$$
"""
SPECIAL = "samenzicht_register_special(uuid, uuid, timestamptz, timestamptz, integer, integer)"
FLAGGED = "and (d.is_special_category or d.is_criminal_data or d.is_police_data)"
NOT_TOO_WEAK = "(d.classification = 0 or not samenzicht_is_weak())"
PERSON = "samenzicht_register_person(text, integer)"
HITS = "left join document d on d.id = f.id and d.organisation_id = mine"
NO_DOCUMENT = "d.id is null"
IN_REGISTER = (
    (SPECIAL, FLAGGED, f"{FLAGGED} and {NOT_TOO_WEAK}"),
    (PERSON, f"{HITS}\n", f"{HITS} where ({NO_DOCUMENT} or {NOT_TOO_WEAK})\n"),
)
"""A function of the register, what stands in it, and what stands there instead."""

OWN = "owner_id = (select samenzicht_organisation())"
INSIDE = "workspace_id = any ((select samenzicht_places())::uuid[])"
OFFICER = "(select samenzicht_is_privacy_officer())"
SHOWN = "(not (select samenzicht_is_weak()) or samenzicht_is_unclassified(document_id))"
TRUST = (
    "tree_id = '00000000-0000-7000-8000-000000000000'::uuid and (select samenzicht_watches_trust())"
)


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
    """Hold packages, questions about a basis and the register to the strength of a sign-in."""
    op.execute(IS_WEAK)
    op.execute(IS_UNCLASSIFIED)
    op.execute("revoke all on function samenzicht_is_unclassified(uuid) from public")
    op.execute(
        "grant execute on function samenzicht_is_unclassified(uuid)"
        " to samenzicht_app, samenzicht_keeper"
    )
    op.add_column(
        "archive_package",
        sa.Column("is_strong", sa.Boolean(), nullable=False, server_default="true"),
    )
    for function, old, new in IN_REGISTER:
        _rewrite(function, old, new)
    op.execute(
        f"alter policy sees on own_basis using ({OWN} and ({INSIDE} or {OFFICER}) and {SHOWN})"
    )
    op.execute(
        "alter policy sees on log_erasure using"
        f" (tree_id = any ((select samenzicht_places())::uuid[]) or ({TRUST}))"
    )


def downgrade() -> None:
    """Look at the organisation alone again."""
    op.execute(
        "alter policy sees on log_erasure using"
        f" (tree_id = any (array(select samenzicht_workspaces())) or ({TRUST}))"
    )
    op.execute(f"alter policy sees on own_basis using ({OWN} and ({INSIDE} or {OFFICER}))")
    for function, old, new in IN_REGISTER:
        _rewrite(function, new, old)
    op.drop_column("archive_package", "is_strong")
    op.execute("drop function samenzicht_is_unclassified(uuid)")
    op.execute("drop function samenzicht_is_weak()")
