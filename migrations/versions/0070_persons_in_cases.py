"""A privacy officer also finds where the own organisation named somebody in a case.

Why: cases hold pseudonyms, and who writes a name by mistake is asked about it as about any other
text (AVG art. 12, 15 and 16). The function of step 0062 gets these sources beside its own.
Deploy order: any; old code reads the same columns, and its pages know the new kind as they read it
only after this step's code is there.
On the way back: the function is as it was; no row is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0070"
down_revision = "0069"

BEGINS = "with hits as ("
FUNCTION = "samenzicht_register_person(text, integer)"


def _says(*columns: str) -> str:
    told = f"concat_ws(' ', {', '.join(columns)})"
    return f"({told} ilike pattern or to_tsvector('dutch'::regconfig, {told}) @@ sought)"


SOURCES = f"""
    select 'case' as kind, c.workspace_id, c.id, c.ref::text as ref, 'text' as part,
        null::integer as number
      from incident_case c join person p on p.id = c.registered_by_id
        join incident_institution i on i.id = c.institution_id
        left join incident_institution m on m.id = c.municipality_id
      where p.organisation_id = mine and {_says("c.facts", "i.name", "m.name")}
    union all
    select 'case', c.workspace_id, c.id, c.ref::text, 'reason', null
      from incident_decision d join incident_case c on c.id = d.case_id
      where d.organisation_id = mine and {_says("d.reason")}
    union all
    select 'case', c.workspace_id, c.id, c.ref::text, 'reason', null
      from incident_term_change x join incident_case c on c.id = x.case_id
        join person p on p.id = x.made_by_id
      where p.organisation_id = mine and {_says("x.reason")}
    union all"""


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


def upgrade() -> None:
    """Look in cases as well."""
    _rewrite(BEGINS, BEGINS + SOURCES)


def downgrade() -> None:
    """Look in cases no more."""
    _rewrite(BEGINS + SOURCES, BEGINS)
