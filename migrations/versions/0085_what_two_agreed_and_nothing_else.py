"""Only what two agreed to is destroyed, comments under a hold stay, and letters never go back.

Why: a list says of which layer it is, so a document of the other layer or a version that is on no
list is not destroyed by it, whoever wrote the list. Stopping takes its turn with destroying: who
stops is never told so when the first document is gone. Of a private layer somebody who works there
approves, not a reader. A comment is what its organisation brought as well: under that
organisation's hold its words stay, also beside a document that another destroys, until the hold is
lifted. An answer of a closing that was stopped is no answer: who gave it is reminded. A letter is
of the inspectorate that handles the case, and an agreement with an earlier text never counts again.
Deploy order: any; code before this one only meets what it should not have done.
On the way back: the functions are as they were; nothing is lost.
"""

from __future__ import annotations

from alembic import op

revision = "0085"
down_revision = "0084"

HELD = (
    "exists (select 1 from legal_hold h where h.workspace_id = c.workspace_id"
    " and h.organisation_id = c.organisation_id and h.lifted_at is null)"
)
PARTS = (
    (
        "samenzicht_erase_document(uuid, timestamptz)",
        (
            "update comment set body = '', withdrawn_at = coalesce(withdrawn_at, moment)\n"
            "    where document_id = gone;"
        ),
        (
            "update comment c set body = '', withdrawn_at = coalesce(withdrawn_at, moment)\n"
            f"    where document_id = gone and not {HELD};"
        ),
    ),
    (
        "samenzicht_hold_stops()",
        "if tg_table_name = 'document' then",
        "if tg_table_name in ('document', 'comment') then",
    ),
    (
        "samenzicht_destroy_document(uuid, uuid, timestamptz)",
        "and d.organisation_id = found.organisation_id) then",
        (
            "and d.organisation_id = found.organisation_id\n"
            "        and d.is_private = (found.layer = 'private'))\n"
            "    or exists (select 1 from document_version v where v.document_id = gone\n"
            "      and not exists (select 1 from destruction_line l where l.destruction_id = list\n"
            "        and l.document_id = gone and l.number = v.number)) then"
        ),
    ),
    (
        "samenzicht_approve_destruction(uuid, timestamptz, timestamptz)",
        "else d.organisation_id = samenzicht_organisation() end",
        (
            "else d.organisation_id = samenzicht_organisation() and exists (\n"
            "            select 1 from membership m where m.workspace_id = d.workspace_id\n"
            "              and m.organisation_id = d.organisation_id\n"
            "              and m.person_id = samenzicht_person() and m.ended_at is null\n"
            "              and m.role in ('coordinator', 'contributor')) end"
        ),
    ),
    (
        "samenzicht_silent_in_closing(date)",
        "a.organisation_id = p.organisation_id)",
        (
            "a.organisation_id = p.organisation_id\n"
            "          and a.answered_at >= w.closing_started_at)"
        ),
    ),
    (
        "samenzicht_letter_stands()",
        "if new.made_final_at is not null and not exists (",
        (
            "if new.current_number < old.current_number then\n"
            "    raise exception 'letter % goes back', old.id using errcode = 'check_violation';\n"
            "  end if;\n"
            "  if new.made_final_at is not null and not exists (\n"
            "    select 1 from incident_letter_text t join incident_case c on c.id = t.case_id\n"
            "      where t.letter_id = new.id and t.number = new.current_number\n"
            "        and c.organisation_id = any(t.parties)) then\n"
            "    raise exception 'letter % is not of who handles the case', old.id\n"
            "      using errcode = 'check_violation';\n"
            "  end if;\n"
            "  if new.made_final_at is not null and not exists ("
        ),
    ),
)
STOP = """
create function samenzicht_stop_destruction(list uuid, moment timestamptz) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform 1 from destruction d where d.id = list for update;
  return samenzicht_stop_in_turn(list, moment);
end
$$
"""
"""First the turn, then the question: a statement of its own sees what the turn before it did."""
STOP_CALL = "samenzicht_stop_destruction(uuid, timestamptz)"
LIFTED = """
create function samenzicht_hold_lifted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update comment c set body = '', withdrawn_at = coalesce(c.withdrawn_at, new.lifted_at)
    where c.workspace_id = new.workspace_id and c.organisation_id = new.organisation_id
      and exists (select 1 from destruction_line l
        where l.document_id = c.document_id and l.destroyed_at is not null)
      and not exists (select 1 from legal_hold h where h.workspace_id = c.workspace_id
        and h.organisation_id = c.organisation_id and h.lifted_at is null);
  return null;
end
$$
"""
"""What stood beside a document that was destroyed meanwhile goes as soon as no hold keeps it."""


def upgrade() -> None:
    """Restate the functions, and let holds reach comments."""
    for call, before, after in PARTS:
        _restate(call, before, after)
    op.execute(f"alter function {STOP_CALL} rename to samenzicht_stop_in_turn")
    op.execute(
        "revoke execute on function samenzicht_stop_in_turn(uuid, timestamptz) from samenzicht_app"
    )
    op.execute(STOP)
    op.execute(f"revoke execute on function {STOP_CALL} from public")
    op.execute(f"grant execute on function {STOP_CALL} to samenzicht_app")
    op.execute(
        "create trigger hold_stops_withdrawal before update of withdrawn_at on comment for each"
        " row when (old.withdrawn_at is null and new.withdrawn_at is not null)"
        " execute function samenzicht_hold_stops()"
    )
    op.execute(LIFTED)
    op.execute(
        "create trigger hold_lifted after update of lifted_at on legal_hold for each row"
        " when (old.lifted_at is null and new.lifted_at is not null)"
        " execute function samenzicht_hold_lifted()"
    )


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
    """Put the functions back as they were."""
    op.execute("drop trigger hold_lifted on legal_hold")
    op.execute("drop function samenzicht_hold_lifted()")
    op.execute("drop trigger hold_stops_withdrawal on comment")
    op.execute(f"drop function {STOP_CALL}")
    op.execute(
        "alter function samenzicht_stop_in_turn(uuid, timestamptz)"
        " rename to samenzicht_stop_destruction"
    )
    op.execute(f"grant execute on function {STOP_CALL} to samenzicht_app")
    for call, before, after in reversed(PARTS):
        _restate(call, after, before)
