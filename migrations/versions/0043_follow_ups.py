"""Each recommendation of an adopted report is followed; what was noted is never rewritten.

Why: what became of a recommendation must be traceable for ever. Follow-ups are made only by the
house, for the organisation that holds the pen of an adopted report; only the organisation that
owns the finding decides, which the database holds as well.
Deploy order: expand; the tables are new. Reports adopted before this have no follow-ups.
On the way back: follow-ups with their notes are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
SEES = f"{INSIDE} and ({SHARED} or organisation_id = {ME})"
BY_THE_HOUSE = (
    f"{INSIDE} and samenzicht_person() is null"
    " and exists (select 1 from report r where r.id = follow_up.report_id"
    " and r.workspace_id = follow_up.workspace_id and r.status = 'adopted'"
    f" and r.organisation_id = {ME} and coalesce(r.first_id, r.id) = follow_up.series_id)"
)
OF_CHAPTER = (
    "exists (select 1 from report_finding x join finding f on f.id = x.finding_id"
    " where x.report_id = follow_up.report_id and x.finding_id = follow_up.finding_id"
    " and f.organisation_id = follow_up.organisation_id)"
)
"""Whose it is follows from the finding; nobody can give the decision to another."""
OF_IT = (
    "exists (select 1 from follow_up f where f.id = follow_up_entry.follow_up_id"
    " and f.workspace_id = follow_up_entry.workspace_id{0})"
)
ADDS_ENTRY = (
    f"{INSIDE} and organisation_id = {ME} and made_by_id = (select samenzicht_person())"
    f" and {OF_IT.format(' and f.replaced_at is null')}"
    f" and ((kind = 'decision' and {OF_IT.format(f' and f.organisation_id = {ME}')})"
    f" or (kind <> 'decision' and {SHARED}))"
)
CHANGEABLE = "report_id, report_ref, position, due_on, replaced_at"
LOG = "object_kind <> 'follow_up' or exists (select 1 from follow_up x where x.id = object_id)"
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_follow_up()
    _make_entry()
    _wall("follow_up", sees=SEES, adds=f"{BY_THE_HOUSE} and {OF_CHAPTER}")
    _wall("follow_up_entry", sees=f"{INSIDE} and {OF_IT.format('')}", adds=ADDS_ENTRY)
    # Whoever adds to it takes the row first; only the house changes it.
    op.execute(
        f"create policy changes on follow_up for update using ({SEES})"
        f" with check ({INSIDE} and samenzicht_person() is null)"
    )
    op.execute("create policy changes on follow_up_entry for update using (false)")
    op.execute(f"grant update ({CHANGEABLE}) on follow_up to samenzicht_app")
    op.execute(f"create policy follow_ups on log_entry as restrictive for select using ({LOG})")


def _key(name: str, to: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _make_follow_up() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("report_id", "report"),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        _key("finding_id", "finding"),
        _key("organisation_id", "organisation"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("report_ref", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        _moment("made_at"),
        _moment("replaced_at", nullable=True),
        sa.CheckConstraint("text <> ''", name="ck_follow_up_text"),
    )
    op.create_index(
        "uq_follow_up_report_id", "follow_up", ["report_id", "finding_id", "position"], unique=True
    )
    op.create_index("ix_follow_up_series_id", "follow_up", ["workspace_id", "series_id"])


def _make_entry() -> None:
    op.create_table(
        "follow_up_entry",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("follow_up_id", "follow_up"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("response", sa.String(12), nullable=True),
        sa.Column("verdict", sa.String(12), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint("words <> ''", name="ck_follow_up_entry_words"),
        sa.CheckConstraint(
            "(kind = 'response') = (response is not null)", name="ck_follow_up_entry_response"
        ),
        sa.CheckConstraint(
            "(kind = 'decision') = (verdict is not null)", name="ck_follow_up_entry_verdict"
        ),
    )
    op.create_index(
        "uq_follow_up_entry_follow_up_id",
        "follow_up_entry",
        ["follow_up_id", "number"],
        unique=True,
    )


def _wall(table: str, *, sees: str, adds: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy follow_ups on log_entry")
    op.drop_table("follow_up_entry")
    op.drop_table("follow_up")
