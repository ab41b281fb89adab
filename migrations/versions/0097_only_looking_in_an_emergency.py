"""Under emergency sight one only looks, and at special data only when two people agreed.

Why: row security says itself what the program says, for who is under emergency sight: a person in a
transaction that names a place. What others brought is closed, so are data of AVG art. 9 and 10 and
of the Wpg until a second person agreed, and nothing of a workspace is written. For everybody else
each policy is one question, asked once in a statement.
Deploy order: expand; nobody is under emergency sight yet.
On the way back: the policies go; the program still says the same.
"""

from __future__ import annotations

from alembic import op

revision = "0097"
down_revision = "0096"

NOT_UNDER = "(select samenzicht_person() is null or samenzicht_place() is null)"
COVERS = """
create function samenzicht_emergency_covers() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select 1 from emergency_sight s
      where s.workspace_id = samenzicht_place() and s.person_id = samenzicht_person()
        and s.organisation_id = samenzicht_organisation() and s.confirmed_at is not null
        and s.ended_at is null and s.ends_at > samenzicht_moment())
$$
"""
READS = (
    f"{NOT_UNDER} or (organisation_id = (select samenzicht_organisation())"
    " and ((not is_special_category and not is_criminal_data and not is_police_data)"
    " or (select samenzicht_emergency_covers())))"
)
NEVER_WRITTEN = (
    "workspace",
    "participation",
    "membership",
    "folder",
    "access_policy",
    "access_rule",
    "document",
    "document_version",
    "task",
    "finding",
    "report",
)
VERBS = {"insert": "with check", "update": "using", "delete": "using"}


def upgrade() -> None:
    """Close what stays closed, and let nothing be written."""
    op.execute(COVERS)
    op.execute("revoke execute on function samenzicht_emergency_covers() from public")
    op.execute("grant execute on function samenzicht_emergency_covers() to samenzicht_app")
    op.execute(
        f"create policy emergency_reads on document as restrictive for select using ({READS})"
    )
    for table in NEVER_WRITTEN:
        for verb, test in VERBS.items():
            op.execute(
                f"create policy emergency_{verb}s on {table} as restrictive for {verb}"
                f" {test} ({NOT_UNDER})"
            )


def downgrade() -> None:
    """Take the policies away again."""
    for table in NEVER_WRITTEN:
        for verb in VERBS:
            op.execute(f"drop policy emergency_{verb}s on {table}")
    op.execute("drop policy emergency_reads on document")
    op.execute("drop function samenzicht_emergency_covers()")
