"""A line of a log is erased by two privacy officers who ask and agree themselves, signed in anew.

Why: whoever typed the logins of two officers could erase, and the second was of any other
participant: of a read of what a third brought that one was not heard, and of a line without an
organisation an officer of one that takes no part could ask. Now the functions that ask, agree and
refuse act for the very person, and ask and agree only when a fresh sign-in for exactly that was
used. Who agrees is the officer of the organisation that brought what the line is about, when that
is another one, else of another participant. What tells of police data stays too (Wpg, art. 32a).
Deploy order: expand; the command of the code before this one erases nothing any more.
On the way back: a command names the two again, and nobody answers requests.
"""

from __future__ import annotations

from alembic import op

revision = "0164"
down_revision = "0163"

FITS_OLDER_CODE = False

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
OWN = "samenzicht_organisation()"
KEPT_BEFORE = "'report', 'destruction', 'legal_hold', 'log_erasure'"
KEPT = (
    f"{KEPT_BEFORE}, 'erasure_request', 'emergency_sight', 'installation', 'mandate',"
    " 'publication', 'signing_key', 'succession', 'witness'"
)
"""Kinds of things of which the log is what proves them."""
EMPTIED = (
    "entry = null, salt = null, actor_id = null, organisation_id = null, object_id = null,"
    " object_kind = 'erased'"
)
IS_OFFICER = (
    "'privacy_officer' = any({0}.duties) and not 'administrator' = any({0}.duties)"
    " and {0}.blocked_at is null"
)
"""Who administers accounts could make the other of the two."""
HEIR = """
create function samenzicht_heir_of(which uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive line (id, next, depth) as (
    select o.id, case when o.valid_to < current_date then o.successor_id end, 0
      from organisation o where o.id = which
    union all
    select o.id, case when o.valid_to < current_date then o.successor_id end, l.depth + 1
      from line l join organisation o on o.id = l.next where l.depth < 20)
  select l.id from line l order by l.depth desc limit 1
$$
"""
"""Who acts for an organisation now: itself, or who took over when it ended."""
ABOUT = """
create function samenzicht_about_of_line(kind varchar, which uuid, out owner uuid,
  out document uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  has text[] := array(select a.attname::text from pg_attribute a
    where a.attrelid = to_regclass(format('public.%I', kind)) and a.attnum > 0
      and not a.attisdropped);
begin
  -- Asking at a door leaves the same trace whether something is behind it or not.
  if which is null or kind = 'access_request' or not 'id' = any(has) then return; end if;
  if kind = 'organisation' then
    owner := which;
  elsif kind = 'document' then
    document := which;
  elsif 'document_id' = any(has) then
    execute format('select x.document_id from %I x where x.id = $1', kind)
      into document using which;
  end if;
  if document is not null then
    select d.organisation_id into owner from document d where d.id = document;
  elsif 'owner_id' = any(has) then
    execute format('select x.owner_id from %I x where x.id = $1', kind) into owner using which;
  elsif 'organisation_id' = any(has) then
    execute format('select x.organisation_id from %I x where x.id = $1', kind)
      into owner using which;
  end if;
  owner := samenzicht_heir_of(owner);
end
$$
"""
"""The bronhouder of what a line is about, and the document in it."""
JUDGE = f"""
create function samenzicht_judge_line(tree uuid, line bigint, mine uuid, out refused text,
  out whose uuid, out owner uuid, out document uuid, out leaf bytea, out agreeing uuid[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found log_entry;
  held document;
begin
  select * into found from log_entry e where e.tree_id = tree and e.index = line;
  refused := 'missing';
  if found.tree_id is null or not (tree = {PLATFORM} or exists (select 1 from participation x
      where x.workspace_id = tree and x.organisation_id = mine)) then
    return;
  end if;
  leaf := found.leaf_hash;
  if found.entry is null then refused := 'erased'; return; end if;
  select a.owner, a.document into owner, document
    from samenzicht_about_of_line(found.object_kind, found.object_id) a;
  select * into held from document d where d.id = samenzicht_judge_line.document;
  -- Who signed in too weakly for it is told what is told of a line of somebody else.
  if held.classification > 0 and samenzicht_is_weak() then
    refused := 'asker'; owner := null; document := null; return;
  end if;
  whose := coalesce(samenzicht_heir_of(found.organisation_id), owner, case
    when tree = {PLATFORM} or exists (select 1 from participation x where x.workspace_id = tree
      and x.organisation_id = mine and x.ended_at is null) then mine end);
  agreeing := case when owner <> whose then array[owner] else array(
    select o.id from organisation o
      where o.id <> whose and (tree = {PLATFORM} or exists (select 1 from participation x
        where x.workspace_id = tree and x.organisation_id = o.id and x.ended_at is null
          and exists (select 1 from participation y where y.workspace_id = tree
            and y.organisation_id = mine and (y.ended_at is null or x.joined_at <= y.ended_at))))
        and exists (select 1 from person p
          where p.organisation_id = o.id and {IS_OFFICER.format("p")})
      order by o.id) end;
  refused := case
    when whose is distinct from mine then 'asker'
    when found.object_kind in ({KEPT}) or found.action like 'document:emergency:%' then 'kept'
    when held.is_police_data
      or convert_from(found.entry, 'UTF8')::jsonb -> 'facts' ? 'reading_purpose' then 'police'
    when exists (select 1 from legal_hold h
      where h.workspace_id = tree and h.lifted_at is null) then 'held'
    when not exists (select 1 from person p
      where p.organisation_id = any(agreeing) and {IS_OFFICER.format("p")}) then 'nobody'
    else '' end;
end
$$
"""
"""Whether the officer of an organisation may ask that a line is erased, and who must agree."""
LINE = """
create function samenzicht_line_to_erase(tree uuid, line bigint)
returns table (refused text, leaf bytea, at timestamptz, action text, person text,
  organisation uuid, document uuid, owner uuid, agreeing uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  select j.refused, j.leaf, e.at, e.action::text, p.name::text, e.organisation_id, e.document,
      case when e.at is not null then j.owner end,
      case when j.refused = '' then j.agreeing end
    from samenzicht_judge_line(tree, line, samenzicht_organisation()) j
      left join lateral (
        select e.at, e.action, e.actor_id, e.organisation_id, j.document from log_entry e
          where e.tree_id = tree and e.index = line and e.entry is not null and (
            j.whose = samenzicht_organisation()
            or (j.owner = samenzicht_organisation() and e.action like 'document:%'))) e on true
      left join person p on p.id = e.actor_id
    where samenzicht_is_privacy_officer()
$$
"""
"""What an officer is told of a line: the own ones, and what others did with the own documents."""
TICKET = """
create function samenzicht_signed_in_anew(ticket uuid, wanted jsonb, moment timestamptz)
returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from fresh_sign_in f join sign_in_session s on s.id = f.session_id
    where f.id = ticket and f.person_id = samenzicht_person() and s.person_id = f.person_id
      and s.ended_at is null and f.used_at is not null and f.used_at <= f.expires_at
      and f.used_at between moment - interval '1 minute' and moment + interval '1 minute'
      and f.purpose @> wanted
      and not exists (select 1 from erasure_request r
        where ticket in (r.ask_ticket_id, r.answer_ticket_id)))
$$
"""
"""Whether the person signed in anew for exactly this, which is done at this moment."""
ME = f"""
  select p.organisation_id into mine from person p where p.id = samenzicht_person()
    and p.organisation_id = {OWN} and {IS_OFFICER.format("p")};"""
ACTED = """exists (select 1 from log_entry e where e.tree_id = {tree} and e.index = {line}
      and e.actor_id = samenzicht_person())"""
"""Whether a line says what this very person did."""
ASK = f"""
create function samenzicht_ask_erasure(request uuid, tree uuid, line bigint, why varchar,
  words varchar, agreeing uuid, ticket uuid, moment timestamptz, until timestamptz) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  mine uuid;
  told record;
begin
{ME}
  if mine is null then return 'officer'; end if;
  perform 1 from log_entry e where e.tree_id = tree and e.index = line for update;
  select * into told from samenzicht_judge_line(tree, line, mine);
  if told.refused <> '' then return told.refused; end if;
  if exists (select 1 from erasure_request r where r.tree_id = tree and r.index = line
      and r.answer is null and r.expires_at > moment) then
    return 'asked';
  end if;
  if agreeing is null or not agreeing = any(told.agreeing) then return 'agreeing'; end if;
  if {ACTED.format(tree="tree", line="line")} then return 'self'; end if;
  if not samenzicht_signed_in_anew(ticket, jsonb_build_object('action', 'log:erasure:ask',
      'tree', tree, 'line', line::text, 'ground', why, 'reason', words, 'agreeing', agreeing),
      moment) then
    return 'ticket';
  end if;
  insert into erasure_request (id, tree_id, index, leaf_hash, document_id, ground, reason,
      organisation_id, asked_by_id, asked_at, ask_ticket_id, agreeing_id, expires_at, answer_reason)
    values (request, tree, line, told.leaf, told.document, why, words, mine,
      samenzicht_person(), moment, ticket, agreeing, until, '');
  return '';
end
$$
"""
ANSWER = f"""
create function samenzicht_refuse_erasure(request uuid, words varchar, moment timestamptz)
returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  mine uuid;
  r erasure_request;
begin
{ME}
  select * into r from erasure_request x where x.id = request for update;
  if mine is null or r.id is null or mine not in (r.organisation_id, r.agreeing_id) then
    return 'officer';
  end if;
  if r.answer is not null then return 'answered'; end if;
  if r.expires_at <= moment then return 'lapsed'; end if;
  update erasure_request x set answered_by_id = samenzicht_person(), answered_at = moment,
      answer_reason = words,
      answer = case mine when r.agreeing_id then 'refused' else 'taken_back' end
    where x.id = request;
  return '';
end
$$
"""
ERASE = f"""
create function samenzicht_erase_line(erasure uuid, request uuid, ticket uuid, moment timestamptz)
returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  mine uuid;
  r erasure_request;
  told record;
begin
{ME}
  select * into r from erasure_request x where x.id = request for update;
  if mine is null or r.id is null or mine <> r.agreeing_id then return 'officer'; end if;
  if r.answer is not null then return 'answered'; end if;
  if r.expires_at <= moment then return 'lapsed'; end if;
  if not exists (select 1 from person p where p.id = r.asked_by_id
      and p.organisation_id = r.organisation_id and {IS_OFFICER.format("p")}) then
    return 'gone';
  end if;
  perform 1 from log_entry e where e.tree_id = r.tree_id and e.index = r.index for update;
  select * into told from samenzicht_judge_line(r.tree_id, r.index, r.organisation_id);
  if told.refused <> '' then return told.refused; end if;
  if told.leaf <> r.leaf_hash or not r.agreeing_id = any(told.agreeing) then
    return 'agreeing';
  end if;
  if {ACTED.format(tree="r.tree_id", line="r.index")} then return 'self'; end if;
  if not samenzicht_signed_in_anew(ticket, jsonb_build_object('action', 'log:line:erase',
      'request', request), moment) then
    return 'ticket';
  end if;
  insert into log_erasure (id, tree_id, index, leaf_hash, at, ground, asked_by_id, approved_by_id)
    values (erasure, r.tree_id, r.index, r.leaf_hash, moment, r.ground, r.asked_by_id,
      samenzicht_person());
  update log_entry e set {EMPTIED} where e.tree_id = r.tree_id and e.index = r.index;
  update erasure_request x set answered_by_id = samenzicht_person(), answered_at = moment,
      answer = 'approved', answer_ticket_id = ticket where x.id = request;
  return '';
end
$$
"""
LAPSED = """
create function samenzicht_lapsed_erasures(since timestamptz, moment timestamptz)
returns table (request uuid, organisation uuid, ended_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, each.id, r.expires_at from erasure_request r
      cross join lateral (values (r.organisation_id), (r.agreeing_id)) each (id)
    where samenzicht_person() is null and samenzicht_organisation() is null
      and r.answer is null and r.expires_at > since and r.expires_at <= moment
    order by r.id, each.id
$$
"""
"""For the clock alone, which acts for no organisation."""
ASK_CALL = (
    "samenzicht_ask_erasure(uuid, uuid, bigint, varchar, varchar, uuid, uuid, timestamptz,"
    " timestamptz)"
)
ASKED = (
    ("samenzicht_line_to_erase(uuid, bigint)", LINE),
    (ASK_CALL, ASK),
    ("samenzicht_refuse_erasure(uuid, varchar, timestamptz)", ANSWER),
    ("samenzicht_erase_line(uuid, uuid, uuid, timestamptz)", ERASE),
    ("samenzicht_lapsed_erasures(timestamptz, timestamptz)", LAPSED),
)
"""Functions that the application calls."""
INSIDE = (
    ("samenzicht_heir_of(uuid)", HEIR),
    ("samenzicht_about_of_line(varchar, uuid)", ABOUT),
    ("samenzicht_judge_line(uuid, bigint, uuid)", JUDGE),
    ("samenzicht_signed_in_anew(uuid, jsonb, timestamptz)", TICKET),
)
"""Functions that only those call."""
OLD_CALL = "samenzicht_erase_line(uuid, uuid, bigint, varchar, uuid, uuid, timestamptz)"
OLD_OFFICER = """
  select p.organisation_id into {of} from person p
    where p.id = {who} and p.blocked_at is null and 'privacy_officer' = any(p.duties);"""
OLD = f"""
create function samenzicht_erase_line(erasure uuid, tree uuid, line bigint, why varchar,
  asker uuid, approver uuid, moment timestamptz) returns text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  found log_entry;
  asking uuid;
  approving uuid;
begin
  if samenzicht_person() is not null then return 'actor'; end if;
  select * into found from log_entry e where e.tree_id = tree and e.index = line for update;
  if found.tree_id is null then return 'missing'; end if;
  if found.entry is null then return 'erased'; end if;
  if found.object_kind in ({KEPT_BEFORE}) then return 'kept'; end if;
  if exists (select 1 from legal_hold h
      where h.workspace_id = tree and h.lifted_at is null) then return 'held'; end if;
{OLD_OFFICER.format(who="asker", of="asking")}
{OLD_OFFICER.format(who="approver", of="approving")}
  if asking is null or asking <> coalesce(found.organisation_id, asking) then
    return 'asker';
  end if;
  if approving is null or approving = asking or not (tree = {PLATFORM} or exists (
      select 1 from participation x where x.workspace_id = tree
        and x.organisation_id = approving and x.ended_at is null)) then
    return 'approver';
  end if;
  insert into log_erasure (id, tree_id, index, leaf_hash, at, ground, asked_by_id, approved_by_id)
    values (erasure, tree, line, found.leaf_hash, moment, why, asker, approver);
  update log_entry e set {EMPTIED} where e.tree_id = tree and e.index = line;
  return '';
end
$$
"""


def upgrade() -> None:
    """Erase by a request to which both consented, and by nothing else."""
    op.execute(f"drop function {OLD_CALL}")
    for call, made in (*INSIDE, *ASKED):
        op.execute(made)
        op.execute(f"revoke execute on function {call} from public")
    for call, _made in ASKED:
        op.execute(f"grant execute on function {call} to samenzicht_app")


def downgrade() -> None:
    """Let a command name the two again."""
    for call, _made in reversed((*INSIDE, *ASKED)):
        op.execute(f"drop function {call}")
    op.execute(OLD)
    op.execute(f"revoke execute on function {OLD_CALL} from public")
    op.execute(f"grant execute on function {OLD_CALL} to samenzicht_app")
