"""An organisation is succeeded by another: planned by two administrators, carried out by the clock.

Why: authorities merge and hand over their tasks (the Jeugdautoriteit's went to the NZa). Until now
a successor could only be named; everything open stayed with an organisation that nobody acts for.
What the day brings touches rows of two organisations in one place, which no one organisation may
write: the owner's functions do it, for a job and never for a person, and only as two administrators
of different organisations agreed. What was planned stands fixed: who moves cannot be written later.
Deploy order: expand; the code before this one knows neither the tables nor the functions.
On the way back: what was planned is lost; what was carried out stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"

MINE = "workspace_id = any(array(select samenzicht_workspaces()))"
DUE = """
create function samenzicht_succession_in_force(which uuid) returns setof succession
language sql stable security definer set search_path = public, pg_temp as $$
  select * from succession s
    where s.id = which and s.answer = 'approved' and s.taken_back_at is null
      and samenzicht_person() is null
$$
"""
PLACES = """
create function samenzicht_succession_places(which uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select p.workspace_id from participation p
    join succession s on s.organisation_id = p.organisation_id
    where s.id = which and s.answer = 'approved' and p.ended_at is null
      and samenzicht_person() is null
    order by 1
$$
"""
"""Where the organisation that ends takes part; for jobs only."""
LEADERLESS = """
create function samenzicht_stays_leaderless(which uuid, place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
      select 1 from participation p join succession s on s.organisation_id = p.organisation_id
        where s.id = which and p.workspace_id = place and p.role = 'lead' and p.ended_at is null)
    and not exists (
      select 1 from membership m join succession s on s.successor_id = m.organisation_id
        join participation p on p.workspace_id = m.workspace_id
          and p.organisation_id = m.organisation_id
        join person h on h.id = m.person_id
        where s.id = which and m.workspace_id = place and m.role = 'coordinator'
          and m.ended_at is null and p.ended_at is null and h.blocked_at is null)
    and not exists (
      select 1 from membership m join succession_person x on x.person_id = m.person_id
        join person h on h.id = x.heir_id
        where x.succession_id = which and m.workspace_id = place and m.role = 'coordinator'
          and m.ended_at is null and h.blocked_at is null
          and not exists (select 1 from membership o where o.workspace_id = place
            and o.person_id = x.heir_id and o.ended_at is null))
$$
"""
"""Would nobody coordinate for who leads there? Then its part waits until somebody is named."""
IMPACT = """
create function samenzicht_succession_impact(which uuid)
returns table(places bigint, led bigint, leaderless bigint, both_in bigint, people bigint,
  moving bigint, asked bigint, asking bigint, mandates bigint, providers bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  with s as (select * from succession where id = which),
    p as (select q.* from participation q join s on s.organisation_id = q.organisation_id
      where q.ended_at is null),
    m as (select distinct n.person_id from membership n join p on p.workspace_id = n.workspace_id
      and p.organisation_id = n.organisation_id where n.ended_at is null)
  select (select count(*) from p),
    (select count(*) from p where role = 'lead'),
    (select count(*) from p where samenzicht_stays_leaderless(which, p.workspace_id)),
    (select count(*) from p where exists (select 1 from participation o, s
      where o.workspace_id = p.workspace_id and o.organisation_id = s.successor_id
        and o.ended_at is null)),
    (select count(*) from m),
    (select count(*) from m join succession_person x on x.person_id = m.person_id
      where x.succession_id = which),
    (select count(*) from task t join p on p.workspace_id = t.workspace_id
      where t.organisation_id = p.organisation_id and t.status not in ('done', 'withdrawn')),
    (select count(*) from task t join p on p.workspace_id = t.workspace_id
      where t.asking_organisation_id = p.organisation_id and t.organisation_id <> p.organisation_id
        and t.status not in ('done', 'withdrawn')),
    (select count(*) from mandate d join s on s.organisation_id = d.organisation_id
      where d.valid_to >= s.from_on),
    (select count(*) from identity_provider i join s on s.organisation_id = i.organisation_id
      where i.is_active)
  from s
  where exists (select 1 from person a where a.id = samenzicht_person()
    and a.blocked_at is null and 'administrator' = any(a.duties))
$$
"""
"""How much it is about, for administrators: numbers over all places together, and no name."""
TASKS = """
create function samenzicht_tasks_take_over(which uuid, place uuid, moment timestamptz)
returns table(kind text, id uuid, version integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  s succession;
  kept uuid[];
begin
  select * into s from samenzicht_succession_in_force(which);
  if not found then return; end if;
  -- A call asks each organisation once: where both were asked, each keeps its own.
  select coalesce(array_agg(c.task_id), '{}') into kept from contribution c
    where c.workspace_id = place and c.organisation_id = s.organisation_id
      and exists (select 1 from contribution o
        where o.round_id = c.round_id and o.organisation_id = s.successor_id);
  update contribution c set organisation_id = s.successor_id
    where c.workspace_id = place and c.organisation_id = s.organisation_id
      and c.task_id <> all(kept)
      and exists (select 1 from task t where t.id = c.task_id
        and t.status not in ('done', 'withdrawn'));
  update contribution c set asking_organisation_id = s.successor_id
    where c.workspace_id = place and c.asking_organisation_id = s.organisation_id
      and exists (select 1 from task t where t.id = c.task_id
        and t.status not in ('done', 'withdrawn'));
  update task_series q set
      organisation_id = case q.organisation_id when s.organisation_id then s.successor_id
        else q.organisation_id end,
      doing_id = case q.doing_id when s.organisation_id then s.successor_id else q.doing_id end,
      asked_by_id = samenzicht_heir(which, q.asked_by_id),
      assignee_id = samenzicht_heir(which, q.assignee_id), version = q.version + 1
    where q.workspace_id = place and q.ended_at is null
      and s.organisation_id in (q.organisation_id, q.doing_id);
  update task_extension e set organisation_id = s.successor_id,
      asked_by_id = samenzicht_heir(which, e.asked_by_id)
    where e.workspace_id = place and e.organisation_id = s.organisation_id and e.status = 'asked'
      and e.task_id <> all(kept);
  return query
    update task t set
        organisation_id = case t.organisation_id when s.organisation_id then s.successor_id
          else t.organisation_id end,
        asking_organisation_id = case t.asking_organisation_id
          when s.organisation_id then s.successor_id else t.asking_organisation_id end,
        assignee_id = samenzicht_heir(which, t.assignee_id),
        asked_by_id = samenzicht_heir(which, t.asked_by_id),
        changed_at = moment, version = t.version + 1
      where t.workspace_id = place and t.status not in ('done', 'withdrawn')
        and s.organisation_id in (t.organisation_id, t.asking_organisation_id)
        and not (t.id = any(kept))
      returning 'task', t.id, t.version;
end
$$
"""
HEIR = """
create function samenzicht_heir(which uuid, someone uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when not exists (select 1 from person p
      join succession s on s.organisation_id = p.organisation_id
      where s.id = which and p.id = someone) then someone
    else (select x.heir_id from succession_person x join person h on h.id = x.heir_id
      where x.succession_id = which and x.person_id = someone and h.blocked_at is null)
  end
$$
"""
"""Who goes on for somebody: oneself when of elsewhere, nobody when no name was given."""
TAKE_OVER = """
create function samenzicht_take_over(which uuid, place uuid, today date, moment timestamptz)
returns table(kind text, id uuid, organisation_id uuid, person_id uuid, role text,
  version integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  s succession;
  part participation;
  heir participation;
  gone membership;
  goes_on uuid;
  made uuid;
begin
  if samenzicht_place() is distinct from place then return; end if;
  perform 1 from workspace w where w.id = place for update;
  select * into s from samenzicht_succession_in_force(which) f where f.from_on <= today;
  if not found then return; end if;
  select * into part from participation p where p.workspace_id = place
    and p.organisation_id = s.organisation_id and p.ended_at is null;
  if not found or samenzicht_stays_leaderless(which, place) then return; end if;
  select * into heir from participation p where p.workspace_id = place
    and p.organisation_id = s.successor_id;
  update participation p set ended_at = moment where p.id = part.id;
  return query select 'part_ended', part.id, part.organisation_id, null::uuid, part.role::text, 0;
  if heir.id is null then
    insert into participation (id, workspace_id, organisation_id, role, position, joined_at)
      values (gen_random_uuid(), place, s.successor_id, part.role, part.position, moment)
      returning * into heir;
    return query select 'part_added', heir.id, heir.organisation_id, null::uuid, heir.role::text, 0;
  else
    if heir.ended_at is not null
        or array_position(array['lead', 'partner', 'observer', 'guest'], part.role::text)
          < array_position(array['lead', 'partner', 'observer', 'guest'], heir.role::text) then
      update participation p set role = part.role, position = part.position, ended_at = null
        where p.id = heir.id returning * into heir;
    end if;
    return query select 'part_resumed', heir.id, heir.organisation_id, null::uuid,
      heir.role::text, 0;
  end if;
  update workspace w set lead_id = s.successor_id
    where w.id = place and w.lead_id = s.organisation_id;
  for gone in select * from membership m where m.workspace_id = place
      and m.organisation_id = s.organisation_id and m.ended_at is null order by m.id loop
    update membership m set ended_at = moment where m.id = gone.id;
    return query select 'member_ended', gone.id, gone.organisation_id, gone.person_id,
      gone.role::text, 0;
    goes_on := samenzicht_heir(which, gone.person_id);
    if goes_on is not null and not exists (select 1 from membership m
        where m.workspace_id = place and m.person_id = goes_on and m.ended_at is null) then
      insert into membership (id, workspace_id, person_id, organisation_id, role, added_at)
        values (gen_random_uuid(), place, goes_on, s.successor_id, gone.role, moment)
        returning membership.id into made;
      return query select 'member_added', made, s.successor_id, goes_on, gone.role::text, 0;
    end if;
  end loop;
  return query select t.kind, t.id, s.successor_id, null::uuid, '', t.version
    from samenzicht_tasks_take_over(which, place, moment) t order by t.id;
end
$$
"""
"""All that changes in one place, or nothing: the transaction is the job's."""
STANDS = """
create function samenzicht_succession_person_stands() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from succession s
      join person gone on gone.organisation_id = s.organisation_id
      join person heir on heir.organisation_id = s.successor_id
      where s.id = new.succession_id and s.answer is null
        and gone.id = new.person_id and heir.id = new.heir_id) then
    raise exception 'nobody is added to succession %', new.succession_id
      using errcode = 'check_violation';
  end if;
  return new;
end
$$
"""
"""Who goes on is named with the question: people of the one, accounts of the other."""
CALLS = (
    "samenzicht_succession_in_force(uuid)",
    "samenzicht_succession_places(uuid)",
    "samenzicht_stays_leaderless(uuid, uuid)",
    "samenzicht_succession_impact(uuid)",
    "samenzicht_heir(uuid, uuid)",
    "samenzicht_tasks_take_over(uuid, uuid, timestamptz)",
    "samenzicht_take_over(uuid, uuid, date, timestamptz)",
)
OPEN = (CALLS[1], CALLS[3], CALLS[6])
"""What the application calls itself; the others are for these."""


def upgrade() -> None:
    """Add the tables and the functions."""
    op.create_table(
        "succession",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("organisation_id", "organisation", nullable=False),
        _key("successor_id", "organisation", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.String(300), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        _key("asked_by_id", "person", nullable=False),
        _key("asked_for_id", "organisation", nullable=False),
        _moment("asked_at", nullable=False),
        _key("answered_by_id", "person", nullable=True),
        _key("answered_for_id", "organisation", nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        _key("taken_back_by_id", "person", nullable=True),
        _moment("taken_back_at", nullable=True),
        _moment("ended_at", nullable=True),
        _moment("done_at", nullable=True),
        sa.CheckConstraint("organisation_id <> successor_id", name=op.f("ck_succession_two")),
        sa.CheckConstraint("answer in ('approved', 'refused')", name=op.f("ck_succession_answer")),
        sa.CheckConstraint(
            "num_nulls(answered_by_id, answered_for_id, answered_at, answer) in (0, 4)",
            name=op.f("ck_succession_answered"),
        ),
        sa.CheckConstraint(
            "answer is distinct from 'approved'"
            " or (answered_by_id <> asked_by_id and answered_for_id <> asked_for_id)",
            name=op.f("ck_succession_four_eyes"),
        ),
        sa.CheckConstraint(
            "(taken_back_at is null) = (taken_back_by_id is null)"
            " and (taken_back_at is null or answer = 'approved')",
            name=op.f("ck_succession_taken_back"),
        ),
        sa.CheckConstraint(
            "(ended_at is null or (answer = 'approved' and taken_back_at is null))"
            " and (done_at is null or ended_at is not null)",
            name=op.f("ck_succession_in_order"),
        ),
    )
    op.create_index(
        "uq_succession_organisation_id",
        "succession",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("answer is distinct from 'refused' and taken_back_at is null"),
    )
    op.create_index("ix_succession_successor_id", "succession", ["successor_id"])
    op.create_table(
        "succession_person",
        sa.Column("succession_id", sa.Uuid(), sa.ForeignKey("succession.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        _key("heir_id", "person", nullable=False),
        sa.UniqueConstraint(
            "succession_id", "heir_id", name=op.f("uq_succession_person_succession_id_heir_id")
        ),
    )
    op.create_table(
        "succession_place",
        sa.Column("succession_id", sa.Uuid(), sa.ForeignKey("succession.id"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("step", sa.String(12), primary_key=True),
        _moment("at", nullable=False),
        sa.CheckConstraint(
            "step in ('announced', 'taken_back', 'taken_over')",
            name=op.f("ck_succession_place_step"),
        ),
    )
    _guard()
    op.execute(STANDS)
    op.execute(
        "create trigger stands before insert on succession_person"
        " for each row execute function samenzicht_succession_person_stands()"
    )
    for statement in (DUE, PLACES, LEADERLESS, IMPACT, HEIR, TASKS, TAKE_OVER):
        op.execute(statement)
    for call in CALLS:
        op.execute(f"revoke execute on function {call} from public")
    for call in OPEN:
        op.execute(f"grant execute on function {call} to samenzicht_app")


def _guard() -> None:
    """Say who writes what: what was asked stands fixed, and a place is told of its own steps."""
    op.execute("grant select, insert on succession, succession_person to samenzicht_app")
    op.execute(
        "grant update (answered_by_id, answered_for_id, answered_at, answer, taken_back_by_id,"
        " taken_back_at, ended_at, done_at) on succession to samenzicht_app"
    )
    op.execute(
        "grant select on succession, succession_person, succession_place to samenzicht_keeper"
    )
    op.execute("grant select, insert on succession_place to samenzicht_app")
    op.execute("alter table succession_place enable row level security")
    op.execute("alter table succession_place force row level security")
    op.execute(f"create policy sees on succession_place for select using ({MINE})")
    op.execute(f"create policy adds on succession_place for insert with check ({MINE})")
    op.execute("create policy changes on succession_place for update using (false)")
    op.execute("create policy removes on succession_place for delete using (false)")


def _key(name: str, to: str, *, nullable: bool) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    """Take the functions and the tables away."""
    for call in reversed(CALLS):
        op.execute(f"drop function {call}")
    op.drop_table("succession_place")
    op.drop_table("succession_person")
    op.execute("drop function samenzicht_succession_person_stands()")
    op.drop_table("succession")
