"""The draft of a joint letter can be withdrawn, with a reason.

Why: one draft stands in the way of the next, also when nobody wants it any more or who drafted it
has left. A withdrawn draft stays readable for who read it; nothing is written or said of it after.
Deploy order: expand; the code before this one withdraws nothing. While both run, a draft that was
withdrawn shows there as a draft that nobody can change.
On the way back: a case with a withdrawn draft could hold two that are open, so those are deleted
with their texts and what was said of them; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"

PERSON = "(select samenzicht_person())"
CHECK = (
    "num_nulls(withdrawn_because, withdrawn_by_id, withdrawn_for_id, withdrawn_at) in (0, 4)"
    " and (withdrawn_at is null or made_final_at is null)"
    " and btrim(withdrawn_because) <> ''"
)
COLUMNS = ("withdrawn_because", "withdrawn_by_id", "withdrawn_for_id", "withdrawn_at")
STANDS_STILL = """
create function samenzicht_letter_is_withdrawn() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  if old.withdrawn_at is not null then
    raise exception 'letter % is withdrawn', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$
"""
STANDS = (
    "exists (select 1 from incident_letter l where l.id = letter_id and l.withdrawn_at is null)"
)
BEGINS = "with hits as ("
FUNCTION = "samenzicht_register_person(text, integer)"
SOURCE = """
    select 'case' as kind, c.workspace_id, c.id, c.ref::text as ref, 'reason' as part,
        null::integer as number
      from incident_letter l join incident_case c on c.id = l.case_id
      where l.withdrawn_for_id = mine and (l.withdrawn_because ilike pattern
        or to_tsvector('dutch'::regconfig, l.withdrawn_because) @@ sought)
    union all"""


def upgrade() -> None:
    """Make room for it, with its walls, and look for persons in the reason."""
    op.add_column("incident_letter", sa.Column(COLUMNS[0], sa.String(1000), nullable=True))
    for name, to in ((COLUMNS[1], "person"), (COLUMNS[2], "organisation")):
        op.add_column("incident_letter", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_incident_letter_{name}_{to}"), "incident_letter", to, [name], ["id"]
        )
    op.add_column("incident_letter", sa.Column(COLUMNS[3], sa.DateTime(timezone=True)))
    op.create_check_constraint(op.f("ck_incident_letter_withdrawn"), "incident_letter", CHECK)
    _index("made_final_at is null and withdrawn_at is null")
    op.execute(f"grant update ({', '.join(COLUMNS)}) on incident_letter to samenzicht_app")
    op.execute(
        "create policy withdraws on incident_letter as restrictive for update using (true)"
        f" with check (withdrawn_at is null or withdrawn_by_id = {PERSON})"
    )
    for table in ("incident_letter_text", "incident_letter_stance"):
        op.execute(
            f"create policy stands on {table} as restrictive for insert with check ({STANDS})"
        )
    op.execute(STANDS_STILL)
    op.execute(
        "create trigger is_withdrawn before update on incident_letter"
        " for each row execute function samenzicht_letter_is_withdrawn()"
    )
    _rewrite(BEGINS, BEGINS + SOURCE)


def _index(condition: str) -> None:
    op.drop_index("uq_incident_letter_case_id", "incident_letter")
    op.create_index(
        "uq_incident_letter_case_id",
        "incident_letter",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text(condition),
    )


def _rewrite(old: str, new: str) -> None:
    """Make the function anew with one part of its text replaced, and see that it was there."""
    op.execute(
        f"""
do $rewrite$
declare
  told text := pg_get_functiondef('{FUNCTION}'::regprocedure);
  old text := $old${old}$old$;
begin
  if position(old in told) = 0 then
    raise exception 'The function that finds a person is not as it was.';
  end if;
  execute replace(told, old, $new${new}$new$);
end
$rewrite$
"""
    )


def downgrade() -> None:
    """Delete what was withdrawn, and take the room away."""
    _rewrite(BEGINS + SOURCE, BEGINS)
    op.execute("drop trigger is_withdrawn on incident_letter")
    op.execute("drop function samenzicht_letter_is_withdrawn()")
    for table in ("incident_letter_stance", "incident_letter_text"):
        op.execute(f"drop policy stands on {table}")
        op.execute(
            f"delete from {table} where letter_id in"
            " (select id from incident_letter where withdrawn_at is not null)"
        )
    op.execute("drop policy withdraws on incident_letter")
    op.execute("delete from incident_letter where withdrawn_at is not null")
    _index("made_final_at is null")
    op.drop_constraint(op.f("ck_incident_letter_withdrawn"), "incident_letter", type_="check")
    for name in reversed(COLUMNS):
        op.drop_column("incident_letter", name)
