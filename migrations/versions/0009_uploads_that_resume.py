"""Uploads that go on after a broken connection: what is under way, and the parts that arrived.

Why: a file is sent in pieces that are sealed and acknowledged one by one; the document is made when
the last piece is there. Such a row belongs to one person; what it says of the file (name, title) is
sealed with the key of the workspace, so that the row itself holds no content.
Deploy order: expand; the code before this one knows nothing of these tables.
On the way back: uploads under way are lost, documents stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MINE = (
    "person_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
)
INSIDE = "workspace_id = any(array(select samenzicht_workspaces()))"
OF_MINE = "exists (select 1 from upload x where x.id = upload_id)"
OF_MINE_INSIDE = f"exists (select 1 from upload x where x.id = upload_id and x.{INSIDE})"
WALLS = {
    "upload": (MINE, f"{MINE} and {INSIDE}", f"{MINE} and {INSIDE}", MINE),
    "upload_part": (OF_MINE, OF_MINE_INSIDE, OF_MINE_INSIDE, OF_MINE),
}
"""Who sees, adds, changes and removes; who left the workspace still sees and removes an own one."""
FORGET = """
create function samenzicht_forget_uploads(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (delete from upload where expires_at < before returning id)
  select count(*) from gone
$$
"""


def upgrade() -> None:
    """Make the tables, their walls, and the one way to throw away what has expired."""
    op.create_table(
        "upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("sealed_description", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("received between 0 and length", name=op.f("ck_upload_received")),
        sa.CheckConstraint(
            "(received = length) = (document_id is not null)", name=op.f("ck_upload_finished")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_upload_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_upload_workspace_id_workspace")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_upload_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_person_id"), "upload", ["person_id"])
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"])
    op.create_table(
        "upload_part",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("blob_id", sa.String(length=32), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_upload_part_size")),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["upload.id"],
            name=op.f("fk_upload_part_upload_id_upload"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_upload_part")),
    )
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
        op.execute(f"grant insert, update, delete on {table} to samenzicht_app")
    op.execute(FORGET)
    op.execute("revoke execute on function samenzicht_forget_uploads(timestamptz) from public")
    op.execute("grant execute on function samenzicht_forget_uploads(timestamptz) to samenzicht_app")


def downgrade() -> None:
    """Take the tables away, with what was under way."""
    op.execute("drop function samenzicht_forget_uploads(timestamptz)")
    op.drop_table("upload_part")
    op.drop_table("upload")
