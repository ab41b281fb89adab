"""A comment stays with whom it was written for, and who wrote it can always take it back.

Why: a comment was for whoever read its finding or document at the moment of reading. So what an
organisation said among itself was shown to all partners once the finding was opened to them, or
the document shared. Now each comment keeps the audience it was written for: the organisation that
owns the thing, or everybody who may read it. And who no longer reads the thing could not withdraw
the words that others still read; now the second wall lets an author take back, and only that.
What stood already beside a finding gets the audience of the version it was written at, and is kept
to the own organisation when that is not known. Beside a document it is for all readers when
another organisation talked along or was named in the conversation; else it is kept to the owner.
Deploy order: expand; what code before this one writes is for the owner's organisation only.
On the way back: comments are for whoever reads the thing again, also those written for fewer.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
AUTHOR = f"author_id = (select samenzicht_person()) and organisation_id = {ME}"
SHARED_WITH_ME = "x.policy_id = any(array(select samenzicht_policies(3::smallint)))"
BESIDE_DOCUMENT = (
    f"{INSIDE} and exists (select 1 from document x where x.id = document_id"
    f" and (x.organisation_id = {ME} or {SHARED_WITH_ME}))"
)
BESIDE_FINDING = f"{INSIDE} and exists (select 1 from finding f where f.id = finding_id)"
BESIDE = f"({BESIDE_DOCUMENT}) or ({BESIDE_FINDING})"
SAME_THING = (
    "exists (select 1 from comment_thread t where t.id = thread_id"
    " and coalesce(t.document_id, t.finding_id)"
    " = coalesce(comment.document_id, comment.finding_id){0})"
)


def _meant(table: str) -> str:
    """Return for whom a row is: who reads the thing, and for whom it was written."""
    return (
        f"{INSIDE} and (exists (select 1 from document x where x.id = {table}.document_id"
        f" and (x.organisation_id = {ME} or ({table}.audience = 'workspace' and {SHARED_WITH_ME})))"
        f" or exists (select 1 from finding f where f.id = {table}.finding_id"
        f" and (f.organisation_id = {ME} or {table}.audience = 'workspace')))"
    )


def _no_wider(table: str) -> str:
    """Return that nothing beside a finding is written for more than read the finding."""
    return (
        f"({table}.audience = 'own' or {table}.finding_id is null or exists (select 1 from finding"
        f" f where f.id = {table}.finding_id and f.audience = 'workspace'))"
    )


IN_OWN_STAYS_OWN = " and (t.audience = 'workspace' or comment.audience = 'own')"
OWN_WORDS = f"{INSIDE} and {AUTHOR}"
ADDS_THREAD = f"{_meant('comment_thread')} and {_no_wider('comment_thread')}"
ADDS_COMMENT = (
    f"{_meant('comment')} and {AUTHOR} and {_no_wider('comment')}"
    f" and {SAME_THING.format(IN_OWN_STAYS_OWN)}"
)
CHANGES_COMMENT = (
    f"using ({OWN_WORDS})"
    f" with check ({OWN_WORDS} and (withdrawn_at is not null or ({_meant('comment')})))"
)
"""Without sight of the thing one only takes back."""
COMMANDS = {
    "sees": "using ({0})",
    "adds": "with check ({0})",
    "changes": "using ({0}) with check ({0})",
}
BEFORE = (
    ("comment_thread", "sees", BESIDE),
    ("comment_thread", "adds", BESIDE),
    ("comment_thread", "changes", BESIDE),
    ("comment", "sees", BESIDE),
    ("comment", "adds", f"({BESIDE}) and {AUTHOR} and {SAME_THING.format('')}"),
    ("comment", "changes", f"({BESIDE}) and {AUTHOR}"),
)
AFTER = (
    ("comment_thread", "sees", _meant("comment_thread")),
    ("comment_thread", "adds", ADDS_THREAD),
    ("comment_thread", "changes", _meant("comment_thread")),
    ("comment", "sees", f"({_meant('comment')}) or ({OWN_WORDS})"),
    ("comment", "adds", ADDS_COMMENT),
)
OF_THEN = """
update comment c set audience = 'workspace'
  from finding_version v
  where v.finding_id = c.finding_id and v.number = c.number and v.audience = 'workspace'
"""
TALKED_ALONG = """
update comment c set audience = 'workspace'
  where exists (
    select 1 from comment o join document d on d.id = o.document_id
      where o.thread_id = c.thread_id and (o.organisation_id <> d.organisation_id or exists (
        select 1 from comment_mention n
          join membership m on m.person_id = n.person_id and m.workspace_id = n.workspace_id
          where n.comment_id = o.id and m.organisation_id <> d.organisation_id)))
"""
AS_IT_BEGAN = """
update comment_thread t set audience = 'workspace'
  where (select c.audience from comment c where c.thread_id = t.id
           order by c.made_at, c.id limit 1) = 'workspace'
"""
IN_OWN = """
update comment c set audience = 'own'
  from comment_thread t
  where t.id = c.thread_id and t.audience = 'own' and c.audience <> 'own'
"""


def upgrade() -> None:
    """Give comments their audience, and let the walls ask for it."""
    for table in ("comment_thread", "comment"):
        op.add_column(
            table, sa.Column("audience", sa.String(20), nullable=False, server_default="own")
        )
        op.create_check_constraint(
            op.f(f"ck_{table}_audience"), table, "audience in ('own', 'workspace')"
        )
    for step in (OF_THEN, TALKED_ALONG, AS_IT_BEGAN, IN_OWN):
        op.execute(step)
    for table, policy, condition in AFTER:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(condition)}")
    op.execute(f"alter policy changes on comment {CHANGES_COMMENT}")


def downgrade() -> None:
    """Whoever reads the thing reads what was said beside it, as before."""
    for table, policy, condition in BEFORE:
        op.execute(f"alter policy {policy} on {table} {COMMANDS[policy].format(condition)}")
    for table in ("comment", "comment_thread"):
        op.drop_constraint(op.f(f"ck_{table}_audience"), table)
        op.drop_column(table, "audience")
