"""Many cases in one workspace: reports of calamities and violence, their triage and their terms.

Why: the committee for youth reports handles each report as a case of its own, under a pseudonym.
Cases are for the lead and the partners of a workspace whose template says that it holds cases.
What was decided and why a term moved is written once and never changed; the database holds that.
Deploy order: expand; the code before this one knows none of these tables, and the column of
workspace has a default. Workspaces of the template for youth reports hold cases from now on.
On the way back: cases are lost; the log keeps their lines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0064"
down_revision = "0063"

ME = "(select samenzicht_organisation())"
PERSON = "(select samenzicht_person())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
SHARED = "workspace_id = any(array(select samenzicht_shared_workspaces()))"
SEES = f"{INSIDE} and {SHARED}"
HOLDS = "exists (select 1 from workspace w where w.id = {0}.workspace_id and w.holds_cases)"
OF_CASE = (
    "exists (select 1 from incident_case c where c.id = {0}.case_id"
    " and c.workspace_id = {0}.workspace_id)"
)
INSTITUTIONS = (
    "exists (select 1 from incident_institution i where i.id = institution_id"
    " and i.workspace_id = incident_case.workspace_id)"
    " and (municipality_id is null or exists (select 1 from incident_institution i"
    " where i.id = municipality_id and i.workspace_id = incident_case.workspace_id))"
)
LOG = (
    "object_kind <> 'incident_case'"
    " or exists (select 1 from incident_case x where x.id = object_id)"
)
"""Beside what the log's wall says already, so it only ever narrows."""
CHANGEABLE = "organisation_id, status, aspect, theme, due_on, closed_at, changed_at, version"


def upgrade() -> None:
    """Make the tables with their walls."""
    op.add_column(
        "workspace",
        sa.Column("holds_cases", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("update workspace set holds_cases = true where template = 'cmj'")
    _make_institutions()
    _make_cases()
    _make_decisions()
    _make_terms()
    _make_changes()
    mine = f"{SEES} and made_by_id = {PERSON}"
    of_term = (
        "exists (select 1 from incident_term t where t.id = incident_term_change.term_id"
        " and t.case_id = incident_term_change.case_id)"
    )
    _wall("incident_institution", adds=f"{SEES} and {HOLDS.format('incident_institution')}")
    _wall(
        "incident_case",
        adds=f"{SEES} and registered_by_id = {PERSON} and {HOLDS.format('incident_case')}"
        f" and {INSTITUTIONS}",
        changes=SEES,
    )
    _wall(
        "incident_decision",
        adds=f"{mine} and organisation_id = {ME} and {OF_CASE.format('incident_decision')}",
    )
    _wall("incident_term", adds=f"{SEES} and {OF_CASE.format('incident_term')}", changes=SEES)
    _wall(
        "incident_term_change",
        adds=f"{mine} and {OF_CASE.format('incident_term_change')} and {of_term}",
    )
    op.execute(f"grant update ({CHANGEABLE}) on incident_case to samenzicht_app")
    op.execute("grant update (ended_on) on incident_term to samenzicht_app")
    op.execute(f"create policy cases on log_entry as restrictive for select using ({LOG})")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[sa.String]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> sa.Column[sa.Date]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[sa.Integer]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _make_institutions() -> None:
    op.create_table(
        "incident_institution",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        sa.Column("is_municipality", sa.Boolean(), nullable=False),
        _text("name", 200),
        _text("match_key", 200),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_incident_institution_name")),
    )
    op.create_index(
        "uq_incident_institution_workspace_id",
        "incident_institution",
        ["workspace_id", "is_municipality", "match_key"],
        unique=True,
    )


def _make_cases() -> None:
    op.create_table(
        "incident_case",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _text("ref", 30),
        _text("pseudonym", 40),
        _text("kind", 10),
        _text("sender", 12),
        _key("institution_id", "incident_institution"),
        _key("municipality_id", "incident_institution", nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        _day("received_on"),
        _day("registered_on"),
        _key("registered_by_id", "person"),
        _moment("registered_at"),
        _text("status", 14),
        _text("aspect", 12, nullable=True),
        _text("theme", 12, nullable=True),
        _day("due_on", nullable=True),
        _moment("closed_at", nullable=True),
        _moment("changed_at"),
        _number("version"),
        sa.CheckConstraint("registered_on >= received_on", name=op.f("ck_incident_case_received")),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at is not null)", name=op.f("ck_incident_case_closed")
        ),
        sa.CheckConstraint(
            "status <> 'closed' or due_on is null", name=op.f("ck_incident_case_due")
        ),
    )
    for name, column in (("ref", "ref"), ("pseudonym", "pseudonym")):
        op.create_index(
            f"uq_incident_case_{name}", "incident_case", ["workspace_id", column], unique=True
        )
    op.create_index("ix_incident_case_due_on", "incident_case", ["workspace_id", "due_on", "id"])


def _make_decisions() -> None:
    op.create_table(
        "incident_decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _number("number"),
        _text("outcome", 20),
        _text("within", 8, nullable=True),
        sa.Column("is_acute", sa.Boolean(), nullable=False),
        sa.Column("informs", postgresql.ARRAY(sa.String(12)), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_incident_decision_reason")),
    )
    op.create_index(
        "uq_incident_decision_case_id", "incident_decision", ["case_id", "number"], unique=True
    )


def _make_terms() -> None:
    op.create_table(
        "incident_term",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _number("number"),
        _text("code", 20),
        _text("name", 120),
        _text("name_en", 120),
        _number("length"),
        _text("unit", 12),
        _text("legal_system", 24),
        sa.Column("binds", sa.Boolean(), nullable=False),
        _text("source", 200),
        _day("starts_on"),
        _day("ended_on", nullable=True),
        sa.CheckConstraint("length > 0", name=op.f("ck_incident_term_length")),
    )
    op.create_index("uq_incident_term_case_id", "incident_term", ["case_id", "number"], unique=True)


def _make_changes() -> None:
    op.create_table(
        "incident_term_change",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("term_id", "incident_term"),
        _key("case_id", "incident_case"),
        _key("workspace_id", "workspace"),
        _number("number"),
        _text("kind", 10),
        _day("first_day", nullable=True),
        _day("last_day", nullable=True),
        _number("length", nullable=True),
        _text("unit", 12, nullable=True),
        _text("reason", 500),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint(
            "(kind = 'suspended') = (first_day is not null and last_day is not null)"
            " and (kind = 'suspended') = (length is null and unit is null)",
            name=op.f("ck_incident_term_change_kind"),
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_incident_term_change_days")),
        sa.CheckConstraint("length > 0", name=op.f("ck_incident_term_change_length")),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_incident_term_change_reason")),
    )
    op.create_index("ix_incident_term_change_term_id", "incident_term_change", ["term_id"])


def _wall(table: str, *, adds: str, changes: str = "false") -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({SEES})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using (false)")
    op.execute(f"grant select, insert on {table} to samenzicht_app")
    op.execute(f"grant select on {table} to samenzicht_keeper")


def downgrade() -> None:
    """Take the tables away."""
    op.execute("drop policy cases on log_entry")
    for table in (
        "incident_term_change",
        "incident_term",
        "incident_decision",
        "incident_case",
        "incident_institution",
    ):
        op.drop_table(table)
    op.drop_column("workspace", "holds_cases")
