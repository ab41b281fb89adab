"""A privacy officer reads where what the own organisation brought is, whereto it goes, and why.

Why: the record of processing (AVG art. 30) is of the organisation, and its privacy officer works in
few of its workspaces. Functions of the owner role tell the officer what the register holds and
nothing else: no title but of a workspace or document the officer sees anyway, no content, nothing
that others brought. Of a workspace the organisation left they tell what stays true of what it
brought: nothing of what others wrote there since.
Who sees something is the rule once more, `level_for` in `documents.policy.sight`, for all members
of all other organisations at once. It is compared with the oracle of random worlds.
Deploy order: expand; old code asks none of this.
On the way back: the functions go; no row is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0056"
down_revision = "0055"

OPENED = (
    "'document:content:read', 'document:content:download', 'document:content:compare',"
    " 'document:content:archive'"
)
OWN = "samenzicht_organisation()"
OPEN_TO_OTHERS = "d.withdrawn_at is null and not d.is_private and d.status = 'released'"

PLACES = f"""
create function samenzicht_register_places()
returns table (place uuid, ref text, title text, purpose text, legal_basis text,
  arrangement text, retention text, part text, joined_at timestamptz, left_at timestamptz,
  is_closed boolean, participants uuid[], documents bigint, special bigint, criminal bigint,
  police bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select w.id, w.ref::text,
      case when w.id in (select samenzicht_workspaces()) then w.title::text end,
      case when p.ended_at is null then w.purpose end,
      case when p.ended_at is null then w.legal_basis::text end,
      case when p.ended_at is null then w.controller_arrangement end,
      case when p.ended_at is null then w.retention::text end,
      p.role::text, p.joined_at, p.ended_at,
      p.ended_at is null and w.status = 'closed',
      case when p.ended_at is null then array(
        select o.organisation_id from participation o
          where o.workspace_id = w.id and o.ended_at is null order by o.position, o.id) end,
      own.documents, own.special, own.criminal, own.police
    from participation p join workspace w on w.id = p.workspace_id
      cross join lateral (
        select count(*) as documents,
            count(*) filter (where d.is_special_category) as special,
            count(*) filter (where d.is_criminal_data) as criminal,
            count(*) filter (where d.is_police_data) as police
          from document d
          where d.workspace_id = w.id and d.organisation_id = p.organisation_id) own
    where p.organisation_id = {OWN} and samenzicht_is_privacy_officer()
$$
"""
SIGHT = f"""
create function samenzicht_sight_of_mine()
returns table (place uuid, rulebook uuid, organisation uuid, person uuid, clearance smallint,
  level smallint, until date)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.workspace_id, r.policy_id, m.organisation_id, m.person_id,
      case o.highest_classification when 'dep_vertrouwelijk' then 1 else 0 end::smallint,
      least(
        case m.role when 'coordinator' then 5 when 'contributor' then 4 else 3 end,
        case when min(r.level) = 0 then 0 else max(r.level) end,
        case when mine.ended_at is null or mine.after_leaving = 'rules' then 5
             when mine.after_leaving = 'evidence' then 1 else 0 end)::smallint,
      case when bool_and(r.until is not null) then max(r.until) end
    from access_rule r
      join participation mine
        on mine.workspace_id = r.workspace_id and mine.organisation_id = r.owner_id
      join membership m
        on m.workspace_id = r.workspace_id and m.organisation_id = r.organisation_id
          and m.ended_at is null
      join participation theirs
        on theirs.workspace_id = m.workspace_id and theirs.organisation_id = m.organisation_id
          and theirs.ended_at is null
      join organisation o on o.id = m.organisation_id
    where r.owner_id = {OWN} and r.organisation_id <> {OWN} and samenzicht_is_privacy_officer()
      and (r.until is null or r.until >= samenzicht_today())
      and (cardinality(r.people) = 0 or m.person_id = any(r.people))
    group by r.workspace_id, r.policy_id, m.id, o.id, mine.id
$$
"""
RECIPIENTS = f"""
create function samenzicht_register_recipients()
returns table (place uuid, organisation uuid, level smallint, documents bigint, people bigint,
  until date)
language sql stable security definer set search_path = public, pg_temp as $$
  with sight as materialized (
    select s.* from samenzicht_sight_of_mine() s where s.level > 0),
  heaps as (
    select p.governed_by_id as rulebook, d.classification, count(*) as documents
      from document d join access_policy p on p.id = d.policy_id
      where d.organisation_id = {OWN} and samenzicht_is_privacy_officer() and {OPEN_TO_OTHERS}
      group by 1, 2),
  reached as (
    select s.place, s.organisation, h.rulebook, h.classification, h.documents,
        max(s.level) as level
      from sight s join heaps h on h.rulebook = s.rulebook and h.classification <= s.clearance
      group by 1, 2, 3, 4, 5),
  people as (
    select s.place, s.organisation, count(distinct s.person) filter (where s.level > 1) as people,
        case when bool_and(s.until is not null) then max(s.until) end as until
      from sight s join heaps h on h.rulebook = s.rulebook and h.classification <= s.clearance
      group by 1, 2)
  select r.place, r.organisation, max(r.level)::smallint,
      (coalesce(sum(r.documents) filter (where r.level > 1), 0))::bigint, p.people, p.until
    from reached r join people p on p.place = r.place and p.organisation = r.organisation
    group by r.place, r.organisation, p.people, p.until
$$
"""
SPECIAL = f"""
create function samenzicht_register_special(chosen uuid, receiver uuid, since timestamptz,
  past timestamptz, most integer, skipped integer)
returns table (document uuid, place uuid, title text, special boolean, criminal boolean,
  police boolean,
  state text, brought_at timestamptz, seen jsonb, opened_at timestamptz, opened_by uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  with sight as materialized (
    select s.* from samenzicht_sight_of_mine() s where s.level > 1),
  flagged as (
    select d.id, d.workspace_id, d.title, d.classification, d.is_special_category,
        d.is_criminal_data, d.is_police_data, p.governed_by_id,
        case when d.withdrawn_at is not null then 'withdrawn' when d.is_private then 'private'
             when d.status <> 'released' then 'unchecked' else '' end as state,
        (select min(v.uploaded_at) from document_version v where v.document_id = d.id) as brought_at
      from document d join access_policy p on p.id = d.policy_id
      where d.organisation_id = {OWN} and samenzicht_is_privacy_officer()
        and (d.is_special_category or d.is_criminal_data or d.is_police_data)
        and (chosen is null or d.workspace_id = chosen))
  select f.id, f.workspace_id,
      case when f.workspace_id in (select samenzicht_workspaces())
        and f.classification <= samenzicht_clearance() then f.title::text end,
      f.is_special_category, f.is_criminal_data, f.is_police_data,
      f.state, f.brought_at, coalesce(now_seen.seen, '[]'), last.at, last.organisation_id
    from flagged f
      left join lateral (
        select jsonb_agg(jsonb_build_array(by.organisation, by.people, by.level)
              order by by.organisation) as seen,
            array_agg(by.organisation) as organisations
          from (
            select s.organisation, count(*) as people, max(s.level) as level from sight s
              where s.rulebook = f.governed_by_id and s.clearance >= f.classification
                and f.state = ''
              group by s.organisation) by) now_seen on true
      left join lateral (
        select e.at, e.organisation_id from log_entry e
          where e.object_id = f.id and e.tree_id = f.workspace_id and e.action in ({OPENED})
            and e.organisation_id <> {OWN}
            and (receiver is null or e.organisation_id = receiver)
          order by e.at desc limit 1) last on true
    where (receiver is null or receiver = any(now_seen.organisations) or last.at is not null)
      and (since is null or f.brought_at >= since) and (past is null or f.brought_at < past)
    order by f.brought_at desc, f.id
    limit most offset skipped
$$
"""
CALLS = {
    "samenzicht_register_places()": PLACES,
    "samenzicht_sight_of_mine()": SIGHT,
    "samenzicht_register_recipients()": RECIPIENTS,
    "samenzicht_register_special(uuid, uuid, timestamptz, timestamptz, integer, integer)": SPECIAL,
}


def upgrade() -> None:
    """Let a privacy officer be told, and find quickly what was done with one thing."""
    op.create_index("ix_log_entry_object_id", "log_entry", ["object_id", "at"])
    for call, function in CALLS.items():
        op.execute(function)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def downgrade() -> None:
    """Tell nothing any more."""
    for call in reversed(CALLS):
        op.execute(f"drop function {call}")
    op.drop_index("ix_log_entry_object_id", "log_entry")
