"""People comment on an observation as they do on a finding.

Why: others read what was observed and only its organisation changes it, so what they think of it
needs a place. It is for who reads the observation, and stays with whom it was written for (0055).
Deploy order: expand; the code before this one reads and writes comments elsewhere as before.
On the way back: comments on observations are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"

ME = "(select samenzicht_organisation())"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
AUTHOR = f"author_id = (select samenzicht_person()) and organisation_id = {ME}"
OWN_WORDS = f"{INSIDE} and {AUTHOR}"
SHARED_WITH_ME = "x.policy_id = any(array(select samenzicht_policies(3::smallint)))"
THINGS = {False: ("document", "finding"), True: ("document", "finding", "observation")}


def _meant(table: str, *, after: bool) -> str:
    """Return for whom a row is: who reads the thing, and for whom it was written."""
    document = (
        f"exists (select 1 from document x where x.id = {table}.document_id"
        f" and (x.organisation_id = {ME} or ({table}.audience = 'workspace' and {SHARED_WITH_ME})))"
    )
    texts = (
        f"exists (select 1 from {thing} f where f.id = {table}.{thing}_id"
        f" and (f.organisation_id = {ME} or {table}.audience = 'workspace'))"
        for thing in THINGS[after][1:]
    )
    return f"{INSIDE} and ({' or '.join((document, *texts))})"


def _no_wider(table: str, *, after: bool) -> str:
    """Return that nothing is written for more than read the finding or observation."""
    finding = (
        f"({table}.audience = 'own' or {table}.finding_id is null or exists (select 1 from finding"
        f" f where f.id = {table}.finding_id and f.audience = 'workspace'))"
    )
    observation = (
        f"({table}.audience = 'own' or {table}.observation_id is null or exists (select 1 from"
        f" observation o where o.id = {table}.observation_id and o.released_at is not null))"
    )
    return f"{finding} and {observation}" if after else finding


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


ONE_THING = {
    False: "num_nonnulls(document_id, finding_id) = 1",
    True: "num_nonnulls(document_id, finding_id, observation_id) = 1",
}
CALL = "samenzicht_register_person(text, integer)"
KIND = "case when c.finding_id is null then 'document' else 'finding' end"
OF_FINDING = "left join finding f on f.id = c.finding_id and f.organisation_id = mine"
OF_OBSERVATION = " left join observation s on s.id = c.observation_id and s.organisation_id = mine"
PARTS = (
    ("coalesce(d.id, f.id), f.ref,", "coalesce(d.id, f.id, s.id), coalesce(f.ref, s.ref),"),
    (KIND, KIND.replace("case", "case when c.observation_id is not null then 'observation'", 1)),
    (OF_FINDING, OF_FINDING + OF_OBSERVATION),
)


def upgrade() -> None:
    """Let a thread stand beside an observation."""
    for table in ("comment_thread", "comment"):
        key = sa.Column("observation_id", sa.Uuid(), sa.ForeignKey("observation.id"), nullable=True)
        op.add_column(table, key)
        _one_thing(table, after=True)
    op.create_index("ix_comment_thread_observation_id", "comment_thread", ["observation_id"])
    op.create_index("ix_comment_observation_id", "comment", ["observation_id", "made_at"])
    for table, policy, condition in _walls(after=True):
        op.execute(f"alter policy {policy} on {table} {condition}")
    for before, after in PARTS:
        _restate(before, after)


def _one_thing(table: str, *, after: bool) -> None:
    name = op.f(f"ck_{table}_ck_{table}_beside")
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, ONE_THING[after])


def downgrade() -> None:
    """Not any more; what was said beside observations goes."""
    for before, after in reversed(PARTS):
        _restate(after, before)
    for table, policy, condition in _walls(after=False):
        op.execute(f"alter policy {policy} on {table} {condition}")
    op.execute(
        "delete from comment_mention m using comment c"
        " where c.id = m.comment_id and c.observation_id is not null"
    )
    for table in ("comment", "comment_thread"):
        op.execute(f"delete from {table} where observation_id is not null")
        _one_thing(table, after=False)
    op.drop_index("ix_comment_observation_id", "comment")
    op.drop_index("ix_comment_thread_observation_id", "comment_thread")
    for table in ("comment_thread", "comment"):
        op.drop_column(table, "observation_id")


def _restate(before: str, after: str) -> None:
    """Put one part in the place of another in the function that looks for a person."""
    old, new = (each.replace("'", "''") for each in (before, after))
    op.execute(f"""
do $outer$
declare
  written text := pg_get_functiondef('{CALL}'::regprocedure);
begin
  if position('{old}' in written) = 0 then
    raise exception 'The part is not there.';
  end if;
  execute replace(written, '{old}', '{new}');
end
$outer$
""")
