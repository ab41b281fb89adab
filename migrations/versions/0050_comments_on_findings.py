"""People comment on a finding as they do beside a document.

Why: others read a finding and only its author changes it, so what they think of it needs a place.
A thread stands beside one thing: a document, for who may take its words along, or a finding, for
who reads it.
Deploy order: expand; the code before this one reads and writes comments beside documents as before.
On the way back: comments on findings are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
BESIDE_DOCUMENT = (
    f"{INSIDE} and exists (select 1 from document x where x.id = document_id"
    " and (x.organisation_id = (select samenzicht_organisation())"
    " or x.policy_id = any(array(select samenzicht_policies(3::smallint)))))"
)
BESIDE_FINDING = f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)"
BESIDE = f"({BESIDE_DOCUMENT}) or ({BESIDE_FINDING})"
AUTHOR = (
    "author_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)
SAME_DOCUMENT = (
    "exists (select 1 from comment_thread t"
    " where t.id = thread_id and t.document_id = comment.document_id)"
)
SAME_THING = (
    "exists (select 1 from comment_thread t where t.id = thread_id"
    " and coalesce(t.document_id, t.finding_id)"
    " = coalesce(comment.document_id, comment.finding_id))"
)
WALLS = (
    ("comment_thread", "sees", BESIDE_DOCUMENT, BESIDE),
    ("comment_thread", "adds", BESIDE_DOCUMENT, BESIDE),
    ("comment_thread", "changes", BESIDE_DOCUMENT, BESIDE),
    ("comment", "sees", BESIDE_DOCUMENT, BESIDE),
    (
        "comment",
        "adds",
        f"{BESIDE_DOCUMENT} and {AUTHOR} and {SAME_DOCUMENT}",
        f"({BESIDE}) and {AUTHOR} and {SAME_THING}",
    ),
    ("comment", "changes", f"{BESIDE_DOCUMENT} and {AUTHOR}", f"({BESIDE}) and {AUTHOR}"),
)
"""Table, policy, its condition before, and after."""
COMMANDS = {
    "sees": "using ({0})",
    "adds": "with check ({0})",
    "changes": "using ({0}) with check ({0})",
}
ONE_THING = "num_nonnulls(document_id, finding_id) = 1"


def upgrade() -> None:
    """Let a thread stand beside a finding."""
    for table in ("comment_thread", "comment"):
        op.add_column(
            table, sa.Column("finding_id", sa.Uuid(), sa.ForeignKey("finding.id"), nullable=True)
        )
        op.alter_column(table, "document_id", nullable=True)
        op.create_check_constraint(f"ck_{table}_beside", table, ONE_THING)
    op.create_index("ix_comment_thread_finding_id", "comment_thread", ["finding_id"])
    op.create_index("ix_comment_finding_id", "comment", ["finding_id", "made_at"])
    for table, policy, _before, after in WALLS:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(after)}")


def downgrade() -> None:
    """Only documents again; what was said beside findings goes."""
    for table, policy, before, _after in WALLS:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(before)}")
    op.execute(
        "delete from comment_mention m using comment c"
        " where c.id = m.comment_id and c.finding_id is not null"
    )
    for table in ("comment", "comment_thread"):
        op.execute(f"delete from {table} where finding_id is not null")
    op.drop_index("ix_comment_finding_id", "comment")
    op.drop_index("ix_comment_thread_finding_id", "comment_thread")
    for table in ("comment_thread", "comment"):
        op.drop_constraint(op.f(f"ck_{table}_ck_{table}_beside"), table)
        op.alter_column(table, "document_id", nullable=False)
        op.drop_column(table, "finding_id")
