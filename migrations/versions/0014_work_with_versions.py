"""People work on documents together: versions with a verdict of their own, a lock, comments.

Why: the verdict of the virus scan stood with the document only, so that an older version could not
be opened where files are scanned; it belongs to the version that was looked at. An upload may bring
a version, and a document may be taken for a while. And what nobody may open keeps no text in the
index either.
Deploy order: expand; code before this one writes versions without a verdict, which then wait for
one.
On the way back: the verdict of older versions and who holds what are lost; documents stay.

The verdict of a version that came before this is read from the log: released there, or brought in
where nothing is scanned. One without any line waits for the scanner.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
JOB_OF_OWNER = (
    f"{INSIDE} and samenzicht_person() is null and exists (select 1 from document x"
    " where x.id = document_id and x.organisation_id = (select samenzicht_organisation()))"
)
"""Only the job of the owner's own scan tells a verdict."""

SCANNED = "('document:scan:release', 'document:scan:refuse')"
VERDICTS = f"""
update document_version v set status = case
    when v.number = d.current_number then d.status
    when exists (select 1 from log_entry e
      where e.tree_id = v.workspace_id and e.object_id = v.document_id
        and e.action = 'document:scan:refuse'
        and (convert_from(e.entry, 'UTF8')::jsonb #>> '{{facts,version}}')::integer = v.number)
      then 'refused'
    when exists (select 1 from log_entry e
      where e.tree_id = v.workspace_id and e.object_id = v.document_id
        and e.action = 'document:scan:release'
        and (convert_from(e.entry, 'UTF8')::jsonb #>> '{{facts,version}}')::integer = v.number)
      then 'released'
    when not exists (select 1 from log_entry e
      where e.tree_id = v.workspace_id and e.object_id = v.document_id and e.action in {SCANNED})
      and d.status = 'released' then 'released'
    else 'received' end
  from document d where d.id = v.document_id
"""
STANDS = """
create function samenzicht_verdict_stands() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'the verdict of a version is given once' using errcode = 'check_violation';
end
$$
"""
STANDS_TRIGGER = """
create trigger verdict_stands before update on document_version
  for each row when (old.status <> 'received' or new.status = 'received')
  execute function samenzicht_verdict_stands()
"""
FORGET = """
create or replace function samenzicht_forget_uploads(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (delete from upload where expires_at < {0} returning id)
  select count(*) from gone
$$
"""
"""Whatever is asked, only what has expired goes."""

FOLLOW = """
create or replace function samenzicht_text_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.current_number <> old.current_number{0}
    or new.is_special_category or new.is_criminal_data or new.is_police_data then
    delete from document_text where document_id = new.id;
  elsif new.title <> old.title then
    update document_text set title = new.title where document_id = new.id;
  end if;
  return null;
end
$$
"""
FOLLOW_TRIGGER = """
create or replace trigger text_follows after update of title, current_number, is_special_category,
  is_criminal_data, is_police_data{0} on document
  for each row execute function samenzicht_text_follows()
"""
TEXT_OF = (
    f"{INSIDE} and exists (select 1 from document x where x.id = document_id"
    " and x.organisation_id = (select samenzicht_organisation()){0})"
)
RELEASED = " and x.status = 'released'"
SEES_DOCUMENT = f"{INSIDE} and exists (select 1 from document x where x.id = document_id)"
CONTRIBUTES = (
    f"{INSIDE} and exists (select 1 from document x where x.id = document_id"
    " and (x.organisation_id = (select samenzicht_organisation())"
    " or x.policy_id = any(array(select samenzicht_policies(4::smallint)))))"
)
HOLDS = (
    f"{CONTRIBUTES} and holder_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)

TAKES_WORDS = (
    f"{INSIDE} and exists (select 1 from document x where x.id = document_id"
    " and (x.organisation_id = (select samenzicht_organisation())"
    " or x.policy_id = any(array(select samenzicht_policies(3::smallint)))))"
)
"""Comments may quote: they are for who may take the words of a document along."""
AS_AUTHOR = (
    f"{TAKES_WORDS} and author_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)
IN_THREAD = (
    f"{AS_AUTHOR} and exists (select 1 from comment_thread t"
    " where t.id = thread_id and t.document_id = comment.document_id)"
)
OF_COMMENT = f"{INSIDE} and exists (select 1 from comment c where c.id = comment_id)"
OF_OWN_COMMENT = (
    f"{INSIDE} and exists (select 1 from comment c where c.id = comment_id"
    " and c.author_id = (select samenzicht_person()))"
)


def upgrade() -> None:
    """Give each version its verdict, guard it, and narrow what stood too wide."""
    _verdicts()
    op.add_column("document_version", sa.Column("restored_number", sa.Integer(), nullable=True))
    _lock()
    _comments()
    op.execute(FORGET.format("least(before, now())"))
    op.execute(FOLLOW.format(" or new.status <> 'released'"))
    op.execute(FOLLOW_TRIGGER.format(", status"))
    op.execute(f"alter policy adds on document_text with check ({TEXT_OF.format(RELEASED)})")
    op.execute(
        "delete from document_text t using document d"
        " where d.id = t.document_id and d.status <> 'released'"
    )


def downgrade() -> None:
    """Take it all away again, the last first."""
    for table in ("comment_mention", "comment", "comment_thread", "document_lock"):
        op.drop_table(table)
    op.drop_column("document_version", "restored_number")
    op.execute(f"alter policy adds on document_text with check ({TEXT_OF.format('')})")
    op.execute(FOLLOW_TRIGGER.format(""))
    op.execute(FOLLOW.format(""))
    op.execute(FORGET.format("before"))
    op.execute("drop trigger verdict_stands on document_version")
    op.execute("drop function samenzicht_verdict_stands()")
    op.execute("revoke update (status) on document_version from samenzicht_app")
    op.execute("grant update on document_version to samenzicht_app")
    op.execute("alter policy changes on document_version using (false) with check (false)")
    op.drop_column("document_version", "status")


def _verdicts() -> None:
    op.add_column(
        "document_version",
        sa.Column("status", sa.String(10), nullable=False, server_default="received"),
    )
    op.execute(VERDICTS)
    op.execute("revoke update on document_version from samenzicht_app")
    op.execute("grant update (status) on document_version to samenzicht_app")
    op.execute(
        f"alter policy changes on document_version using ({JOB_OF_OWNER})"
        f" with check ({JOB_OF_OWNER})"
    )
    op.execute(STANDS)
    op.execute(STANDS_TRIGGER)


def _lock() -> None:
    op.create_table(
        "document_lock",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_lock")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_document_lock_{column}_{table}")
            )
            for column, table in (
                ("document_id", "document"),
                ("workspace_id", "workspace"),
                ("holder_id", "person"),
                ("organisation_id", "organisation"),
            )
        ),
    )
    # Whoever contributes may end a lock whose moment has passed; the product asks more of them.
    _wall("document_lock", sees=SEES_DOCUMENT, adds=HOLDS, changes=CONTRIBUTES, removes="false")
    op.execute("grant select, insert, update on document_lock to samenzicht_app")
    op.execute("grant select on document_lock to samenzicht_keeper")


def _wall(table: str, *, sees: str, adds: str, changes: str, removes: str) -> None:
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy sees on {table} for select using ({sees})")
    op.execute(f"create policy adds on {table} for insert with check ({adds})")
    op.execute(
        f"create policy changes on {table} for update using ({changes}) with check ({changes})"
    )
    op.execute(f"create policy removes on {table} for delete using ({removes})")


def _comments() -> None:
    op.create_table(
        "comment_thread",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by_id is null)", name="ck_comment_thread_settled"
        ),
    )
    op.create_index("ix_comment_thread_document_id", "comment_thread", ["document_id"])
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("thread_id", sa.Uuid(), sa.ForeignKey("comment_thread.id"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("document_id", sa.Uuid(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("author_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn_at is null or body = ''", name="ck_comment_withdrawn"),
        sa.CheckConstraint("length(body) <= 2000", name="ck_comment_length"),
    )
    op.create_index("ix_comment_thread_id", "comment", ["thread_id"])
    op.create_index("ix_comment_document_id", "comment", ["document_id", "made_at"])
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", sa.Uuid(), sa.ForeignKey("comment.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
    )
    op.create_index("ix_comment_mention_person_id", "comment_mention", ["person_id"])
    _wall(
        "comment_thread",
        sees=TAKES_WORDS,
        adds=TAKES_WORDS,
        changes=TAKES_WORDS,
        removes="false",
    )
    _wall("comment", sees=TAKES_WORDS, adds=IN_THREAD, changes=AS_AUTHOR, removes="false")
    _wall(
        "comment_mention",
        sees=OF_COMMENT,
        adds=OF_OWN_COMMENT,
        changes="false",
        removes=OF_OWN_COMMENT,
    )
    tables = "comment_thread, comment, comment_mention"
    op.execute(f"grant select on {tables} to samenzicht_app, samenzicht_keeper")
    op.execute(f"grant insert on {tables} to samenzicht_app")
    op.execute("grant update (settled_at, settled_by_id) on comment_thread to samenzicht_app")
    op.execute("grant update (body, changed_at, withdrawn_at) on comment to samenzicht_app")
    op.execute("grant delete on comment_mention to samenzicht_app")
