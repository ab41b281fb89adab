"""Emergency sight: for hours a named person sees what the own organisation brought.

Why: when nobody of an organisation can look any more (absence, a calamity, a data breach, an order
of a judge), its privacy officer lets one named colleague in, to look at what the own organisation
brought to one workspace and at nothing else. It is no membership: no policy of any table knows it.
Only a transaction that names the place besides the person is under it, and there the functions that
tell of rules and of what all share tell nothing.
A trigger ends it with what it leans on: when the organisation leaves, when the person is blocked,
goes to another organisation or becomes administrator. So nothing that comes back revives it.
Deploy order: expand; old code never names a place for a person.
On the way back: every emergency sight ends, and its register is lost; the log keeps that it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"

MINE = "organisation_id = (select samenzicht_organisation())"
OFFICER = "(select samenzicht_is_privacy_officer())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
ME = "(select samenzicht_person())"
NOT_UNDER = "(samenzicht_person() is null or samenzicht_place() is null)"

MEMBERS = """
  select m.workspace_id from membership m
    join participation p
      on p.workspace_id = m.workspace_id and p.organisation_id = m.organisation_id
    where m.person_id = samenzicht_person() and m.organisation_id = samenzicht_organisation()
      and m.ended_at is null and p.ended_at is null{also}
  union all
  select p.workspace_id from participation p
    where samenzicht_person() is null and p.workspace_id = samenzicht_place()
      and p.organisation_id = samenzicht_organisation() and p.ended_at is null
"""
UNDER = """
  union all
  select s.workspace_id from emergency_sight s
    join participation p
      on p.workspace_id = s.workspace_id and p.organisation_id = s.organisation_id
    where s.workspace_id = samenzicht_place() and s.person_id = samenzicht_person()
      and s.organisation_id = samenzicht_organisation()
      and s.ended_at is null and s.ends_at > samenzicht_moment() and p.ended_at is null
"""
WORKSPACES = """
create or replace function samenzicht_workspaces() returns setof uuid
language sql stable security definer set search_path = public, pg_temp rows 20 as $$
{body}$$
"""
SHARED = """
create or replace function samenzicht_shared_workspaces() returns setof uuid
language sql stable security definer set search_path = public, pg_temp rows 20 as $$
  select p.workspace_id from participation p
    where p.organisation_id = samenzicht_organisation() and p.role in ('lead', 'partner')
      and p.ended_at is null{also} and p.workspace_id in (select samenzicht_workspaces())
$$
"""
RULEBOOKS = """
create or replace function samenzicht_rulebooks(at_least smallint) returns setof uuid
language sql stable security definer set search_path = public, pg_temp rows 100 as $$
  select r.policy_id from access_rule r
    where r.organisation_id = samenzicht_organisation(){also}
      and r.workspace_id = any(array(select samenzicht_workspaces()))
      and (r.until is null or r.until >= samenzicht_today())
      and (cardinality(r.people) = 0 or samenzicht_person() is null
           or samenzicht_person() = any(r.people))
      and not exists (
        select 1 from document d join access_policy p on p.document_id = d.id
          where d.is_private and p.id = r.policy_id)
      and exists (
        select 1 from participation o
          where o.workspace_id = r.workspace_id and o.organisation_id = r.owner_id
            and (o.ended_at is null or o.after_leaving = 'rules'
                 or (o.after_leaving = 'evidence' and at_least <= 1)))
    group by r.policy_id
    having min(r.level) > 0 and max(r.level) >= at_least
$$
"""
PLACES = """
create function samenzicht_emergency_places()
returns table (place uuid, ref text, takes_part boolean, coordinates boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.workspace_id, w.ref::text, p.ended_at is null, c.id is not null
    from participation p join workspace w on w.id = p.workspace_id
      left join membership c on c.workspace_id = p.workspace_id
        and c.organisation_id = p.organisation_id and c.person_id = samenzicht_person()
        and c.role = 'coordinator' and c.ended_at is null and p.ended_at is null
    where p.organisation_id = samenzicht_organisation()
      and (c.id is not null or samenzicht_is_privacy_officer() or exists (
        select 1 from emergency_sight s
          where s.workspace_id = p.workspace_id and s.person_id = samenzicht_person()
            and s.organisation_id = p.organisation_id))
$$
"""
"""Where the person has a say in emergency sight of the own organisation: its privacy officer
wherever it takes or took part, a coordinator of it where they coordinate. Who has or had one is
told the reference of the workspace, and no more."""
REFUSES = """
create function samenzicht_no_emergency(someone uuid, place uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when not samenzicht_is_privacy_officer() or not exists (
      select 1 from person p where p.id = someone and p.blocked_at is null
        and p.organisation_id = samenzicht_organisation()) then 'unknown'
    when exists (select 1 from person p
      where p.id in (someone, samenzicht_person()) and 'administrator' = any(p.duties))
      then 'administrator'
    when not exists (select 1 from participation t
      where t.workspace_id = place and t.organisation_id = samenzicht_organisation()
        and t.ended_at is null) then 'left'
    when exists (select 1 from membership m
      where m.workspace_id = place and m.person_id = someone and m.ended_at is null
        and m.organisation_id = samenzicht_organisation()) then 'member'
    when exists (select 1 from emergency_sight s
      where s.workspace_id = place and s.person_id = someone
        and s.ended_at is null and s.ends_at > samenzicht_moment()) then 'running'
    when exists (select 1 from emergency_sight s
      where s.workspace_id = place and s.person_id = someone
        and s.organisation_id = samenzicht_organisation() and s.reviewed_at is null)
      then 'unjudged'
    else '' end
$$
"""
"""Why the privacy officer cannot open one for somebody; empty when nothing is in the way."""
NAMES = """
create function samenzicht_emergency_names()
returns table (sight uuid, place uuid, name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.workspace_id, p.name::text
    from emergency_sight s join person p on p.id = s.person_id
    where s.workspace_id in (select samenzicht_workspaces())
$$
"""
"""For whom it was, for everybody who takes part: the log tells that much of it, not the reason."""
DUE = """
create function samenzicht_emergencies_due(moment timestamptz, silent_since timestamptz)
returns table (sight uuid, place uuid, organisation uuid, is_running boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.workspace_id, s.organisation_id, s.ended_at is null
    from emergency_sight s
    where samenzicht_person() is null and samenzicht_organisation() is null
      and ((s.ended_at is null and s.ends_at <= moment)
        or (s.reviewed_at is null and s.ended_at <= silent_since
            and coalesce(s.reminded_at, s.ended_at) <= silent_since))
$$
"""
"""What the clock has to do: end what is over, and ask again for a review that stays away."""
TAKE_FURTHER = """
create function samenzicht_emergency_further(which uuid, moment timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found emergency_sight;
begin
  select * into found from emergency_sight s where s.id = which for update;
  if samenzicht_person() is not null or found.id is null
      or found.organisation_id is distinct from samenzicht_organisation()
      or found.workspace_id is distinct from samenzicht_place() then
    return '';
  end if;
  if found.ended_at is null and found.ends_at <= moment then
    update emergency_sight s set ended_at = found.ends_at, ended_how = 'clock',
      version = s.version + 1 where s.id = which;
    return 'ended';
  end if;
  if found.ended_at is not null and found.reviewed_at is null then
    update emergency_sight s set reminded_at = moment where s.id = which;
    return 'reminded';
  end if;
  return '';
end
$$
"""
STANDS = """
create function samenzicht_emergency_stands() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.ended_at is not null and (new.ended_at is distinct from old.ended_at
      or new.ended_how is distinct from old.ended_how
      or new.ended_by_id is distinct from old.ended_by_id
      or new.confirmed_at is distinct from old.confirmed_at) then
    raise exception 'an emergency sight that ended stays as it was'
      using errcode = 'integrity_constraint_violation', constraint = 'emergency_stands';
  end if;
  if (old.confirmed_at is not null and (new.confirmed_at is distinct from old.confirmed_at
        or new.confirmed_by_id is distinct from old.confirmed_by_id))
      or (old.reviewed_at is not null and (new.reviewed_at is distinct from old.reviewed_at
        or new.reviewed_by_id is distinct from old.reviewed_by_id
        or new.verdict is distinct from old.verdict
        or new.review_text is distinct from old.review_text)) then
    raise exception 'what was said of an emergency sight is not taken back'
      using errcode = 'integrity_constraint_violation', constraint = 'emergency_stands';
  end if;
  if old.confirmed_at is null and new.confirmed_at is not null and not exists (
      select 1 from person p
        where p.id = new.confirmed_by_id and p.organisation_id = new.organisation_id
          and p.blocked_at is null and not 'administrator' = any(p.duties)
          and ('privacy_officer' = any(p.duties) or exists (
            select 1 from membership m
              where m.workspace_id = new.workspace_id and m.person_id = p.id
                and m.organisation_id = p.organisation_id
                and m.role = 'coordinator' and m.ended_at is null))) then
    raise exception 'another of the organisation confirms an emergency sight'
      using errcode = 'integrity_constraint_violation', constraint = 'emergency_stands';
  end if;
  return new;
end
$$
"""
GOES = """
create function samenzicht_emergency_goes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'participation' then
    update emergency_sight s set ended_at = least(s.ends_at, samenzicht_moment()),
        ended_how = 'left', version = s.version + 1
      where s.workspace_id = new.workspace_id and s.organisation_id = new.organisation_id
        and s.ended_at is null;
  else
    update emergency_sight s set ended_at = least(s.ends_at, samenzicht_moment()),
        ended_how = 'blocked', version = s.version + 1
      where s.person_id = new.id and s.ended_at is null;
  end if;
  return new;
end
$$
"""
TRIGGERS = {
    "emergency_stands": (
        "emergency_sight",
        "before update on emergency_sight for each row",
        "samenzicht_emergency_stands",
    ),
    "emergency_goes_along": (
        "participation",
        (
            "after update of ended_at on participation for each row"
            " when (old.ended_at is null and new.ended_at is not null)"
        ),
        "samenzicht_emergency_goes",
    ),
    "emergency_goes_too": (
        "person",
        (
            "after update of blocked_at, organisation_id, duties on person for each row"
            " when (new.blocked_at is not null or new.organisation_id <> old.organisation_id"
            " or 'administrator' = any(new.duties))"
        ),
        "samenzicht_emergency_goes",
    ),
}
NEW_FUNCTIONS = {
    "samenzicht_emergency_places()": PLACES,
    "samenzicht_no_emergency(uuid, uuid)": REFUSES,
    "samenzicht_emergency_names()": NAMES,
    "samenzicht_emergencies_due(timestamptz, timestamptz)": DUE,
    "samenzicht_emergency_further(uuid, timestamptz)": TAKE_FURTHER,
}
SAYS = "workspace_id in (select k.place from samenzicht_emergency_places() k)"
SEES = f"{MINE} and (person_id = {ME} or {OFFICER} or {INSIDE})"
ADDS = (
    f"{MINE} and {OFFICER} and opened_by_id = {ME} and {SAYS}"
    " and samenzicht_no_emergency(person_id, workspace_id) = ''"
    " and ended_at is null and confirmed_at is null and reviewed_at is null"
)
CHANGES = f"{MINE} and (person_id = {ME} or {SAYS})"
CHANGEABLE = (
    "confirmed_by_id, confirmed_at, ended_at, ended_by_id, ended_how, verdict, review_text,"
    " reviewed_by_id, reviewed_at, version"
)
OWN_TREE = (
    "{tree} in (select s.workspace_id from emergency_sight s"
    f" where s.organisation_id = (select samenzicht_organisation())"
    f" and ({OFFICER} or s.person_id = {ME}))"
)
CODES = {
    "ground": "ground in ('absence', 'calamity', 'breach', 'order')",
    "term": "ends_at > opened_at and ends_at <= opened_at + interval '72 hours'",
    "another": "person_id <> opened_by_id",
    "confirmed": "(confirmed_at is null) = (confirmed_by_id is null)"
    " and (confirmed_at is null or (wants_special and confirmed_by_id <> opened_by_id"
    " and confirmed_by_id <> person_id))",
    "ended": "(ended_at is null) = (ended_how is null)"
    " and (ended_how in ('hand', 'clock', 'left', 'blocked', 'restored'))"
    " and (ended_by_id is not null) = (coalesce(ended_how, '') = 'hand')"
    " and (ended_at is null or ended_at <= ends_at)",
    "reviewed": "(reviewed_at is null) = (reviewed_by_id is null)"
    " and (reviewed_at is null) = (verdict is null)"
    " and (reviewed_at is null or (ended_at is not null and reviewed_by_id <> person_id))"
    " and verdict in ('justified', 'unjustified')",
}


def upgrade() -> None:
    """Add the register with its wall, and teach the three functions who is under it."""
    op.create_table(
        "emergency_sight",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _key("person_id", "person"),
        sa.Column("ground", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("wants_special", sa.Boolean(), nullable=False),
        _key("opened_by_id", "person"),
        _moment("opened_at"),
        _moment("ends_at"),
        _key("confirmed_by_id", "person", nullable=True),
        _moment("confirmed_at", nullable=True),
        _key("ended_by_id", "person", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("ended_how", sa.String(10), nullable=True),
        sa.Column("verdict", sa.String(12), nullable=True),
        sa.Column("review_text", sa.String(1000), nullable=False),
        _key("reviewed_by_id", "person", nullable=True),
        _moment("reviewed_at", nullable=True),
        _moment("reminded_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_emergency_sight_{name}"))
            for name, rule in CODES.items()
        ),
    )
    op.create_index(
        "ix_emergency_sight_organisation_id", "emergency_sight", ["organisation_id", "opened_at"]
    )
    op.create_index(
        "uq_emergency_sight_person_id",
        "emergency_sight",
        ["person_id", "workspace_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    _functions()
    _wall()


def _functions() -> None:
    for call, function in NEW_FUNCTIONS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")
    members = MEMBERS.format(also=" and samenzicht_place() is null")
    op.execute(WORKSPACES.format(body=members + UNDER.lstrip("\n")))
    op.execute(SHARED.format(also=f"\n      and {NOT_UNDER}"))
    op.execute(RULEBOOKS.format(also=f" and {NOT_UNDER}"))
    op.execute(STANDS)
    op.execute(GOES)
    for name, (_table, when, function) in TRIGGERS.items():
        op.execute(f"create trigger {name} {when} execute function {function}()")


def _wall() -> None:
    table = "emergency_sight"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({SEES})")
    op.execute(f"create policy adds on {table} for insert with check ({ADDS})")
    op.execute(
        f"create policy changes on {table} for update using ({CHANGES}) with check ({CHANGES})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert, update ({CHANGEABLE}) on {table} to samenzicht_app")
    tree, entry = OWN_TREE.format(tree="id"), OWN_TREE.format(tree="tree_id")
    op.execute(f"create policy emergency_sees on log_tree for select using ({tree})")
    op.execute(
        f"create policy emergency_changes on log_tree for update using ({tree}) with check ({tree})"
    )
    op.execute(
        "create policy emergency_adds on log_entry for insert with check ("
        f"object_kind = 'emergency_sight' and actor_id = {ME} and {entry})"
    )


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    """Let the functions know nobody under it again, and take the register away."""
    op.execute("drop policy emergency_adds on log_entry")
    for name in ("emergency_changes", "emergency_sees"):
        op.execute(f"drop policy {name} on log_tree")
    for name in ("emergency_goes_along", "emergency_goes_too", "emergency_stands"):
        op.execute(f"drop trigger {name} on {TRIGGERS[name][0]}")
    op.execute(WORKSPACES.format(body=MEMBERS.format(also="")))
    op.execute(SHARED.format(also=""))
    op.execute(RULEBOOKS.format(also=""))
    for name in ("sees", "adds", "changes", "removes"):
        op.execute(f"drop policy {name} on emergency_sight")
    for name in ("samenzicht_emergency_goes()", "samenzicht_emergency_stands()", *NEW_FUNCTIONS):
        op.execute(f"drop function {name}")
    op.drop_table("emergency_sight")
