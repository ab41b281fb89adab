"""Requests of privacy officers that what a line of a log says is erased, each a row of its own.

Why: an operator typed two logins, and the log then said that those two had asked and agreed, though
nobody had asked them. A request is a row that holds who asked, on which ground and why, who must
agree, and which fresh sign-ins were used for both. Nobody writes it but functions of the owner
role, which the next step makes. Only the officers of both organisations read it, and write of it in
the log of a workspace in which they do not work.
Deploy order: expand.
On the way back: requests are lost; the log keeps that they were made and what became of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0163"
down_revision = "0162"

FITS_OLDER_CODE = True

OWN = "samenzicht_organisation()"
GROUNDS = "'not_needed', 'consent', 'objection', 'unlawful', 'duty', 'child'"
SHOWN = (
    "(document_id is null or not (select samenzicht_is_weak())"
    " or samenzicht_is_unclassified(document_id))"
)
SEES = (
    f"(select {OWN}) in (organisation_id, agreeing_id) and (select samenzicht_is_privacy_officer())"
    f" and {SHOWN}"
)
TREE = (
    "(select samenzicht_is_privacy_officer()) and {0} in (select r.tree_id from erasure_request r"
    " where (select samenzicht_organisation()) in (r.organisation_id, r.agreeing_id))"
)
CHECKS = {
    "two": "organisation_id <> agreeing_id and (answer is distinct from 'approved'"
    " or answered_by_id <> asked_by_id)",
    "ground": f"ground in ({GROUNDS})",
    "answer": "answer in ('approved', 'refused', 'taken_back')",
    "answered": "num_nulls(answer, answered_by_id, answered_at) in (0, 3)",
    "ticket": "(answer_ticket_id is null) = (answer is distinct from 'approved')",
}


def upgrade() -> None:
    """Keep requests, and let officers write of them in the log."""
    _make_table()
    tree = TREE.format("id")
    op.execute(f"create policy erasure_sees on log_tree for select using ({tree})")
    op.execute(
        f"create policy erasure_changes on log_tree for update using ({tree}) with check ({tree})"
    )
    op.execute(
        "create policy erasure_adds on log_entry for insert with check ("
        "object_kind in ('erasure_request', 'log_erasure')"
        f" and actor_id = (select samenzicht_person()) and {TREE.format('tree_id')})"
    )


def _make_table() -> None:
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("tree_id", "log_tree"),
        sa.Column("index", sa.BigInteger(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        _key("document_id", "document", nullable=True),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        _key("organisation_id", "organisation"),
        _key("asked_by_id", "person"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_ticket_id", sa.Uuid(), nullable=False),
        _key("agreeing_id", "organisation"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _key("answered_by_id", "person", nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(10), nullable=True),
        sa.Column("answer_reason", sa.String(1000), nullable=False),
        sa.Column("answer_ticket_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("ask_ticket_id", name=op.f("uq_erasure_request_ask_ticket_id")),
        sa.UniqueConstraint("answer_ticket_id", name=op.f("uq_erasure_request_answer_ticket_id")),
        *(
            sa.CheckConstraint(condition, name=op.f(f"ck_erasure_request_{name}"))
            for name, condition in CHECKS.items()
        ),
    )
    op.create_index("ix_erasure_request_tree_id", "erasure_request", ["tree_id", "index"])
    op.execute("alter table erasure_request enable row level security")
    op.execute("alter table erasure_request force row level security")
    op.execute("grant select on erasure_request to samenzicht_app, samenzicht_keeper")
    op.execute(f"create policy sees on erasure_request for select using ({SEES})")
    op.execute("create policy adds on erasure_request for insert with check (false)")
    op.execute("create policy changes on erasure_request for update using (false)")
    op.execute("create policy removes on erasure_request for delete using (false)")


def _key(name: str, to: str, *, nullable: bool = False) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def downgrade() -> None:
    """Take the requests away."""
    op.execute("drop policy erasure_adds on log_entry")
    for name in ("erasure_changes", "erasure_sees"):
        op.execute(f"drop policy {name} on log_tree")
    op.drop_table("erasure_request")
