"""The work programme: investigations of a year, and the workspaces that carry them out.

Why: inspectorates publish each year which investigations they carry out, by societal task. A row is
seen as its owner decides, as in the year calendar. Which workspace carries an investigation out is
a row of its own, so that who may not see that workspace reads nothing of it, not in the
investigation's columns and not in its version.
Deploy order: expand; the code before this one knows none of these tables.
On the way back: programmes and links are lost; the log keeps their lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0059"
down_revision = "0058"

ME = "(select samenzicht_organisation())"
PERSON = "(select samenzicht_person())"
PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
KEEPS_PROGRAMME = """
create function samenzicht_keeps_programme() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from membership m join workspace w
        on w.id = m.workspace_id and w.lead_id = m.organisation_id
      where m.person_id = samenzicht_person() and m.organisation_id = samenzicht_organisation()
        and m.role = 'coordinator' and m.ended_at is null)
  or exists (
    select 1 from person p
      where p.id = samenzicht_person() and p.organisation_id = samenzicht_organisation()
        and 'coordinator' = any(p.duties))
$$
"""
COORDINATES = """
create function samenzicht_coordinates(place uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select place in (select samenzicht_workspaces()) and exists (
    select 1 from membership m
      where m.workspace_id = place and m.person_id = samenzicht_person()
        and m.organisation_id = samenzicht_organisation()
        and m.role = 'coordinator' and m.ended_at is null)
$$
"""
SEES = (
    f"{PERSON} is not null and {ME} is not null and (organisation_id = {ME}"
    f" or (withdrawn_at is null and ({ME} = any(named) or rest = 'everything')))"
)
KEEPS = f"organisation_id = {ME} and (select samenzicht_keeps_programme())"
SEES_LINK = f"{INSIDE} and exists (select 1 from investigation i where i.id = investigation_id)"
KEEPS_LINK = f"{KEEPS} and samenzicht_coordinates(workspace_id)"
LOG_OF_LINKS = (
    "object_kind <> 'investigation_workspace'"
    " or exists (select 1 from investigation_workspace x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""
LOG_OF_OWN = (
    f"tree_id = {PLATFORM} and object_kind = 'investigation' and exists"
    f" (select 1 from investigation x where x.id = object_id and x.organisation_id = {ME})"
)
"""An organisation reads who of its own people changed its programme."""
CHANGEABLE = (
    "task, title, summary, mode, phase, phase_reason, starts_on, ends_on, partners, named, rest,"
    " withdrawn_at, changed_at, version, before"
)


def upgrade() -> None:
    """Make the tables and the walls."""
    _make_investigations()
    _make_links()
    op.execute(KEEPS_PROGRAMME)
    op.execute(COORDINATES)
    _wall("investigation", sees=SEES, adds=KEEPS, changes=KEEPS)
    _wall("investigation_workspace", sees=SEES_LINK, adds=KEEPS_LINK, changes=KEEPS_LINK)
    op.execute(f"grant update ({CHANGEABLE}) on investigation to samenzicht_app")
    op.execute("grant update (ended_at) on investigation_workspace to samenzicht_app")
    op.execute(
        "create policy programme_links on log_entry as restrictive for select"
        f" using ({LOG_OF_LINKS})"
    )
    op.execute(f"create policy own_programme on log_entry for select using ({LOG_OF_OWN})")


def _key(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False)


def _text(name: str, length: int) -> sa.Column[sa.String]:
    return sa.Column(name, sa.String(length), nullable=False)


def _organisations(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.ARRAY(sa.Uuid()), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_investigations() -> None:
    op.create_table(
        "investigation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("organisation_id", "organisation"),
        sa.Column("year", sa.Integer(), nullable=False),
        _text("task", 12),
        _text("title", 200),
        sa.Column("summary", sa.Text(), nullable=False),
        _text("mode", 10),
        _text("phase", 12),
        _text("phase_reason", 500),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        _organisations("partners"),
        _organisations("named"),
        _text("rest", 12),
        _moment("withdrawn_at", nullable=True),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=True),
        sa.UniqueConstraint(
            "id", "organisation_id", "year", name=op.f("uq_investigation_id_organisation_id_year")
        ),
        sa.CheckConstraint("year between 2015 and 2099", name=op.f("ck_investigation_year")),
        sa.CheckConstraint("rest in ('nothing', 'everything')", name=op.f("ck_investigation_rest")),
        sa.CheckConstraint("char_length(summary) <= 1000", name=op.f("ck_investigation_summary")),
        sa.CheckConstraint(
            "(starts_on is null) = (ends_on is null) and (ends_on is null or ends_on >= starts_on)",
            name=op.f("ck_investigation_period"),
        ),
        sa.CheckConstraint(
            "phase <> 'dropped' or btrim(phase_reason) <> ''",
            name=op.f("ck_investigation_dropped"),
        ),
    )
    op.create_index("ix_investigation_year", "investigation", ["year", "task"])
    op.create_index("ix_investigation_organisation_id", "investigation", ["organisation_id"])


def _make_links() -> None:
    op.create_table(
        "investigation_workspace",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("investigation_id", sa.Uuid(), nullable=False),
        _key("workspace_id", "workspace"),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        _moment("linked_at"),
        _moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["investigation_id", "organisation_id", "year"],
            ["investigation.id", "investigation.organisation_id", "investigation.year"],
            name="fk_investigation_workspace_investigation_id_investigation",
        ),
    )
    op.create_index(
        "ix_investigation_workspace_investigation_id",
        "investigation_workspace",
        ["investigation_id"],
    )
    op.create_index(
        "uq_investigation_workspace_workspace_id",
        "investigation_workspace",
        ["workspace_id", "organisation_id", "year"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )


def _wall(table: str, *, sees: str, adds: str, changes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert on {table} to samenzicht_app")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy own_programme on log_entry")
    op.execute("drop policy programme_links on log_entry")
    op.drop_table("investigation_workspace")
    op.drop_table("investigation")
    op.execute("drop function samenzicht_coordinates(uuid)")
    op.execute("drop function samenzicht_keeps_programme()")
