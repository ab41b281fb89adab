"""Notices and reminders about documents: a request, a document, a comment, a basis in free text.

Why: nobody heard that documents were asked, by when, or given; that somebody named one, asked for
access or got it; that a privacy officer is asked about a basis; that a virus was found. Each is a
thing of its own, as a task is. A notice about a workspace no longer takes the place of another one
of another kind. A question for access comes in by the database's own function, so a job asks which
document it is about, if any. Where a request is due the clock looks too. Who is named in a comment
ticks that off by an own mark, which says nothing to others and is no partner content.
Deploy order: expand; jobs of the code before this one that put a notice of a workspace fail, and
are tried again until the new code runs.
On the way back: notices and reminders of these things are lost, older ones of a workspace and what
was ticked off.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"

TABLES = ("notice", "reminder")
NEW = {
    "request": "document_request",
    "document": "document",
    "comment": "comment",
    "basis": "own_basis",
}
OLD = ("task", "report", "scoring")
AFTER = {"notice": "<= 1", "reminder": "= 1"}
"""How many things each row is about."""
DUE = """
create or replace function samenzicht_places_to_look(last date, today date)
returns table (workspace_id uuid, organisation_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select asked.workspace_id, asked.organisation_id from (
    select t.workspace_id, t.organisation_id, max(t.changed_at) as changed_at from task t
      where t.status in ('open', 'accepted') and t.due_on <= last group by 1, 2
    union all
    select s.workspace_id, s.organisation_id, null from seat s join report r on r.id = s.report_id
      where r.status = 'signing' and s.status = 'waiting'
    union all
    select c.workspace_id, c.organisation_id, null
      from scorer c join scoring g on g.id = c.scoring_id
      where g.opened_at is null and c.scored_at is null{0}
  ) asked left join looked_place l
    on l.workspace_id = asked.workspace_id and l.organisation_id = asked.organisation_id
  where samenzicht_person() is null
  group by 1, 2
  having coalesce(max(l.looked_on) <> today or max(asked.changed_at) >= max(l.looked_at),
    max(l.looked_at) is null)
$$
"""
REQUESTS = """
    union all
    select q.workspace_id, q.partner_id, max(q.changed_at) from document_request q
      where q.status = 'open' and q.due_on <= last group by 1, 2"""
CALL = "samenzicht_access_asked(uuid)"
ASKED = """
create function samenzicht_access_asked(which uuid)
returns table (document_id uuid, owner_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.document_id, a.owner_id from access_request a
    where a.id = which and a.answered_at is null and samenzicht_person() is null
$$
"""
DONE = "mention_done"
OWN = "person_id = (select samenzicht_person())"
NAMED = (
    f"{OWN} and exists (select from comment_mention m"
    " where m.comment_id = mention_done.comment_id and m.person_id = mention_done.person_id)"
)
OF_PLACE = "uq_notice_of_place"


def _count(things: tuple[str, ...]) -> str:
    return f"num_nonnulls({', '.join(f'{each}_id' for each in things)})"


def _hold_to(things: tuple[str, ...], place: list[str], *, before: str = "") -> None:
    """Let rows be about one of these things, and a place have one notice for each of its kinds.

    Args:
        before: what stands before the names of the checks, as the step that made them named them.
    """
    for table, number in AFTER.items():
        name = f"{before.format(table)}ck_{table}_about"
        op.create_check_constraint(op.f(name), table, f"{_count(things)} {number}")
    op.create_index(
        OF_PLACE, "notice", place, unique=True, postgresql_where=sa.text(f"{_count(things)} = 0")
    )


def _let_go() -> None:
    op.drop_index(OF_PLACE, "notice")
    for table in TABLES:
        op.execute(f"alter table {table} drop constraint if exists ck_{table}_about")
        op.execute(f"alter table {table} drop constraint if exists ck_{table}_ck_{table}_about")


def _make_marks() -> None:
    op.create_table(
        DONE,
        sa.Column("comment_id", sa.Uuid(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(f"alter table {DONE} enable row level security")
    op.execute(f"alter table {DONE} force row level security")
    op.execute(f"create policy sees on {DONE} for select using ({OWN})")
    op.execute(f"create policy adds on {DONE} for insert with check ({NAMED})")
    op.execute(f"create policy changes on {DONE} for update using (false)")
    op.execute(f"create policy removes on {DONE} for delete using (false)")
    op.execute(f"grant select, insert on {DONE} to samenzicht_app")
    op.execute(f"grant select on {DONE} to samenzicht_keeper")


def upgrade() -> None:
    """Let notices and reminders be about more things, and mentions be ticked off."""
    _make_marks()
    _let_go()
    for table in TABLES:
        for thing, of in NEW.items():
            key = sa.ForeignKey(f"{of}.id")
            op.add_column(table, sa.Column(f"{thing}_id", sa.Uuid(), key, nullable=True))
    for thing in NEW:
        op.create_unique_constraint(
            f"uq_notice_person_id_{thing}_id", "notice", ["person_id", f"{thing}_id"]
        )
        op.create_unique_constraint(
            f"uq_reminder_{thing}_id_ends_on_moment_person_id",
            "reminder",
            [f"{thing}_id", "ends_on", "moment", "person_id"],
        )
    _hold_to((*OLD, *NEW), ["person_id", "workspace_id", "kind"])
    op.execute(DUE.format(REQUESTS))
    op.execute(ASKED)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Only tasks, reports and scorings again."""
    op.drop_table(DONE)
    op.execute(f"drop function {CALL}")
    op.execute(DUE.format(""))
    _let_go()
    for table in TABLES:
        op.execute(f"delete from {table} where {_count(tuple(NEW))} > 0")
    op.execute(
        "delete from notice n using notice o where n.person_id = o.person_id"
        " and n.workspace_id = o.workspace_id and (n.at, n.id) < (o.at, o.id) and"
        " num_nonnulls(n.task_id, n.report_id, n.scoring_id, o.task_id, o.report_id, o.scoring_id)"
        " = 0"
    )
    for thing in NEW:
        op.drop_constraint(op.f(f"uq_reminder_{thing}_id_ends_on_moment_person_id"), "reminder")
        op.drop_constraint(op.f(f"uq_notice_person_id_{thing}_id"), "notice")
    for table in TABLES:
        for thing in NEW:
            op.drop_column(table, f"{thing}_id")
    _hold_to(OLD, ["person_id", "workspace_id"], before="ck_{}_")
