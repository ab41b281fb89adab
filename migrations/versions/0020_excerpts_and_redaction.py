"""A document can be made of another, with passages blacked out for a reason.

Why: partners may need a part of a document and not the rest. What is prepared, and of which
document an excerpt was made, is known to the organisation that brought the source and to nobody
else, also in the log. Why passages are gone is for everybody who sees the excerpt.
Deploy order: expand; the tables are new, and no line of the log is about one yet.
On the way back: what was prepared, the links and the grounds are lost; the documents stay, and so
do the lines of the log.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
MINE = "organisation_id = (select samenzicht_organisation())"
OWN_DOCUMENT = (
    "exists (select 1 from document x where x.id = {column}"
    " and x.workspace_id = {table}.workspace_id"
    " and x.organisation_id = (select samenzicht_organisation()))"
)
OF_REDACTION = (
    f"{INSIDE} and exists (select 1 from redaction r where r.id = redaction_id"
    " and r.workspace_id = redaction_mark.workspace_id)"
)
OF_DOCUMENT = "exists (select 1 from document x where x.id = document_id)"
OWN_REDACTION = f"{INSIDE} and {MINE} and " + OWN_DOCUMENT.format(
    column="document_id", table="redaction"
)
OWN_EXCERPT = f"{INSIDE} and {MINE} and " + " and ".join(
    OWN_DOCUMENT.format(column=column, table="excerpt") for column in ("document_id", "source_id")
)
OWN_PASSAGE = f"{INSIDE} and " + OWN_DOCUMENT.format(column="document_id", table="blacked_passage")
# table: (who sees a row, who adds one, who changes one, who takes one away)
WALLS = {
    "redaction": (f"{INSIDE} and {MINE}", OWN_REDACTION, OWN_REDACTION, "false"),
    "redaction_mark": (OF_REDACTION, OF_REDACTION, "false", OF_REDACTION),
    "excerpt": (f"{INSIDE} and {MINE}", OWN_EXCERPT, "false", "false"),
    "blacked_passage": (f"{INSIDE} and {OF_DOCUMENT}", OWN_PASSAGE, "false", "false"),
}
LOG_KINDS = ("redaction", "excerpt")


def upgrade() -> None:
    """Make the tables with their walls, and hide what the log says about them from others."""
    _tables()
    for table, (sees, adds, changes, removes) in WALLS.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy sees on {table} for select using ({sees})")
        op.execute(f"create policy adds on {table} for insert with check ({adds})")
        op.execute(
            f"create policy changes on {table} for update using ({changes}) with check ({changes})"
        )
        op.execute(f"create policy removes on {table} for delete using ({removes})")
        op.execute(f"grant select on {table} to samenzicht_app, samenzicht_keeper")
        op.execute(f"grant insert on {table} to samenzicht_app")
    op.execute("grant update (number, pages, changed_at, version) on redaction to samenzicht_app")
    op.execute("grant delete on redaction_mark to samenzicht_app")
    kinds = ", ".join(f"'{kind}'" for kind in LOG_KINDS)
    own = "".join(
        f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
        for kind in LOG_KINDS
    )
    op.execute(
        "create policy excerpts_are_of_the_owner on log_entry as restrictive for select"
        f" using (object_kind not in ({kinds}){own})"
    )


def downgrade() -> None:
    """Take it all away again."""
    op.execute("drop policy excerpts_are_of_the_owner on log_entry")
    for table in ("blacked_passage", "excerpt", "redaction_mark", "redaction"):
        op.drop_table(table)


def _key(name: str, to: str, **more: bool) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=False, **more)


def _moment(name: str) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _pages() -> sa.Column[list[int]]:
    return sa.Column("pages", postgresql.ARRAY(sa.Integer()), nullable=False)


def _tables() -> None:
    op.create_table(
        "redaction",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("document_id", "document"),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        sa.Column("number", sa.Integer(), nullable=False),
        _pages(),
        _moment("changed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("document_id", name="uq_redaction_document_id"),
    )
    op.create_table(
        "redaction_mark",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("redaction_id", "redaction"),
        _key("workspace_id", "workspace"),
        sa.Column("page", sa.Integer(), nullable=False),
        *(
            sa.Column(side, sa.SmallInteger(), nullable=False)
            for side in ("left", "top", "right", "bottom")
        ),
        sa.Column("ground", sa.String(10), nullable=False),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.CheckConstraint("page > 0", name="ck_redaction_mark_page"),
        sa.CheckConstraint(
            '0 <= "left" and "left" < "right" and "right" <= 10000'
            " and 0 <= top and top < bottom and bottom <= 10000",
            name="ck_redaction_mark_place",
        ),
    )
    op.create_index("ix_redaction_mark_redaction_id", "redaction_mark", ["redaction_id", "page"])
    op.create_table(
        "excerpt",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("document_id", "document"),
        _key("source_id", "document"),
        sa.Column("source_number", sa.Integer(), nullable=False),
        _key("workspace_id", "workspace"),
        _key("organisation_id", "organisation"),
        _pages(),
        _key("made_by_id", "person"),
        _moment("made_at"),
        sa.UniqueConstraint("document_id", name="uq_excerpt_document_id"),
    )
    op.create_index("ix_excerpt_source_id", "excerpt", ["source_id"])
    op.create_table(
        "blacked_passage",
        _key("document_id", "document", primary_key=True),
        sa.Column("page", sa.Integer(), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        _key("workspace_id", "workspace"),
        sa.Column("ground", sa.String(10), nullable=False),
    )
