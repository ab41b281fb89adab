"""Every version of a finding, and who asked for each change.

Why: reports whose changes cannot be traced are the wound this heals. A version is written once and
stays; so does the note of who asked for it, in what capacity, and what became of it. A version that
only its own organisation read stays with it, also when a later one is shared.
Deploy order: expand; code before this one writes no versions, so let it end first.
On the way back: the older versions and the notes are lost; findings and the log stay.

A finding that is there already begins with the version it has now.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SEES = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id"
    f" and (f.organisation_id = {ME} or {{0}}.audience = 'workspace'))"
)
"""The finding must be visible, and so must this version of it."""
ADDS = (
    f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id"
    f" and f.organisation_id = {ME} and f.workspace_id = {{0}}.workspace_id"
    " and f.audience = {0}.audience and {1})"
)
"""Only the author's organisation, only about the version that stands, for no wider audience."""
NOW = {
    "finding_version": (
        "f.version = finding_version.number and f.status = finding_version.status"
        " and f.judgement = finding_version.judgement and f.title = finding_version.title"
        " and f.text = finding_version.text"
        " and author_id = (select samenzicht_person())"
    ),
    "influence": (
        "(influence.number is null or f.version = influence.number)"
        " and noted_by_id = (select samenzicht_person())"
    ),
}
FIRST = """
insert into finding_version
  (finding_id, number, workspace_id, title, text, norm_id, aspect, judgement, audience, status,
   recommendations, author_id, made_at)
select f.id, f.version, f.workspace_id, f.title, f.text, f.norm_id, f.aspect, f.judgement,
       f.audience, f.status,
       coalesce((select jsonb_agg(jsonb_build_object('text', r.text, 'addressee', r.addressee,
                                                     'due_on', r.due_on) order by r.position)
                   from recommendation r where r.finding_id = f.id), '[]'::jsonb),
       f.author_id, f.changed_at
  from finding f
"""


def upgrade() -> None:
    """Make the tables, begin them, and put up the walls."""
    _make_versions()
    _make_influence()
    op.execute(FIRST)
    for table, now in NOW.items():
        _wall(table, now)


def _key(name: str, to: str, *, primary: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(
        name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False, primary_key=primary
    )


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    kind: sa.types.TypeEngine[str] = sa.String(length) if length else sa.Text()
    return sa.Column(name, kind, nullable=False)


def _make_versions() -> None:
    op.create_table(
        "finding_version",
        _key("finding_id", "finding", primary=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        _key("workspace_id", "workspace"),
        _text("title", 200),
        _text("text"),
        _key("norm_id", "norm"),
        *(_text(name, 20) for name in ("aspect", "judgement", "audience")),
        _text("status", 10),
        sa.Column("recommendations", postgresql.JSONB(), nullable=False),
        _key("author_id", "person"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience in ('own', 'workspace')", name="ck_finding_version_audience"),
    )


def _make_influence() -> None:
    op.create_table(
        "influence",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("finding_id", "finding"),
        _key("workspace_id", "workspace"),
        sa.Column("number", sa.Integer(), nullable=True),
        _text("asked_by", 200),
        _text("capacity", 20),
        _text("asked"),
        _text("outcome", 20),
        _text("reason"),
        _text("audience", 20),
        _key("noted_by_id", "person"),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(number is null) = (outcome = 'not_adopted')", name="ck_influence_version"
        ),
        sa.CheckConstraint(
            "outcome <> 'not_adopted' or (asked <> '' and reason <> '')", name="ck_influence_reason"
        ),
        sa.CheckConstraint("capacity = 'own' or asked_by <> ''", name="ck_influence_asked_by"),
    )
    op.create_index(op.f("ix_influence_finding_id"), "influence", ["finding_id"])


def _wall(table: str, now: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({SEES.format(table)})")
    op.execute(f"create policy adds on {table} for insert with check ({ADDS.format(table, now)})")
    op.execute(f"create policy changes on {table} for update using (false) with check (false)")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.drop_table("influence")
    op.drop_table("finding_version")
