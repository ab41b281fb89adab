"""People comment on a task as they do on what it is about.

Why: who asks and who does it talk about a task by mail, and who reads along misses it. A comment is
for who sees the task, and stays with whom it was written for (0055): what the organisation that
asks said while nobody else saw the task stays there.
Deploy order: expand; the code before this one reads and writes comments elsewhere as before, and
knows no comment beside a task.
On the way back: comments on tasks are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0155"
down_revision = "0154"

FITS_OLDER_CODE = False

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any ((select samenzicht_places())::uuid[])"
AUTHOR = f"author_id = (select samenzicht_person()) and organisation_id = {ME}"
OWN_WORDS = f"{INSIDE} and {AUTHOR}"
SHARED_WITH_ME = "x.policy_id = any(array(select samenzicht_policies(3::smallint)))"
THINGS = {
    False: ("document", "finding", "observation"),
    True: ("document", "finding", "observation", "task"),
}


def _meant(table: str, *, after: bool) -> str:
    """Return for whom a row is: who reads the thing, and for whom it was written."""
    document = (
        f"exists (select 1 from document x where x.id = {table}.document_id"
        f" and (x.organisation_id = {ME} or ({table}.audience = 'workspace' and {SHARED_WITH_ME})))"
    )
    texts = (
        f"exists (select 1 from {thing} f where f.id = {table}.{thing}_id"
        f" and (f.organisation_id = {ME} or {table}.audience = 'workspace'))"
        for thing in ("finding", "observation")
    )
    task = (
        f"exists (select 1 from task t where t.id = {table}.task_id"
        f" and t.workspace_id = {table}.workspace_id"
        f" and (t.asking_organisation_id = {ME} or {table}.audience = 'workspace'))"
    )
    arms = (document, *texts, *((task,) if after else ()))
    return f"{INSIDE} and ({' or '.join(arms)})"


def _no_wider(table: str, *, after: bool) -> str:
    """Return that nothing is written for more than read the thing."""
    wider = {
        "finding": "f.audience = 'workspace'",
        "observation": "f.released_at is not null",
        **({"task": "not f.is_private"} if after else {}),
    }
    return " and ".join(
        f"({table}.audience = 'own' or {table}.{thing}_id is null or exists (select 1 from {thing}"
        f" f where f.id = {table}.{thing}_id and {rule}))"
        for thing, rule in wider.items()
    )


def _same_thing(*, after: bool) -> str:
    """Return that an answer stands beside what its thread stands beside, and for no more."""
    one, other = (
        ", ".join(f"{table}.{thing}_id" for thing in THINGS[after]) for table in ("t", "comment")
    )
    return (
        "exists (select 1 from comment_thread t where t.id = thread_id"
        f" and coalesce({one}) = coalesce({other})"
        " and (t.audience = 'workspace' or comment.audience = 'own'))"
    )


def _walls(*, after: bool) -> tuple[tuple[str, str, str], ...]:
    thread, comment = _meant("comment_thread", after=after), _meant("comment", after=after)
    adds = (
        f"{comment} and {AUTHOR} and {_no_wider('comment', after=after)}"
        f" and {_same_thing(after=after)}"
    )
    changes = (
        f"using ({OWN_WORDS})"
        f" with check ({OWN_WORDS} and (withdrawn_at is not null or ({comment})))"
    )
    no_wider = _no_wider("comment_thread", after=after)
    return (
        ("comment_thread", "sees", f"using ({thread})"),
        ("comment_thread", "adds", f"with check ({thread} and {no_wider})"),
        ("comment_thread", "changes", f"using ({thread}) with check ({thread})"),
        ("comment", "sees", f"using (({comment}) or ({OWN_WORDS}))"),
        ("comment", "adds", f"with check ({adds})"),
        ("comment", "changes", changes),
    )


CALL = "samenzicht_register_person(text, integer)"
KINDS = "case when c.observation_id is not null then ''observation''"
OBSERVED = "left join observation s on s.id = c.observation_id and s.organisation_id = mine"
TASKED = (
    " left join task k on k.id = c.task_id"
    " and mine in (k.organisation_id, k.asking_organisation_id)"
)
PARTS = (
    (
        "coalesce(d.id, f.id, s.id), coalesce(f.ref, s.ref),",
        "coalesce(d.id, f.id, s.id, k.id), coalesce(f.ref, s.ref, k.ref),",
    ),
    (KINDS, f"{KINDS} when c.task_id is not null then ''task''"),
    (OBSERVED, OBSERVED + TASKED),
)
"""What stands in the function that looks for a person, and what stands there instead; quoted."""


def upgrade() -> None:
    """Let a thread stand beside a task."""
    for table in ("comment_thread", "comment"):
        key = sa.Column("task_id", sa.Uuid(), sa.ForeignKey("task.id"), nullable=True)
        op.add_column(table, key)
        _one_thing(table, after=True)
    op.create_index("ix_comment_thread_task_id", "comment_thread", ["task_id"])
    op.create_index("ix_comment_task_id", "comment", ["task_id", "made_at"])
    for table, policy, condition in _walls(after=True):
        op.execute(f"alter policy {policy} on {table} {condition}")
    for before, after in PARTS:
        _restate(before, after)


def _one_thing(table: str, *, after: bool) -> None:
    name = op.f(f"ck_{table}_ck_{table}_beside")
    op.drop_constraint(name, table)
    things = ", ".join(f"{thing}_id" for thing in THINGS[after])
    op.create_check_constraint(name, table, f"num_nonnulls({things}) = 1")


def downgrade() -> None:
    """Not any more; what was said beside tasks goes."""
    for before, after in reversed(PARTS):
        _restate(after, before)
    for table, policy, condition in _walls(after=False):
        op.execute(f"alter policy {policy} on {table} {condition}")
    for table in ("notice", "reminder", "mention_done", "comment_mention"):
        op.execute(
            f"delete from {table} m using comment c where c.id = m.comment_id"
            " and c.task_id is not null"
        )
    for table in ("comment", "comment_thread"):
        op.execute(f"delete from {table} where task_id is not null")
        _one_thing(table, after=False)
    op.drop_index("ix_comment_task_id", "comment")
    op.drop_index("ix_comment_thread_task_id", "comment_thread")
    for table in ("comment_thread", "comment"):
        op.drop_column(table, "task_id")


def _restate(before: str, after: str) -> None:
    """Put one part in the place of another in the function that looks for a person."""
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
begin
  if position('{before}' in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, '{before}', '{after}');
end
$outer$
""")
