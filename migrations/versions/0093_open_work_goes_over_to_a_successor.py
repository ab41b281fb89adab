"""Open work of an organisation goes over to its successor: what it writes, plans and holds.

Why: what stayed with an organisation that nobody acts for could not be finished by anybody: a
finding that is not in a report yet, a report whose pen it holds, a hearing, a case, a line in the
calendar. From the day on the successor is named where the old organisation was, in every row that
is not finished; each row's versions keep who wrote them. So the successor sees what the other had
for itself, and nobody else sees more or less: row security reads the same column.
The pen of a report, a framework and a scoring go over finished or not: somebody must answer for
them. What is finished otherwise stays: findings in a frozen or adopted report, signatures, scores,
remarks, dissenting views, what was published or closed. Where the two would stand across from each
other (a proposal, a document request) it is withdrawn: nobody asks oneself.
Deploy order: any; nothing of it runs before the day of a succession.
On the way back: what went over stays.
"""

from __future__ import annotations

from alembic import op

revision = "0093"
down_revision = "0092"

MOVES = (
    (
        "finding",
        (
            "not exists (select 1 from report_finding f join report r on r.id = f.report_id where"
            " f.finding_id = t.id and r.status in ('frozen', 'signing', 'adopted', 'closed'))"
        ),
    ),
    ("observation", "t.withdrawn_at is null"),
    ("framework", "true"),
    ("named_term", "t.ended_at is null"),
    ("contribution_round", "t.ended_at is null"),
    ("scoring", "true"),
    ("report", "true"),
    ("publication", "t.published_at is null"),
    ("rebuttal", "t.closed_at is null"),
    ("follow_up", "t.replaced_at is null"),
    (
        "incident_case",
        (
            "t.closed_at is null and exists (select 1 from participation p"
            " where p.workspace_id = whereat and p.organisation_id = s.successor_id"
            " and p.ended_at is null and p.role in ('lead', 'partner'))"
        ),
    ),
    ("supervised_entity", "t.ended_at is null"),
    ("activity", "t.withdrawn_at is null"),
)
"""Which rows name the successor from then on, table by table."""


def _moved(table: str, condition: str) -> str:
    return f"""
  return query update {table} t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id and {condition}
    returning '{table}', t.id;"""


TAKE_OVER = f"""
create function samenzicht_work_take_over(which uuid, whereat uuid, moment timestamptz)
returns table(kind text, id uuid)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  s succession;
begin
  select * into s from samenzicht_succession_in_force(which);
  if not found then return; end if;
  update overlap_proposal t set status = 'withdrawn', changed_at = moment,
      version = t.version + 1
    where t.workspace_id = whereat and t.status = 'open'
      and s.organisation_id in (t.organisation_id, t.partner_id)
      and s.successor_id in (t.organisation_id, t.partner_id);
  update overlap_proposal t set
      organisation_id = case t.organisation_id when s.organisation_id then s.successor_id
        else t.organisation_id end,
      partner_id = case t.partner_id when s.organisation_id then s.successor_id
        else t.partner_id end
    where t.workspace_id = whereat and t.status = 'open'
      and s.organisation_id in (t.organisation_id, t.partner_id);
  update contribution_round t set asked = array_replace(t.asked, s.organisation_id, s.successor_id)
    where t.workspace_id = whereat and not (s.successor_id = any(t.asked))
      and exists (select 1 from contribution c
        where c.round_id = t.id and c.organisation_id = s.successor_id);
  update activity_notice t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id;
  update rebuttal_finding t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id
      and exists (select 1 from rebuttal r where r.id = t.rebuttal_id and r.closed_at is null);
  update rebuttal_item t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id
      and t.decided_at is null;
  update seat t set organisation_id = s.successor_id
    where t.workspace_id = whereat and t.organisation_id = s.organisation_id
      and t.status = 'waiting'
      and exists (select 1 from report r where r.id = t.report_id and r.status = 'draft');
  update document_request t set status = 'withdrawn'
    where t.workspace_id = whereat and t.status = 'open'
      and s.organisation_id in (t.organisation_id, t.partner_id)
      and s.successor_id in (t.organisation_id, t.partner_id);
  update document_request t set
      organisation_id = case t.organisation_id when s.organisation_id then s.successor_id
        else t.organisation_id end,
      partner_id = case t.partner_id when s.organisation_id then s.successor_id
        else t.partner_id end
    where t.workspace_id = whereat and t.status in ('open', 'answered')
      and s.organisation_id in (t.organisation_id, t.partner_id)
      and s.successor_id not in (t.organisation_id, t.partner_id);
{"".join(_moved(*each) for each in MOVES)}
end
$$
"""
CALL = "samenzicht_work_take_over(uuid, uuid, timestamptz)"
WHOLE = "samenzicht_take_over(uuid, uuid, date, timestamptz)"
BEFORE = """    from samenzicht_documents_take_over(which, place, moment) d order by d.id;
"""
AFTER = """    from samenzicht_documents_take_over(which, place, moment) d order by d.id;
  return query select o.kind, o.id, s.successor_id, null::uuid, '', 0
    from samenzicht_work_take_over(which, place, moment) o order by o.kind, o.id;
"""


def upgrade() -> None:
    """Let open work go along."""
    op.execute(TAKE_OVER)
    op.execute(f"revoke execute on function {CALL} from public")
    _restate(WHOLE, BEFORE, AFTER)


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
    """Leave open work where it is again."""
    _restate(WHOLE, AFTER, BEFORE)
    op.execute(f"drop function {CALL}")
