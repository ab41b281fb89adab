"""What is kept of a classified document by its words shows itself by a strong sign-in alone.

Why: an answer of the sharing guide holds the title, the file's name and the fingerprint of the
document it is about, and stood for every member of the organisation and for its privacy officer
after any sign-in; so did what is kept of giving it, of blacking it out and of its rules.
Deploy order: expand; who signed in too weakly sees less.
On the way back: these roads are open again.
"""

from __future__ import annotations

from alembic import op

revision = "0150"
down_revision = "0149"

FITS_OLDER_CODE = True

UNRULED = """
create function samenzicht_rules_nothing_classified(which uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select not exists (
    select from access_policy p join document d on d.id = p.document_id
      where p.id = which and d.classification > 0)
$$
"""
RULES = "samenzicht_rules_nothing_classified(uuid)"

MINE = "{0} = (select samenzicht_organisation())"
INSIDE = "workspace_id = any ((select samenzicht_places())::uuid[])"
OFFICER = "(select samenzicht_is_privacy_officer())"
STRONG = "not (select samenzicht_is_weak())"
ABOUT = f"({STRONG} or samenzicht_is_unclassified({{0}}))"
GIVEN = "policy_id = any (array(select samenzicht_rulebooks((2)::smallint)))"
WALLS = {
    "sharing_answer": (
        f"{MINE.format('organisation_id')} and ({INSIDE} or {OFFICER})",
        ABOUT.format("document_id"),
    ),
    "disclosure": (
        f"{MINE.format('owner_id')} and ({INSIDE} or {OFFICER})",
        f"(document_id is null or {ABOUT.format('document_id')})",
    ),
    "redaction": (f"{INSIDE} and {MINE.format('organisation_id')}", ABOUT.format("document_id")),
    "excerpt": (
        f"{INSIDE} and {MINE.format('organisation_id')}",
        f"{ABOUT.format('document_id')} and {ABOUT.format('source_id')}",
    ),
    "access_rule": (
        f"{INSIDE} and ({MINE.format('owner_id')} or {GIVEN})",
        f"({STRONG} or samenzicht_rules_nothing_classified(policy_id))",
    ),
}
"""Table, who sees a row of it, and what is asked besides."""


def upgrade() -> None:
    """Ask for a strong sign-in where the document is classified."""
    op.execute(UNRULED)
    op.execute(f"revoke all on function {RULES} from public")
    op.execute(f"grant execute on function {RULES} to samenzicht_app, samenzicht_keeper")
    for table, (sees, besides) in WALLS.items():
        op.execute(f"alter policy sees on {table} using ({sees} and {besides})")


def downgrade() -> None:
    """Look at the organisation alone again."""
    for table, (sees, _besides) in WALLS.items():
        op.execute(f"alter policy sees on {table} using ({sees})")
    op.execute(f"drop function {RULES}")
