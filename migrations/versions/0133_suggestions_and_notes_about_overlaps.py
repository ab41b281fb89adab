"""The lead suggests how two others settle an overlap, and an authority notes what it did about one.

Why: who coordinates saw an overlap between two others and could do nothing; and who called about a
plan that is not shared, or lets a visit fall in its own quiet period, saw that overlap as open for
ever. A suggestion is known to the lead and the two; it moves nothing. A note is of one authority
and known to it alone; it holds while both windows are as they were when it was written.
Deploy order: expand; the code before this one knows neither.
On the way back: suggestions and notes are lost; windows and the log stay as they are.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0133"
down_revision = "0132"

FITS_OLDER_CODE = True

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(samenzicht_places())"
SHARED = "workspace_id = any(samenzicht_shared_places())"
OF_THREE = f"{INSIDE} and {ME} in (organisation_id, first_id, second_id)"


def knows(activity: str, *, owner: str, other: str, table: str) -> str:
    """Hold when an activity stands, is of its owner here, and the other may know that it is."""
    return (
        f"exists (select 1 from activity_notice n where n.activity_id = {table}.{activity}"
        f" and n.organisation_id = {table}.{owner} and n.workspace_id = {table}.workspace_id"
        f" and (n.rest <> 'nothing' or {table}.{other} = any(n.named)))"
    )


SUGGESTS = (
    f"{SHARED} and organisation_id = {ME} and status = 'open'"
    " and exists (select 1 from workspace w where w.id = overlap_suggestion.workspace_id"
    " and w.lead_id = overlap_suggestion.organisation_id) and "
    + knows("first_activity_id", owner="first_id", other="second_id", table="overlap_suggestion")
    + " and "
    + knows("second_activity_id", owner="second_id", other="first_id", table="overlap_suggestion")
)
OWN = f"{INSIDE} and organisation_id = {ME}"
NOTES = f"{SHARED} and organisation_id = {ME}" + "".join(
    f" and exists (select 1 from activity_notice n where n.activity_id = overlap_note.{each}"
    " and n.workspace_id = overlap_note.workspace_id)"
    for each in ("first_activity_id", "second_activity_id")
)
CHANGEABLE = {
    "overlap_suggestion": (
        "status, first_declined, second_declined, taken_by_id, changed_at, version"
    ),
    "overlap_note": "taken_back_at, version",
}
LOG = {
    kind: (f"object_kind <> '{kind}' or exists (select 1 from {kind} x where x.id = object_id)")
    for kind in CHANGEABLE
}
"""Beside what the log's wall says already, so it only ever narrows."""


def upgrade() -> None:
    """Make both tables with their walls."""
    _make_suggestions()
    _make_notes()
    _wall("overlap_suggestion", sees=OF_THREE, adds=SUGGESTS, changes=OF_THREE)
    _wall("overlap_note", sees=OWN, adds=NOTES, changes=OWN)


def _make_suggestions() -> None:
    op.create_table(
        "overlap_suggestion",
        *_common(),
        _key("first_id", "organisation"),
        _key("second_id", "organisation"),
        *_pair(),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("first_declined", sa.String(500), nullable=False),
        sa.Column("second_declined", sa.String(500), nullable=False),
        _key("taken_by_id", "organisation", nullable=True),
        _key("suggested_by_id", "person"),
        _moment("suggested_at"),
        _moment("changed_at"),
        sa.CheckConstraint(
            "first_id <> second_id and organisation_id not in (first_id, second_id)",
            name=op.f("ck_overlap_suggestion_three"),
        ),
        sa.CheckConstraint(
            "first_activity_id < second_activity_id", name=op.f("ck_overlap_suggestion_pair")
        ),
        sa.CheckConstraint(
            "(kind = 'keep') = (starts_on is null) and (starts_on is null) = (ends_on is null)",
            name=op.f("ck_overlap_suggestion_window"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_overlap_suggestion_days")),
        sa.CheckConstraint(
            "(status = 'taken') = (taken_by_id is not null)",
            name=op.f("ck_overlap_suggestion_taken"),
        ),
    )
    op.create_index(
        "uq_overlap_suggestion_pair",
        "overlap_suggestion",
        ["first_activity_id", "second_activity_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    for each in ("first_id", "second_id"):
        op.create_index(f"ix_overlap_suggestion_{each}", "overlap_suggestion", [each, "status"])


def _make_notes() -> None:
    op.create_table(
        "overlap_note",
        *_common(),
        *_pair(),
        *(
            sa.Column(f"{side}_{day}", sa.Date(), nullable=False)
            for side in ("first", "second")
            for day in ("starts_on", "ends_on")
        ),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("called_with", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        _key("noted_by_id", "person"),
        _moment("noted_at"),
        _moment("taken_back_at", nullable=True),
        sa.CheckConstraint(
            "first_activity_id < second_activity_id", name=op.f("ck_overlap_note_pair")
        ),
        sa.CheckConstraint(
            "(kind = 'called') = (called_on is not null)"
            " and (kind = 'called') = (called_with <> '')"
            " and (kind = 'called' or reason <> '')",
            name=op.f("ck_overlap_note_kind"),
        ),
    )
    op.create_index(
        "uq_overlap_note_pair",
        "overlap_note",
        ["organisation_id", "first_activity_id", "second_activity_id"],
        unique=True,
        postgresql_where=sa.text("taken_back_at is null"),
    )


def _common() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _pair() -> list[sa.Column[object]]:
    return [_key("first_activity_id", "activity"), _key("second_activity_id", "activity")]


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


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
    op.execute(f"grant update ({CHANGEABLE[table]}) on {table} to samenzicht_app")
    op.execute(f"create policy {table} on log_entry as restrictive for select using ({LOG[table]})")


def downgrade() -> None:
    """Take both tables away."""
    for table in CHANGEABLE:
        op.execute(f"drop policy {table} on log_entry")
        op.drop_table(table)
