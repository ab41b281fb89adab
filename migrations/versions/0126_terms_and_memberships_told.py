"""Terms of the law, data breaches, cases and memberships are told, as tasks are.

Why: the terms of an incident, the last days of activities, the terms of cases and those of a
workspace ran out in silence, and nobody heard of a data breach that has to be notified within 72
hours (AVG art. 33). Notices and reminders can be about these; one about a data breach is for its
organisation's privacy officers and stands in no workspace. A reminder can be about the workspace
itself. What cannot wait leaves in quiet hours too. Whose membership ended reads by its number alone
where that was. The clock looks where a term in hours runs at every turn.
Deploy order: expand; the code before this one writes and reads the other things.
On the way back: notices and reminders of these things are lost, and of a membership that ended.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0126"
down_revision = "0125"

FITS_OLDER_CODE = False

TABLES = ("notice", "reminder")
NEW = {
    "activity": "activity",
    "case": "incident_case",
    "term": "named_term",
    "breach": "breach",
}
OLD = ("task", "report", "scoring", "request", "document", "comment", "basis")
ALL = (*OLD, *NEW)
JOB = "samenzicht_person() is null"
OWN = "person_id = samenzicht_person()"
JOB_THERE = (
    f"({JOB} and organisation_id = samenzicht_organisation()"
    " and workspace_id in (select unnest(samenzicht_places())))"
)
OF_BREACH = (
    f"({JOB} and organisation_id = samenzicht_organisation()"
    " and breach_id is not null and workspace_id is null)"
)
OF_PLACE = {"notice": "uq_notice_of_place", "reminder": "uq_reminder_of_place"}
KEYS = {
    "notice": ["person_id", "workspace_id", "kind"],
    "reminder": ["workspace_id", "ends_on", "moment", "person_id"],
}
"""What there is once of a workspace itself."""
TO_LOOK = """
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
      where g.opened_at is null and c.scored_at is null
    union all
    select q.workspace_id, q.partner_id, max(q.changed_at) from document_request q
      where q.status = 'open' and q.due_on <= last group by 1, 2{0}
  ) asked left join looked_place l
    on l.workspace_id = asked.workspace_id and l.organisation_id = asked.organisation_id
  where samenzicht_person() is null
  group by 1, 2
  having coalesce(max(l.looked_on) <> today or max(asked.changed_at) >= max(l.looked_at),
    max(l.looked_at) is null)
$$
"""
TERMS = """
    union all
    select a.workspace_id, a.organisation_id, max(case
        when a.noticed_at > today - 5 and (a.warned_at is null or a.notified_at is null)
        then 'infinity' else a.changed_at end) from activity a
      where a.withdrawn_at is null and a.finished_at is null and a.kind <> 'quiet'
        and (a.due_on <= last or a.noticed_at is not null and a.reported_at is null) group by 1, 2
    union all
    select c.workspace_id, c.organisation_id, max(c.changed_at) from incident_case c
      where c.due_on <= last and c.came_in_on is null group by 1, 2
    union all
    select n.workspace_id, n.organisation_id, max(case
        when n.unit = 'hours' and n.starts_at + n.length * interval '1 hour' > today - 2
        then 'infinity' else n.changed_at end) from named_term n
      where n.ended_at is null and num_nonnulls(n.starts_on, n.starts_at, n.after_id) > 0
      group by 1, 2"""
"""A term in hours that runs is looked at at every turn, other things once a day."""
CALL = "samenzicht_breaches_to_notify()"
BREACHES = """
create function samenzicht_breaches_to_notify()
returns table (breach_id uuid, organisation_id uuid, aware_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select b.id, b.organisation_id, b.aware_at from breach b
    where b.closed_at is null and not exists (
        select from breach_step s where s.breach_id = b.id and s.kind = 'authority')
      and (samenzicht_person() is null
        or samenzicht_is_privacy_officer() and b.organisation_id = samenzicht_organisation())
$$
"""


def _count(things: tuple[str, ...]) -> str:
    return f"num_nonnulls({', '.join(f'{each}_id' for each in things)})"


def _hold_to(things: tuple[str, ...], *, reminder: str) -> None:
    """Let rows be about one of these things, and a workspace itself be told once of each.

    Args:
        reminder: how many things a reminder is about.
    """
    for table, number in (("notice", "<= 1"), ("reminder", reminder)):
        op.create_check_constraint(op.f(f"ck_{table}_about"), table, f"{_count(things)} {number}")
    for table, index in OF_PLACE.items():
        if table == "notice" or reminder == "<= 1":
            where = sa.text(f"{_count(things)} = 0")
            op.create_index(index, table, KEYS[table], unique=True, postgresql_where=where)


def _let_go() -> None:
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_about"), table)
        op.execute(f"drop index if exists {OF_PLACE[table]}")


def _wall(*more: str) -> None:
    """Say who sees, adds and changes notices and reminders.

    Args:
        more: what a job may write beside what belongs to its place.
    """
    there = " or ".join((JOB_THERE, *more))
    op.execute(f"alter policy sees on notice using ({OWN} or {there})")
    op.execute(f"alter policy adds on notice with check ({there})")
    op.execute(
        f"alter policy changes on notice using ({OWN} or {there}) with check ({OWN} or {there})"
    )
    op.execute(f"alter policy adds on reminder with check ({there})")


def upgrade() -> None:
    """Let notices and reminders be about more things, and about none but the workspace."""
    _let_go()
    for table in TABLES:
        for thing, of in NEW.items():
            key = sa.ForeignKey(f"{of}.id")
            op.add_column(table, sa.Column(f"{thing}_id", sa.Uuid(), key, nullable=True))
        op.alter_column(table, "workspace_id", nullable=True)
        op.create_check_constraint(
            op.f(f"ck_{table}_place"), table, "(workspace_id is null) = (breach_id is not null)"
        )
    for thing in NEW:
        op.create_unique_constraint(
            f"uq_notice_person_id_{thing}_id", "notice", ["person_id", f"{thing}_id"]
        )
        op.create_unique_constraint(
            f"uq_reminder_{thing}_id_ends_on_moment_person_id",
            "reminder",
            [f"{thing}_id", "ends_on", "moment", "person_id"],
        )
    _hold_to(ALL, reminder="<= 1")
    op.add_column("notice", sa.Column("place_ref", sa.String(30), nullable=True))
    op.add_column(
        "mailing",
        sa.Column("is_pressing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    _wall(OF_BREACH)
    op.execute(TO_LOOK.format(TERMS))
    op.execute(BREACHES)
    op.execute(f"revoke execute on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Only what was told before."""
    op.execute(f"drop function {CALL}")
    op.execute(TO_LOOK.format(""))
    _wall()
    op.drop_column("mailing", "is_pressing")
    op.drop_column("notice", "place_ref")
    _let_go()
    op.execute(f"delete from reminder where {_count(OLD)} = 0")
    op.execute(f"delete from notice where {_count(tuple(NEW))} > 0")
    op.execute(
        "delete from notice where kind in ('let_in', 'role', 'put_out', 'meet_moved', 'meet_off')"
    )
    for thing in NEW:
        op.drop_constraint(op.f(f"uq_reminder_{thing}_id_ends_on_moment_person_id"), "reminder")
        op.drop_constraint(op.f(f"uq_notice_person_id_{thing}_id"), "notice")
    for table in TABLES:
        op.drop_constraint(op.f(f"ck_{table}_place"), table)
        op.alter_column(table, "workspace_id", nullable=False)
        for thing in NEW:
            op.drop_column(table, f"{thing}_id")
    _hold_to(OLD, reminder="= 1")
