"""What is given to another organisation is kept as a disclosure, also after the rule is gone.

Why: rules are replaced and removed, and the log holds no free text, so afterwards nobody could say
for which purpose something was given (AVG art. 5 second paragraph, and 30). Triggers write a
disclosure with every rule and end it with the rule, so that nothing can be given without. Laying
rules down writes all rules of a place anew: one that says the same goes on as the same disclosure.
The rows are for the organisation that gave: its members in that workspace, and its privacy officer.
Nobody writes them but the triggers.
Deploy order: expand; old code tells no moment, for which the transaction's own is taken then.
On the way back: the disclosures are lost; rules and log stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057"
down_revision = "0056"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SEES = (
    "owner_id = (select samenzicht_organisation())"
    f" and ({INSIDE} or (select samenzicht_is_privacy_officer()))"
)
MOMENT = """
create function samenzicht_moment() returns timestamptz language sql stable as $$
  select coalesce(nullif(current_setting('samenzicht.moment', true), '')::timestamptz,
    transaction_timestamp())
$$
"""
SAID = ["organisation_id", "level", "until", "legal_basis", "purpose", "people", "special_data"]


def _same(one: str, other: str) -> str:
    """Return the condition that two rows say the same; people and data in any order."""
    plain = " and ".join(f"{one}.{each} is not distinct from {other}.{each}" for each in SAID[:5])
    sets = " and ".join(
        f"{one}.{each} @> {other}.{each} and {one}.{each} <@ {other}.{each}" for each in SAID[5:]
    )
    return f"{plain} and {sets}"


def _insert(rules: str, condition: str) -> str:
    said = ", ".join(SAID)
    return (
        "insert into disclosure (workspace_id, owner_id, policy_id, folder_id, document_id,"
        f" rule_id, given_at, given_by_id, {said})"
        " select r.workspace_id, r.owner_id, p.id, p.folder_id, p.document_id, r.id, moment,"
        f" samenzicht_person(), {', '.join(f'r.{each}' for each in SAID)}"
        f" from {rules} r join access_policy p on p.id = r.policy_id"
        f" where r.level > 0 and {condition}"
    )


HEAD = """
create function {name}() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := samenzicht_moment();
begin
"""
TAIL = """
  return null;
end
$$
"""
BEGIN = (
    HEAD.format(name="samenzicht_disclose")
    + f"""
  update disclosure d set rule_id = r.id, ended_at = null, ended_by_id = null
    from added r
    where d.policy_id = r.policy_id and d.ended_at = moment and {_same("d", "r")};
  {_insert("added", "not exists (select 1 from disclosure d where d.rule_id = r.id)")};"""
    + TAIL
)
END = (
    HEAD.format(name="samenzicht_end_disclosure")
    + f"""
  with moved as (
    update disclosure d set rule_id = n.rule_id
      from removed r, disclosure n
      where d.rule_id = r.id and n.policy_id = d.policy_id and n.id <> d.id
        and n.given_at = moment and n.ended_at is null and {_same("n", "d")}
      returning n.id)
  delete from disclosure where id in (select id from moved);
  update disclosure d set ended_at = moment, ended_by_id = samenzicht_person(), rule_id = null
    from removed r where d.rule_id = r.id;"""
    + TAIL
)
CHANGE = (
    HEAD.format(name="samenzicht_change_disclosure")
    + f"""
  update disclosure d set {", ".join(f"{each} = r.{each}" for each in SAID)}
    from changed r where d.rule_id = r.id and d.given_at = moment and r.level > 0;
  update disclosure d set ended_at = moment, ended_by_id = samenzicht_person(), rule_id = null
    from changed r where d.rule_id = r.id and not ({_same("d", "r")});
  {_insert("changed", "not exists (select 1 from disclosure d where d.rule_id = r.id)")};"""
    + TAIL
)
FUNCTIONS = {
    "samenzicht_disclose": BEGIN,
    "samenzicht_end_disclosure": END,
    "samenzicht_change_disclosure": CHANGE,
}
TRIGGERS = {
    "disclose": "after insert on access_rule referencing new table as added",
    "end_disclosure": "after delete on access_rule referencing old table as removed",
    "change_disclosure": "after update on access_rule referencing new table as changed",
}
OWN = "samenzicht_organisation()"
REGISTER = "samenzicht_register_disclosures(uuid, uuid, timestamptz, timestamptz, integer, integer)"
DISCLOSURES = f"""
create function samenzicht_register_disclosures(chosen uuid, receiver uuid, since timestamptz,
  past timestamptz, most integer, skipped integer)
returns table (id uuid, place uuid, at timestamptz, given_by text, organisation uuid,
  document uuid, title text, folder uuid, answer text, level smallint, legal_basis text,
  purpose text, until date, special text[], people integer, documents bigint,
  ended_at timestamptz, ended_by text)
language sql stable security definer set search_path = public, pg_temp as $$
  with them as (
    select d.id, d.workspace_id, d.given_at as at, d.given_by_id as by_id, d.organisation_id,
        d.document_id, d.folder_id, null as answer, d.level, d.legal_basis::text, d.purpose::text,
        d.until, d.special_data::text[] as special, cardinality(d.people) as people, d.policy_id,
        d.ended_at, d.ended_by_id,
        least(d.ended_at, (d.until + 1)::timestamp at time zone 'Europe/Amsterdam') as past
      from disclosure d where d.owner_id = {OWN} and samenzicht_is_privacy_officer()
    union all
    select a.id, a.workspace_id, a.answered_at, a.asked_by_id, a.receiver_id, a.document_id, null,
        a.answer::text, null, a.legal_basis::text, a.facts -> 'workspace' ->> 'purpose', a.until,
        array(select jsonb_array_elements_text(a.facts -> 'document' -> 'special_data')), 0, null,
        null, null, a.answered_at
      from sharing_answer a where a.organisation_id = {OWN} and samenzicht_is_privacy_officer()),
  wanted as (
    select * from them t
      where (chosen is null or t.workspace_id = chosen)
        and (receiver is null or t.organisation_id = receiver)
        and ($4 is null or t.at < $4) and (since is null or t.past is null or t.past >= since)
      order by t.at desc, t.id limit most offset skipped)
  select w.id, w.workspace_id, w.at, g.name::text, w.organisation_id, w.document_id,
      case when w.workspace_id in (select samenzicht_workspaces())
        and d.classification <= samenzicht_clearance() then d.title::text end,
      w.folder_id, w.answer, w.level, w.legal_basis, w.purpose, w.until, w.special, w.people,
      case when w.policy_id is not null and w.ended_at is null then (
        select count(*) from document o join access_policy p on p.id = o.policy_id
          where p.governed_by_id = w.policy_id and o.organisation_id = {OWN}
            and o.withdrawn_at is null and not o.is_private and o.status = 'released') end,
      w.ended_at, e.name::text
    from wanted w
      left join document d on d.id = w.document_id
      left join person g on g.id = w.by_id
      left join person e on e.id = w.ended_by_id
    order by w.at desc, w.id
$$
"""


def upgrade() -> None:
    """Make the table with its wall, let the triggers write it, and tell an officer of it."""
    _make_table()
    op.execute("alter table disclosure enable row level security")
    op.execute("alter table disclosure force row level security")
    op.execute(f"create policy sees on disclosure for select using ({SEES})")
    op.execute("create policy adds on disclosure for insert with check (false)")
    op.execute("create policy changes on disclosure for update using (false) with check (false)")
    op.execute("create policy removes on disclosure for delete using (false)")
    op.execute("grant select on disclosure to samenzicht_app, samenzicht_keeper")
    op.execute(MOMENT)
    for name, function in FUNCTIONS.items():
        op.execute(function)
        trigger = name.removeprefix("samenzicht_")
        op.execute(
            f"create trigger {trigger} {TRIGGERS[trigger]}"
            f" for each statement execute function {name}()"
        )
    op.execute(DISCLOSURES)
    op.execute(f"revoke execute on function {REGISTER} from public")
    op.execute(f"grant execute on function {REGISTER} to samenzicht_app")


def _make_table() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Uuid(), primary_key=True, server_default=sa.text("gen_random_uuid()")),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("folder_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(300), nullable=False),
        sa.Column("people", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("special_data", postgresql.ARRAY(sa.String(20)), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint("level between 1 and 5", name="ck_disclosure_level"),
        sa.CheckConstraint(
            "(rule_id is null) = (ended_at is not null)", name="ck_disclosure_ended"
        ),
    )
    op.create_index("ix_disclosure_owner_id", "disclosure", ["owner_id", "given_at"])
    op.create_index("ix_disclosure_policy_id", "disclosure", ["policy_id"])
    op.create_index(
        "ix_disclosure_rule_id",
        "disclosure",
        ["rule_id"],
        postgresql_where=sa.text("rule_id is not null"),
    )


def downgrade() -> None:
    """Keep no disclosures any more."""
    op.execute(f"drop function {REGISTER}")
    for name in FUNCTIONS:
        op.execute(f"drop trigger {name.removeprefix('samenzicht_')} on access_rule")
        op.execute(f"drop function {name}()")
    op.execute("drop function samenzicht_moment()")
    op.drop_table("disclosure")
