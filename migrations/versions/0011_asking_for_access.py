"""Somebody who meets a closed door may ask for access, without learning whether anything is there.

Why: the question is kept only when such a document exists, and only its owner reads it. Who asks
reads no row back, so the database itself looks whether there is something: a function of the owner
role, which tells nothing of what it found. In the log the line of asking is for who asked and for
the owner; it is written whether or not something is there.
Deploy order: expand; the table is new, and no line of the log is about one yet.
On the way back: the questions are lost; the log keeps its lines, which nobody reads then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

PLATFORM = "'00000000-0000-7000-8000-000000000000'::uuid"
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
OWNER_INSIDE = f"owner_id = (select samenzicht_organisation()) and {INSIDE}"
OWNER_SEES = f"{OWNER_INSIDE} and exists (select 1 from document x where x.id = document_id)"
KINDS = ("document", "task", "finding", "report", "access_policy", "folder")

ASK = """
create function samenzicht_ask_for_access(
  request uuid, place uuid, wanted uuid, why text, moment timestamptz
) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into access_request
      (id, workspace_id, document_id, owner_id, organisation_id, asker_id, reason, asked_at,
       answer, answer_reason)
    select request, d.workspace_id, d.id, d.organisation_id, samenzicht_organisation(),
        samenzicht_person(), why, moment, 'open', ''
      from document d
      where d.id = wanted and d.workspace_id = place
        and d.workspace_id in (select samenzicht_workspaces())
        and samenzicht_person() is not null
        and d.organisation_id <> samenzicht_organisation()
    on conflict (document_id, asker_id) where answered_at is null do nothing
$$
"""


def _log_sight(*, with_requests: bool) -> str:
    hidden = [*KINDS, *(["access_request"] if with_requests else [])]
    names = ", ".join(f"'{kind}'" for kind in hidden)
    seen = "".join(
        f" or (object_kind = '{kind}' and exists (select 1 from {kind} x where x.id = object_id))"
        for kind in hidden
    )
    if with_requests:
        seen += (
            " or (object_kind = 'access_request' and actor_id = (select samenzicht_person())"
            " and organisation_id = (select samenzicht_organisation()))"
        )
    return (
        f"tree_id = any(array(select samenzicht_workspaces())) and (object_kind not in ({names})"
        f"{seen}) or (tree_id = {PLATFORM} and actor_id = (select samenzicht_person()))"
    )


def upgrade() -> None:
    """Make the table with its walls, and the one way a question comes in."""
    op.create_table(
        "access_request",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("asker_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("answer_reason", sa.String(500), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint(
            "(answer = 'open') = (answered_at is null)", name="ck_access_request_answered"
        ),
    )
    op.create_index("ix_access_request_owner_id", "access_request", ["owner_id", "workspace_id"])
    op.create_index(
        "uq_access_request_document_id",
        "access_request",
        ["document_id", "asker_id"],
        unique=True,
        postgresql_where=sa.text("answered_at is null"),
    )
    op.execute("alter table access_request enable row level security")
    op.execute("alter table access_request force row level security")
    op.execute(f"create policy sees on access_request for select using ({OWNER_SEES})")
    op.execute("create policy adds on access_request for insert with check (false)")
    op.execute(
        "create policy changes on access_request for update"
        f" using ({OWNER_SEES}) with check ({OWNER_SEES})"
    )
    op.execute("create policy removes on access_request for delete using (false)")
    op.execute("grant select on access_request to samenzicht_app, samenzicht_keeper")
    op.execute(
        "grant update (answer, answer_reason, answered_at, answered_by_id)"
        " on access_request to samenzicht_app"
    )
    op.execute(ASK)
    op.execute(f"alter policy sees on log_entry using ({_log_sight(with_requests=True)})")


def downgrade() -> None:
    """Take the table away."""
    op.execute(f"alter policy sees on log_entry using ({_log_sight(with_requests=False)})")
    op.execute("drop function samenzicht_ask_for_access(uuid, uuid, uuid, text, timestamptz)")
    op.drop_table("access_request")
