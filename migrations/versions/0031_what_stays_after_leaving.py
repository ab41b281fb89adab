"""An organisation that leaves decides what others keep of what it brought.

Why: after an organisation left, its rules went on as they stood, and nobody of it could change them
any more. Now its own coordinator chooses: the rules go on, only closed evidence stays, or nothing.
Without a choice nothing stays. The choice can be made before leaving, and afterwards by who
coordinated for it then, who sees nothing else of the workspace by it. The coordinators of the lead
get a notice of it, which is about no task.
Deploy order: expand; code before this one shows what the walls let through, so what left
organisations brought closes at once.
On the way back: the choices are lost, and rules go on as they stood.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

CHOICES = "('rules', 'evidence', 'closed')"

# What another organisation's rules still give: a condition on a rule `r`, or with `{0}` its part.
LETS = """
      and exists (
        select 1 from participation o
          where o.workspace_id = r.workspace_id and o.organisation_id = r.owner_id
            and (o.ended_at is null or o.after_leaving = 'rules'
                 or (o.after_leaving = 'evidence' and at_least <= 1)))"""
RULEBOOKS = """
create or replace function samenzicht_rulebooks(at_least smallint) returns setof uuid
language sql stable security definer set search_path = public, pg_temp rows 100 as $$
  select r.policy_id from access_rule r
    where r.organisation_id = samenzicht_organisation()
      and r.workspace_id = any(array(select samenzicht_workspaces()))
      and (r.until is null or r.until >= samenzicht_today())
      and (cardinality(r.people) = 0 or samenzicht_person() is null
           or samenzicht_person() = any(r.people))
      and not exists (
        select 1 from document d join access_policy p on p.document_id = d.id
          where d.is_private and p.id = r.policy_id){lets}
    group by r.policy_id
    having min(r.level) > 0 and max(r.level) >= at_least
$$
"""
ALL_RULES = "where a.id = d.policy_id and r.organisation_id = p.organisation_id"
ALL_RULES_LEFT = (
    f"{ALL_RULES} and exists (select 1 from participation o"
    " where o.workspace_id = d.workspace_id and o.organisation_id = d.organisation_id"
    " and (o.ended_at is null or o.after_leaving in (''rules'', ''evidence'')))"
)
DECIDES = """
create function samenzicht_departures()
returns table (part uuid, place uuid, ref text, lead uuid, left_at timestamptz, choice text)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.id, p.workspace_id, w.ref::text, w.lead_id, p.ended_at, p.after_leaving::text
    from participation p join workspace w on w.id = p.workspace_id
    where p.organisation_id = samenzicht_organisation() and p.role <> 'lead'
      and exists (
        select 1 from membership m
          where m.workspace_id = p.workspace_id and m.organisation_id = p.organisation_id
            and m.person_id = samenzicht_person() and m.role = 'coordinator'
            and m.ended_at is not distinct from p.ended_at)
$$
"""
"""Of which parts the person decides what stays: a coordinator of it, now or when it ended."""

CHOOSE = """
create function samenzicht_choose_after_leaving(chosen uuid, wanted text) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with done as (
    update participation p set after_leaving = wanted
      where p.id = chosen and p.id in (select d.part from samenzicht_departures() d)
      returning p.id)
  select exists (select 1 from done)
$$
"""
RESUMED = """
create function samenzicht_takes_part_again() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  new.after_leaving := null;
  return new;
end
$$
"""
RESUMED_TRIGGER = """
create trigger takes_part_again before update of ended_at on participation
  for each row when (old.ended_at is not null and new.ended_at is null)
  execute function samenzicht_takes_part_again()
"""
"""Who comes back chooses anew when leaving again."""

LEFT = "(select d.place from samenzicht_departures() d where d.left_at is not null)"
CALLS = {
    "samenzicht_departures()": DECIDES,
    "samenzicht_choose_after_leaving(uuid, text)": CHOOSE,
}


def _restate(function: str, before: str, after: str) -> None:
    """Put one condition in the place of another in a function."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{function}'::regprocedure);
begin
  if position('{before}' in written) = 0 then
    raise exception 'The condition is not there: {function}';
  end if;
  execute replace(written, '{before}', '{after}');
end
$outer$
""")


def upgrade() -> None:
    """Add the choice, the one way to make it, and put it in every wall."""
    op.add_column("participation", sa.Column("after_leaving", sa.String(10), nullable=True))
    op.create_check_constraint(
        op.f("ck_participation_after_leaving"), "participation", f"after_leaving in {CHOICES}"
    )
    op.execute("revoke update on participation from samenzicht_app")
    op.execute("grant update (role, position, ended_at) on participation to samenzicht_app")
    op.execute(
        "create policy chosen_by_itself on participation as restrictive for insert"
        " with check (after_leaving is null)"
    )
    op.execute(RESUMED)
    op.execute(RESUMED_TRIGGER)
    op.execute(RULEBOOKS.format(lets=LETS))
    _restate("samenzicht_all_may_cite(uuid)", ALL_RULES, ALL_RULES_LEFT)
    for call, function in CALLS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")
    op.alter_column("notice", "task_id", nullable=True)
    op.create_index(
        "uq_notice_of_place",
        "notice",
        ["person_id", "workspace_id"],
        unique=True,
        postgresql_where=sa.text("task_id is null"),
    )
    op.execute(f"create policy leaver_sees on log_tree for select using (id in {LEFT})")
    op.execute(
        "create policy leaver_changes on log_tree for update"
        f" using (id in {LEFT}) with check (id in {LEFT})"
    )
    op.execute(
        "create policy leaver_adds on log_entry for insert"
        " with check (action = 'document:leaving:choose'"
        f" and actor_id = (select samenzicht_person()) and tree_id in {LEFT})"
    )


def downgrade() -> None:
    """Take the choice away."""
    op.drop_index("uq_notice_of_place", "notice")
    op.execute("delete from notice where task_id is null")
    op.alter_column("notice", "task_id", nullable=False)
    op.execute("drop policy leaver_adds on log_entry")
    op.execute("drop policy leaver_changes on log_tree")
    op.execute("drop policy leaver_sees on log_tree")
    for call in CALLS:
        op.execute(f"drop function {call}")
    plain = ALL_RULES_LEFT
    _restate("samenzicht_all_may_cite(uuid)", plain, ALL_RULES)
    op.execute(RULEBOOKS.format(lets=""))
    op.execute("drop trigger takes_part_again on participation")
    op.execute("drop function samenzicht_takes_part_again()")
    op.execute("drop policy chosen_by_itself on participation")
    op.execute("revoke update (role, position, ended_at) on participation from samenzicht_app")
    op.execute("grant update on participation to samenzicht_app")
    op.drop_column("participation", "after_leaving")
