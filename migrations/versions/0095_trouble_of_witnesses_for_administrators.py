"""Administrators are told what witnesses object, in numbers over all logs.

Why: what a witness saw of a log is in sight of who sees that log, and administrators see none. So
the page that must tell them counted nothing, and no page told why a witness does not cosign. The
owner counts for them: which log it is they do not hear.
Deploy order: expand; the code before this one does not know the functions.
On the way back: that page counts nothing again.
"""

from __future__ import annotations

from alembic import op

revision = "0095"
down_revision = "0094"

ALLOWED = """
(samenzicht_person() is null and samenzicht_organisation() is null or exists (
  select from person a where a.id = samenzicht_person() and a.blocked_at is null
    and 'administrator' = any(a.duties)))
"""
TROUBLE = f"""
create function samenzicht_witness_trouble(silent_since timestamptz)
returns table(split bigint, proven bigint, silent bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select count(distinct v.tree_id) filter (where v.split_at is not null),
      count(distinct v.tree_id) filter (where v.split_note is not null),
      count(distinct v.witness_id) filter (
        where v.faulty_since < silent_since and v.split_note is null)
    from witness_view v join witness w on w.id = v.witness_id
    where w.ended_at is null and {ALLOWED}
$$
"""
OF_ONE = f"""
create function samenzicht_trouble_of_witness(which uuid)
returns table(fault text, since timestamptz, logs bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select v.fault, min(v.faulty_since), count(*) from witness_view v
    where v.witness_id = which and v.fault is not null and {ALLOWED}
    group by v.fault order by 2, 1
$$
"""
CALLS = {
    "samenzicht_witness_trouble(timestamptz)": TROUBLE,
    "samenzicht_trouble_of_witness(uuid)": OF_ONE,
}


OWN = "answer is distinct from 'approved' or organisation_id in (asked_for_id, answered_for_id)"
"""Two others may not let a key of theirs count as that of a third."""


def upgrade() -> None:
    """Add the functions, and hold witnesses to their own organisation."""
    op.create_check_constraint(op.f("ck_witness_own"), "witness", OWN)
    for call, function in CALLS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def downgrade() -> None:
    """Take them away."""
    op.drop_constraint(op.f("ck_witness_own"), "witness")
    for call in CALLS:
        op.execute(f"drop function {call}")
