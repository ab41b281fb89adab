"""The inspected organisation is heard about a frozen report; its remarks become a ledger.

Why: what an organisation says of a report, and what became of it, must be traceable for ever. The
words of a remark are never rewritten; only the organisation that owns the finding decides about
it, which the database holds as well. What was put forward is bound to the frozen report.
Deploy order: expand; the tables are new.
On the way back: hearings and their ledgers are lost; the log keeps its lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
LEADS_REPORT = (
    "exists (select 1 from report r where r.id = {0}.report_id"
    " and r.workspace_id = {0}.workspace_id"
    f" and (r.organisation_id = {ME} or samenzicht_leads(r.workspace_id)){{1}})"
)
"""The actor's organisation leads the workspace, or holds the pen of the report."""
SEES = f"{INSIDE} and exists (select 1 from rebuttal b where b.id = rebuttal_id)"


def _of_led(table: str, condition: str = "") -> str:
    """Require a rebuttal in the same workspace that the actor's organisation leads."""
    return (
        f"{INSIDE} and exists (select 1 from rebuttal b where b.id = {table}.rebuttal_id"
        f" and b.workspace_id = {table}.workspace_id{condition}"
        f" and {LEADS_REPORT.format('b', '')})"
    )


FROZEN = " and r.frozen_sha256 is not null and coalesce(r.first_id, r.id) = rebuttal.series_id"
OF_OWNER = (
    "((finding_id is null and organisation_id ="
    " (select b.organisation_id from rebuttal b where b.id = rebuttal_id))"
    " or exists (select 1 from rebuttal_finding f where f.rebuttal_id = rebuttal_item.rebuttal_id"
    " and f.finding_id = rebuttal_item.finding_id"
    " and f.organisation_id = rebuttal_item.organisation_id))"
)
"""A remark is decided by who owns the finding; about the whole, by who opened the rebuttal."""
PUT = (
    " and exists (select 1 from report_finding x where x.report_id = b.report_id"
    " and x.finding_id = rebuttal_finding.finding_id"
    " and x.finding_version = rebuttal_finding.finding_version)"
    " and exists (select 1 from finding f where f.id = rebuttal_finding.finding_id"
    " and f.organisation_id = rebuttal_finding.organisation_id)"
    " and b.sent_on is null"
)
WALLS: dict[str, tuple[str, str, str]] = {
    "rebuttal": (
        (
            f"{INSIDE} and ({SHARED} or organisation_id = {ME})"
            " and exists (select 1 from report r where r.id = report_id)"
        ),
        f"{INSIDE} and organisation_id = {ME} and {LEADS_REPORT.format('rebuttal', FROZEN)}",
        f"{INSIDE} and {LEADS_REPORT.format('rebuttal', '')}",
    ),
    "rebuttal_finding": (SEES, _of_led("rebuttal_finding", PUT), "false"),
    "rebuttal_extension": (
        SEES,
        _of_led("rebuttal_extension", " and b.closed_at is null")
        + " and made_by_id = (select samenzicht_person())",
        "false",
    ),
    "rebuttal_item": (
        SEES,
        _of_led("rebuttal_item", " and b.sent_on is not null and b.closed_at is null")
        + f" and decision is null and {OF_OWNER}"
        + " and entered_by_id is not distinct from (select samenzicht_person())",
        f"{INSIDE} and organisation_id = {ME}",
    ),
}
CHANGEABLE = {
    "rebuttal": "sent_on, way, answered_at, closed_at, closed_by_id, changed_at, version",
    "rebuttal_item": "decision, reason, followed_by, decided_by_id, decided_at, version",
}
LOG = "object_kind <> 'rebuttal' or exists (select 1 from rebuttal x where x.id = object_id)"
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make the tables with their walls."""
    _make_rebuttal()
    _make_put()
    _make_extension()
    _make_item()
    for table, wall in WALLS.items():
        _wall(table, wall)
    for table, columns in CHANGEABLE.items():
        op.execute(f"grant update ({columns}) on {table} to samenzicht_app")
    op.execute(f"create policy rebuttals on log_entry as restrictive for select using ({LOG})")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _id() -> sa.Column[sa.Uuid]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _make_rebuttal() -> None:
    op.create_table(
        "rebuttal",
        _id(),
        _key("workspace_id", "workspace"),
        _key("report_id", "report"),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        _key("organisation_id", "organisation"),
        _text("entity", 200),
        _text("contact", 200),
        _text("email", 254),
        _whole("length"),
        _text("unit", 12),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("way", sa.String(10), nullable=True),
        _moment("answered_at", nullable=True),
        _moment("closed_at", nullable=True),
        _key("closed_by_id", "person", nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _whole("pages"),
        _text("blob_id", 32),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        _key("opened_by_id", "person"),
        _moment("opened_at"),
        _moment("changed_at"),
        _whole("version"),
        sa.CheckConstraint("length between 1 and 366", name="ck_rebuttal_length"),
        sa.CheckConstraint("(sent_on is null) = (way is null)", name="ck_rebuttal_sent"),
        sa.CheckConstraint(
            "answered_at is null or sent_on is not null", name="ck_rebuttal_answered"
        ),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_by_id is null)", name="ck_rebuttal_closed"
        ),
    )
    op.create_index("ix_rebuttal_report_id", "rebuttal", ["report_id"])
    op.create_index("ix_rebuttal_blob_id", "rebuttal", ["blob_id"])
    op.create_index("ix_rebuttal_series_id", "rebuttal", ["workspace_id", "series_id"])


def _make_put() -> None:
    op.create_table(
        "rebuttal_finding",
        sa.Column("rebuttal_id", sa.Uuid(), sa.ForeignKey("rebuttal.id"), primary_key=True),
        sa.Column("finding_id", sa.Uuid(), sa.ForeignKey("finding.id"), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _whole("position"),
        _whole("finding_version"),
        _text("ref", 40),
        _text("title", 200),
    )


def _make_extension() -> None:
    op.create_table(
        "rebuttal_extension",
        _id(),
        _key("rebuttal_id", "rebuttal"),
        _key("workspace_id", "workspace"),
        _whole("length"),
        _text("unit", 12),
        _text("reason", 500),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint("length between 1 and 366", name="ck_rebuttal_extension_length"),
    )
    op.create_index("ix_rebuttal_extension_rebuttal_id", "rebuttal_extension", ["rebuttal_id"])


def _make_item() -> None:
    op.create_table(
        "rebuttal_item",
        _id(),
        _key("rebuttal_id", "rebuttal"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        _whole("number"),
        _text("place", 200),
        sa.Column("remark", sa.Text(), nullable=False),
        _text("source", 10),
        sa.Column("received_on", sa.Date(), nullable=False),
        _key("entered_by_id", "person", nullable=True),
        _moment("entered_at"),
        sa.Column("decision", sa.String(20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("followed_by", sa.Integer(), nullable=True),
        _key("decided_by_id", "person", nullable=True),
        _moment("decided_at", nullable=True),
        _whole("version"),
        sa.ForeignKeyConstraint(
            ["rebuttal_id", "finding_id"],
            ["rebuttal_finding.rebuttal_id", "rebuttal_finding.finding_id"],
            name="fk_rebuttal_item_finding",
        ),
        sa.CheckConstraint("remark <> ''", name="ck_rebuttal_item_remark"),
        sa.CheckConstraint(
            "(decision is null) = (decided_at is null) and (decision is null) = (reason = '')"
            " and (decision is null) = (decided_by_id is null)",
            name="ck_rebuttal_item_decided",
        ),
        sa.CheckConstraint(
            "followed_by is null or (finding_id is not null and decision in ('adopted', 'partly'))",
            name="ck_rebuttal_item_followed_by",
        ),
    )
    op.create_index(
        "uq_rebuttal_item_rebuttal_id", "rebuttal_item", ["rebuttal_id", "number"], unique=True
    )


def _wall(table: str, wall: tuple[str, str, str]) -> None:
    sees, adds, changes = wall
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy rebuttals on log_entry")
    for table in ("rebuttal_item", "rebuttal_extension", "rebuttal_finding", "rebuttal"):
        op.drop_table(table)
