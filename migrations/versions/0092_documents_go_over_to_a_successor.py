"""What an organisation brought as documents goes over to its successor, with who may see it.

Why: a succession left the documents with an organisation that nobody acts for: closed to those who
worked with them, with nobody who decides. From the day on the successor is their bronhouder; what
was given goes on as it stood, and the row says who brought it (``brought_by_id``). Deciding stays
in one place: the owner of a document is who its row names, so no rule, no policy of row security
and no query learns of successions.
Rules of the old organisation about the successor end: it is the owner's own now. Where both had
laid down rules for the same places, each document that went over keeps the rules that governed it,
as its own; those of the successor's places stay as they are and reach nothing new. Legal holds and
choices of retention go along, or what must not disappear could. Lists of destruction that are not
done are stopped: two organisations agreed on them, and one of the two is gone. A successor that had
left a place before comes back there: what it closed to others when it left stays closed.
Deploy order: expand; the code before this one does not read the column.
On the way back: what went over stays; who brought it first is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"

TAKE_OVER = """
create function samenzicht_documents_take_over(which uuid, place uuid, moment timestamptz)
returns table(kind text, id uuid, version integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  s succession;
  each record;
  own uuid;
begin
  select * into s from samenzicht_succession_in_force(which);
  if not found then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('hold ' || place || whose, 0))
    from unnest(array[s.organisation_id, s.successor_id]) whose order by whose;
  delete from access_rule r where r.workspace_id = place and r.owner_id = s.organisation_id
    and r.organisation_id = s.successor_id;
  if exists (select 1 from access_policy p where p.workspace_id = place
      and p.organisation_id = s.successor_id) then
    for each in select d.id as document_id, p.id as policy_id, p.governed_by_id,
          p.document_id as place_id
        from document d join access_policy p on p.id = d.policy_id
        where d.workspace_id = place and d.organisation_id = s.organisation_id
          and (p.document_id is null or p.governed_by_id <> p.id)
        order by d.id loop
      if each.place_id is null then
        own := gen_random_uuid();
        insert into access_policy (id, workspace_id, organisation_id, document_id,
            governed_by_id, version)
          values (own, place, s.organisation_id, each.document_id, own, 1);
        update document d set policy_id = own where d.id = each.document_id;
      else
        own := each.policy_id;
        update access_policy p set governed_by_id = own where p.id = own;
      end if;
      insert into access_rule (id, policy_id, workspace_id, owner_id, organisation_id, level,
          until, legal_basis, purpose, people, special_data)
        select gen_random_uuid(), own, place, r.owner_id, r.organisation_id, r.level, r.until,
            r.legal_basis, r.purpose, r.people, r.special_data
          from access_rule r where r.policy_id = each.governed_by_id;
    end loop;
    delete from access_rule r using access_policy p where p.id = r.policy_id
      and p.workspace_id = place and p.organisation_id = s.organisation_id
      and p.document_id is null;
    update access_policy p set organisation_id = s.successor_id where p.workspace_id = place
      and p.organisation_id = s.organisation_id and p.document_id is not null;
  else
    update access_policy p set organisation_id = s.successor_id
      where p.workspace_id = place and p.organisation_id = s.organisation_id;
  end if;
  update access_rule r set owner_id = s.successor_id
    where r.workspace_id = place and r.owner_id = s.organisation_id;
  update disclosure d set owner_id = s.successor_id from access_rule r
    where r.id = d.rule_id and d.workspace_id = place and d.owner_id = s.organisation_id;
  update access_request q set owner_id = s.successor_id
    where q.workspace_id = place and q.owner_id = s.organisation_id;
  update own_basis b set owner_id = s.successor_id
    where b.workspace_id = place and b.owner_id = s.organisation_id;
  update redaction x set organisation_id = s.successor_id
    where x.workspace_id = place and x.organisation_id = s.organisation_id;
  update excerpt x set organisation_id = s.successor_id
    where x.workspace_id = place and x.organisation_id = s.organisation_id;
  update destruction x set stopped_at = moment
    where x.workspace_id = place and x.done_at is null and x.stopped_at is null
      and s.organisation_id in (x.organisation_id, x.approver_id);
  update legal_hold h set organisation_id = s.successor_id
    where h.workspace_id = place and h.organisation_id = s.organisation_id
      and h.lifted_at is null;
  update retention_choice c set organisation_id = s.successor_id
    where c.workspace_id = place and c.organisation_id = s.organisation_id
      and not exists (select 1 from retention_choice o where o.workspace_id = place
        and o.organisation_id = s.successor_id);
  update closing_answer a set organisation_id = s.successor_id
    where a.workspace_id = place and a.organisation_id = s.organisation_id
      and not exists (select 1 from closing_answer o where o.workspace_id = place
        and o.organisation_id = s.successor_id and o.layer = a.layer);
  return query
    update document d set organisation_id = s.successor_id,
        brought_by_id = coalesce(d.brought_by_id, s.organisation_id), version = d.version + 1
      where d.workspace_id = place and d.organisation_id = s.organisation_id
      returning 'document', d.id, d.version;
end
$$
"""
COMES_BACK = """
create function samenzicht_comes_back_as_successor(place uuid, organisation uuid) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  chosen text := (select p.after_leaving from participation p
    where p.workspace_id = place and p.organisation_id = organisation);
begin
  if chosen = 'evidence' then
    update access_rule r set level = 1
      where r.workspace_id = place and r.owner_id = organisation and r.level > 1;
  elsif chosen is distinct from 'rules' then
    delete from access_rule r where r.workspace_id = place and r.owner_id = organisation;
  end if;
end
$$
"""
"""Who had left a place comes back there without having asked to: what it closed stays closed."""
CALL = "samenzicht_documents_take_over(uuid, uuid, timestamptz)"
RETURN = "samenzicht_comes_back_as_successor(uuid, uuid)"
WHOLE = "samenzicht_take_over(uuid, uuid, date, timestamptz)"
BEFORE = """    from samenzicht_tasks_take_over(which, place, moment) t order by t.id;
"""
AFTER = """    from samenzicht_tasks_take_over(which, place, moment) t order by t.id;
  return query select d.kind, d.id, s.successor_id, null::uuid, '', d.version
    from samenzicht_documents_take_over(which, place, moment) d order by d.id;
"""

RESUMES = """    if heir.ended_at is not null
        or array_position("""
CLOSES = """    if heir.ended_at is not null then
      perform samenzicht_comes_back_as_successor(place, heir.organisation_id);
    end if;
    if heir.ended_at is not null
        or array_position("""


def upgrade() -> None:
    """Add who brought a document first, and let documents go along."""
    op.add_column("document", sa.Column("brought_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_document_brought_by_id_organisation"),
        "document",
        "organisation",
        ["brought_by_id"],
        ["id"],
    )
    for call, statement in ((CALL, TAKE_OVER), (RETURN, COMES_BACK)):
        op.execute(statement)
        op.execute(f"revoke execute on function {call} from public")
    _restate(WHOLE, BEFORE, AFTER)
    _restate(WHOLE, RESUMES, CLOSES)


def _restate(call: str, before: str, after: str) -> None:
    """Put one part of a function in the place of another, and see that it was there."""
    op.execute(f"""
do $restate$
declare
  written text := pg_get_functiondef('{call}'::regprocedure);
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
    """Leave documents where they are again."""
    _restate(WHOLE, CLOSES, RESUMES)
    _restate(WHOLE, AFTER, BEFORE)
    op.execute(f"drop function {RETURN}")
    op.execute(f"drop function {CALL}")
    op.drop_column("document", "brought_by_id")
