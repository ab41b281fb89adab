"""Who opens unusually many documents within an hour is noticed, and the privacy officers hear it.

Why: somebody who may see much can take all of it along before leaving, one document at a time, and
nobody would notice. The log holds each opening already; it is counted from there. What one
organisation is told depends on its own documents alone, so that it learns nothing of what was
opened of another; the person's own organisation is told of all.
Deploy order: expand; the code before this one does not read notices of this kind.
On the way back: what was noticed is lost; the log keeps each opening, and that it was noticed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0135"

FITS_OLDER_CODE = False

OPENED = (
    "'document:content:read', 'document:emergency:read', 'document:content:download',"
    " 'document:content:compare'"
)
TABLES = ("notice", "reminder")
OLD = (
    "task",
    "report",
    "scoring",
    "request",
    "document",
    "comment",
    "basis",
    "activity",
    "case",
    "term",
    "breach",
)
ALL = (*OLD, "surge")
OF_PLACE = {"notice": "uq_notice_of_place", "reminder": "uq_reminder_of_place"}
KEYS = {
    "notice": ["person_id", "workspace_id", "kind"],
    "reminder": ["workspace_id", "ends_on", "moment", "person_id"],
}
JOB = "samenzicht_person() is null and organisation_id = samenzicht_organisation()"
OWN = "person_id = samenzicht_person()"
JOB_THERE = f"({JOB} and workspace_id in (select unnest(samenzicht_places())))"
OUTSIDE = f"({JOB} and {{0}} and workspace_id is null)"
BEFORE, NOW = "breach_id is not null", "num_nonnulls(breach_id, surge_id) = 1"
SEES = (
    f"({JOB}) or (organisation_id = (select samenzicht_organisation())"
    " and (select samenzicht_is_privacy_officer()))"
)
COUNTED = "samenzicht_opened(timestamptz)"
COUNTS = f"""
create function {COUNTED.replace("(", "(since ")} returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(distinct e.object_id)::integer from log_entry e
    where e.action in ({OPENED}) and e.at >= since and e.actor_id = samenzicht_person()
$$
"""
"""For a person, of the own openings alone."""
FOUND = "samenzicht_surges(timestamptz, integer, date)"
FINDS = f"""
create function samenzicht_surges(since timestamptz, most integer, today date)
returns table (organisation uuid, person uuid, documents integer, places uuid[])
language sql stable security definer set search_path = public, pg_temp as $$
  with opened as (
    select distinct e.actor_id, e.object_id from log_entry e
      where e.action in ({OPENED}) and e.at >= since and e.actor_id is not null
        and samenzicht_person() is null and samenzicht_organisation() is null),
  busy as (select o.actor_id from opened o group by 1 having count(*) >= most),
  told as (
    select p.organisation_id as home, d.organisation_id as owner, o.actor_id, d.id,
        d.workspace_id
      from busy b join opened o on o.actor_id = b.actor_id join person p on p.id = b.actor_id
        join document d on d.id = o.object_id),
  heard as (
    select t.home as hears, t.actor_id, t.id, t.workspace_id from told t
    union all
    select t.owner, t.actor_id, t.id, t.workspace_id from told t where t.owner <> t.home)
  select h.hears, h.actor_id, count(*)::integer, array_agg(distinct h.workspace_id)
    from heard h
    where not exists (select 1 from surge s
      where s.organisation_id = h.hears and s.person_id = h.actor_id and s.on_day = today)
    group by 1, 2 having count(*) >= most order by 1, 2
$$
"""
"""For the clock alone, which acts for no organisation."""


def _count(things: tuple[str, ...]) -> str:
    return f"num_nonnulls({', '.join(f'{each}_id' for each in things)})"


def _hold_to(things: tuple[str, ...], outside: str) -> None:
    """Let notices and reminders be about one of these things, in a workspace or outside one."""
    for table, index in OF_PLACE.items():
        op.create_check_constraint(op.f(f"ck_{table}_about"), table, f"{_count(things)} <= 1")
        op.create_check_constraint(
            op.f(f"ck_{table}_place"), table, f"(workspace_id is null) = ({outside})"
        )
        where = sa.text(f"{_count(things)} = 0")
        op.create_index(index, table, KEYS[table], unique=True, postgresql_where=where)
    there = f"{JOB_THERE} or {OUTSIDE.format(outside)}"
    op.execute(f"alter policy sees on notice using ({OWN} or {there})")
    op.execute(f"alter policy adds on notice with check ({there})")
    op.execute(
        f"alter policy changes on notice using ({OWN} or {there}) with check ({OWN} or {there})"
    )
    op.execute(f"alter policy adds on reminder with check ({there})")


def _let_go() -> None:
    for table, index in OF_PLACE.items():
        op.drop_constraint(op.f(f"ck_{table}_about"), table)
        op.drop_constraint(op.f(f"ck_{table}_place"), table)
        op.drop_index(index, table)


def upgrade() -> None:
    """Count from the log, and keep who was noticed."""
    op.create_index(
        "ix_log_entry_opened",
        "log_entry",
        ["at", "actor_id", "object_id"],
        postgresql_where=sa.text(f"action in ({OPENED})"),
    )
    _make_surge()
    _let_go()
    for table in TABLES:
        key = sa.ForeignKey("surge.id")
        op.add_column(table, sa.Column("surge_id", sa.Uuid(), key, nullable=True))
    op.create_unique_constraint("uq_notice_person_id_surge_id", "notice", ["person_id", "surge_id"])
    op.create_unique_constraint(
        "uq_reminder_surge_id_ends_on_moment_person_id",
        "reminder",
        ["surge_id", "ends_on", "moment", "person_id"],
    )
    _hold_to(ALL, NOW)
    for made, call in ((COUNTS, COUNTED), (FINDS, FOUND)):
        op.execute(made)
        op.execute(f"revoke execute on function {call} from public")
        op.execute(f"grant execute on function {call} to samenzicht_app")


def _make_surge() -> None:
    op.create_table(
        "surge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("places", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.UniqueConstraint(
            "organisation_id",
            "person_id",
            "on_day",
            name=op.f("uq_surge_organisation_id_person_id_on_day"),
        ),
    )
    op.execute("alter table surge enable row level security")
    op.execute("alter table surge force row level security")
    op.execute(f"create policy sees on surge for select using ({SEES})")
    op.execute(f"create policy adds on surge for insert with check ({JOB})")
    op.execute("create policy changes on surge for update using (false) with check (false)")
    op.execute("create policy removes on surge for delete using (false)")
    op.execute("grant select on surge to samenzicht_app, samenzicht_keeper")
    op.execute("grant insert on surge to samenzicht_app")


def downgrade() -> None:
    """Notice nobody any more."""
    op.execute(f"drop function {COUNTED}")
    op.execute(f"drop function {FOUND}")
    op.execute("delete from reminder where surge_id is not null")
    op.execute("delete from notice where surge_id is not null")
    _let_go()
    _hold_to(OLD, BEFORE)
    for table in TABLES:
        op.drop_column(table, "surge_id")
    op.drop_table("surge")
    op.drop_index("ix_log_entry_opened", "log_entry")
