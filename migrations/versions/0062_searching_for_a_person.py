"""A privacy officer finds where the own organisation wrote about somebody who asks what is kept.

Why: who asks which data are processed gets an answer within a month (AVG art. 12 and 15), also from
workspaces in which the officer does not work. The function looks in what the own organisation
brought or wrote and in nothing else, and tells where it stands, never what it says. The text of
documents with data of AVG 9 and 10 and the Wpg is in no index and is not looked through; their
titles are.
Deploy order: expand; old code does not ask this.
On the way back: the function goes; no row is touched.
"""

from __future__ import annotations

from alembic import op

revision = "0062"
down_revision = "0061"

OWN = "samenzicht_organisation()"
CALL = "samenzicht_register_person(text, integer)"


def _says(*columns: str) -> str:
    """Return the condition that what is sought stands in some columns, in one piece or in words."""
    told = f"concat_ws(' ', {', '.join(columns)})"
    return f"({told} ilike pattern or to_tsvector('dutch'::regconfig, {told}) @@ sought)"


SOURCES = f"""
    select 'document' as kind, d.workspace_id, d.id, null::text as ref, 'title' as part,
        null::integer as number
      from document d where d.organisation_id = mine and {_says("d.title")}
    union all
    select 'document', d.workspace_id, d.id, null, 'text', t.number
      from document_text t join document d on d.id = t.document_id and d.current_number = t.number
      where d.organisation_id = mine and t.words @@ sought and ts_filter(t.words, '{{d}}') @@ sought
        and not (d.is_special_category or d.is_criminal_data or d.is_police_data)
    union all
    select 'document', d.workspace_id, d.id, null, 'version', v.number
      from document_version v join document d on d.id = v.document_id
      where d.organisation_id = mine and {_says("v.file_name", "v.note")}
    union all
    select 'finding', f.workspace_id, f.id, f.ref, 'text', null from finding f
      where f.organisation_id = mine and {_says("f.title", "f.text")}
    union all
    select 'finding', f.workspace_id, f.id, f.ref, 'recommendation', null
      from recommendation r join finding f on f.id = r.finding_id
      where f.organisation_id = mine and {_says("r.text", "r.addressee")}
    union all
    select 'finding', f.workspace_id, f.id, f.ref, 'earlier', v.number
      from finding_version v join finding f on f.id = v.finding_id
      where f.organisation_id = mine and {_says("v.title", "v.text", "v.recommendations::text")}
        and (v.title <> f.title or v.text <> f.text)
    union all
    select 'task', t.workspace_id, t.id, t.ref, 'text', null from task t
      where t.asking_organisation_id = mine and {_says("t.title", "t.details")}
    union all
    select 'task', t.workspace_id, t.id, t.ref, 'answer', null from task t
      where t.organisation_id = mine and t.answer is not null and {_says("t.answer")}
    union all
    select 'comment', c.workspace_id, coalesce(d.id, f.id), f.ref,
        case when c.finding_id is null then 'document' else 'finding' end, null
      from comment c left join document d on d.id = c.document_id and d.organisation_id = mine
        left join finding f on f.id = c.finding_id and f.organisation_id = mine
      where c.organisation_id = mine and {_says("c.body")}
    union all
    select 'contribution', c.workspace_id, c.task_id, t.ref, 'text', null
      from contribution_text x join contribution c on c.id = x.contribution_id
        join task t on t.id = c.task_id
      where c.organisation_id = mine and {_says("x.text")}
    union all
    select 'rule', d.workspace_id, d.document_id, null, 'purpose', null from disclosure d
      where d.owner_id = mine and {_says("d.purpose")}
    union all
    select 'basis', b.workspace_id, b.document_id, null, 'text', null from own_basis b
      where b.owner_id = mine and {_says("b.purpose", "b.reason", "b.document_title")}
    union all
    select 'answer', a.workspace_id, a.document_id, null, 'text', null from sharing_answer a
      where a.organisation_id = mine and {_says("a.disclosure", "a.facts::text")}
    union all
    select 'report', r.workspace_id, r.id, r.ref, 'text', null from report r
      where r.organisation_id = mine
        and {_says("r.title", "r.introduction", "r.conclusion", "r.closing_reason")}
    union all
    select 'rebuttal', r.workspace_id, r.id, null, 'addressee', null from rebuttal r
      where r.organisation_id = mine and {_says("r.entity", "r.contact", "r.email")}
    union all
    select 'rebuttal', i.workspace_id, i.rebuttal_id, null, 'remark', null from rebuttal_item i
      where i.organisation_id = mine and {_says("i.place", "i.remark", "i.reason")}
    union all
    select 'request', q.workspace_id, q.id, null, 'text', null from document_request q
      where q.organisation_id = mine and {_says("q.title", "q.details", "q.purpose")}
    union all
    select 'request', q.workspace_id, q.id, null, 'answer', null from document_request q
      where q.partner_id = mine and {_says("q.proposed_reason", "q.refusal")}
    union all
    select 'followup', u.workspace_id, u.id, u.report_ref, 'text', null
      from follow_up_entry y join follow_up u on u.id = y.follow_up_id
      where y.organisation_id = mine and {_says("y.words")}
    union all
    select 'dissent', v.workspace_id, v.scoring_id, null, 'text', null from dissenting_view v
      where v.organisation_id = mine and {_says("v.text")}"""
FIND = f"""
create function samenzicht_register_person(asked text, most integer)
returns table (kind text, place uuid, place_ref text, thing uuid, ref text, title text, part text,
  number integer)
language plpgsql stable security definer set search_path = public, pg_temp rows 100 as $$
#variable_conflict use_column
declare
  mine uuid := {OWN};
  sought tsquery := plainto_tsquery('dutch'::regconfig, asked);
  pattern text := '%'
    || replace(replace(replace(asked, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
begin
  if not samenzicht_is_privacy_officer() or mine is null then
    return;
  end if;
  return query
  with hits as (
{SOURCES})
  select f.kind, f.workspace_id, w.ref::text, f.id, f.ref::text,
      case when f.kind = 'document' and f.workspace_id in (select samenzicht_workspaces())
        and d.classification <= samenzicht_clearance() then d.title::text end,
      f.part, min(f.number)
    from hits f join workspace w on w.id = f.workspace_id
      left join document d on d.id = f.id and d.organisation_id = mine
    group by f.kind, f.workspace_id, w.ref, f.id, f.ref, d.classification, d.title, f.part
    order by w.ref, f.kind, f.ref nulls first, f.id, f.part limit most;
end
$$
"""


def upgrade() -> None:
    """Let a privacy officer look for somebody."""
    op.execute(FIND)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Look no more."""
    op.execute(f"drop function {CALL}")
