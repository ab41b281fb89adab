"""Rules that were dropped go after their day and with their document; they look at the sign-in.

Why: what was kept to take a drop back holds purposes in somebody's words and who they named. It
stayed for ever, also of a document that two agreed to destroy, and stood for every colleague of the
owner after any sign-in, while the rules themselves do not. And a destroyed document stands above
every clearance, so after one destruction whoever signed in without the extra check was told for
ever that there is more than they see.
Deploy order: expand; code before this one forgets nothing by itself, and asks the same question.
On the way back: these roads are open again; what was let go of is lost.
"""

from __future__ import annotations

from alembic import op

revision = "0166"
down_revision = "0165"

FITS_OLDER_CODE = True

ERASE = "samenzicht_erase_document(uuid, timestamptz)"
BEFORE = "delete from excerpt where document_id = gone or source_id = gone;"
AFTER = f"{BEFORE}\n  delete from dropped_rules where document_id = gone;"
DESTROYED = 32767
"""The classification of a document that was destroyed: above every clearance."""
GONE = (
    "delete from dropped_rules r using document d"
    f" where d.id = r.document_id and d.classification = {DESTROYED}"
)
FORGET = """
create function samenzicht_forget_dropped_rules(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from dropped_rules
    where samenzicht_person() is null and samenzicht_organisation() is null
      and dropped_at <= before
    returning id)
  select count(*) from gone
$$
"""
"""For the clock alone, which acts for no organisation."""
CALL = "samenzicht_forget_dropped_rules(timestamptz)"
OWN = (
    "owner_id = (select samenzicht_organisation())"
    " and workspace_id = any ((select samenzicht_places())::uuid[])"
)
SHOWN = (
    "(document_id is null or not (select samenzicht_is_weak())"
    " or samenzicht_is_unclassified(document_id))"
)
HIDES = """
create or replace function samenzicht_hides_of_mine(place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from document d
      where d.workspace_id = place and d.organisation_id = samenzicht_organisation()
        and d.classification > samenzicht_clearance(){0})
$$
"""


def upgrade() -> None:
    """Let go of them in time, show them as the rules are shown, and leave out what is destroyed."""
    _restate(BEFORE, AFTER)
    op.execute(GONE)
    op.execute(FORGET)
    op.execute(f"revoke all on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")
    for policy in ("sees", "removes"):
        op.execute(f"alter policy {policy} on dropped_rules using ({OWN} and {SHOWN})")
    op.execute(HIDES.format(f" and d.classification < {DESTROYED}"))


def _restate(before: str, after: str) -> None:
    """Put one part of the function that erases in the place of another."""
    op.execute(f"""
do $restate$
declare
  written text := pg_get_functiondef('{ERASE}'::regprocedure);
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
    """Keep them, and show them, as before."""
    op.execute(HIDES.format(""))
    for policy in ("sees", "removes"):
        op.execute(f"alter policy {policy} on dropped_rules using ({OWN})")
    op.execute(f"drop function {CALL}")
    _restate(AFTER, BEFORE)
