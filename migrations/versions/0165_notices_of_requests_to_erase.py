"""Privacy officers hear of requests to erase a line of a log, and of what became of them.

Why: both officers stand behind what is erased, and the log says so; so both are told, in no
workspace, as of a data breach.
Deploy order: expand; the code before this one does not read notices of these kinds.
On the way back: those notices are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0165"
down_revision = "0164"

FITS_OLDER_CODE = False

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
    "surge",
)
ALL = (*OLD, "erasure")
OF_PLACE = {"notice": "uq_notice_of_place", "reminder": "uq_reminder_of_place"}
KEYS = {
    "notice": ["person_id", "workspace_id", "kind"],
    "reminder": ["workspace_id", "ends_on", "moment", "person_id"],
}
JOB = "samenzicht_person() is null and organisation_id = samenzicht_organisation()"
OWN = "person_id = samenzicht_person()"
JOB_THERE = f"({JOB} and workspace_id in (select unnest(samenzicht_places())))"
OUTSIDE = f"({JOB} and {{0}} and workspace_id is null)"
BEFORE = "num_nonnulls(breach_id, surge_id) = 1"
NOW = "num_nonnulls(breach_id, surge_id, erasure_id) = 1"


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
    """Let a notice be about a request."""
    _let_go()
    for table in TABLES:
        key = sa.ForeignKey("erasure_request.id")
        op.add_column(table, sa.Column("erasure_id", sa.Uuid(), key, nullable=True))
    op.create_unique_constraint(
        "uq_notice_person_id_erasure_id", "notice", ["person_id", "erasure_id"]
    )
    op.create_unique_constraint(
        "uq_reminder_erasure_id_ends_on_moment_person_id",
        "reminder",
        ["erasure_id", "ends_on", "moment", "person_id"],
    )
    _hold_to(ALL, NOW)


def downgrade() -> None:
    """Tell nobody of it any more."""
    op.execute("delete from reminder where erasure_id is not null")
    op.execute("delete from notice where erasure_id is not null")
    _let_go()
    _hold_to(OLD, BEFORE)
    for table in TABLES:
        op.drop_column(table, "erasure_id")
