"""A coordinator has the archive package of the own organisation made, and takes it along.

Why: the closing protocol says to get the package, and only the operator could make one. A job makes
it under the sight of who asked; it lies sealed for two days, and only that person finds it.
Deploy order: expand; the code before this one does not know the table.
On the way back: packages that lie ready are lost; the collector removes what they named.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0130"
down_revision = "0129"
FITS_OLDER_CODE = True

FACTS = "made_at, expires_at, files, size, left_out, sha256, blob_id, wrapped_key"
MINE = (
    "person_id = (select samenzicht_person())"
    " and organisation_id = (select samenzicht_organisation())"
    " and workspace_id = any((select samenzicht_places())::uuid[])"
)
FORGET = """
create function samenzicht_forget_packages(moment timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from archive_package
    where samenzicht_person() is null and samenzicht_organisation() is null
      and coalesce(expires_at, asked_at + interval '2 days') <= moment
    returning id)
  select count(*) from gone
$$
"""
"""For the clock alone, which acts for no organisation."""
CALL = "samenzicht_forget_packages(timestamptz)"


def upgrade() -> None:
    """Make the table with its wall, and the one way to let go of what is over."""
    op.create_table(
        "archive_package",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("as_role", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(10), nullable=True),
        sa.Column("document_ids", ARRAY(sa.Uuid()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("files", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("left_out", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("blob_id", sa.String(32), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("workspace_id", "person_id"),
        sa.CheckConstraint(f"num_nulls({FACTS}) in (0, 8)", name="ready"),
        sa.CheckConstraint("fault is null or made_at is null", name="one_end"),
        sa.CheckConstraint("fault in ('storage', 'rights', 'content')", name="fault"),
    )
    op.create_index("ix_archive_package_blob_id", "archive_package", ["blob_id"])
    op.create_index("ix_archive_package_expires_at", "archive_package", ["expires_at"])
    op.execute("alter table archive_package enable row level security")
    op.execute("alter table archive_package force row level security")
    for policy in (
        f"sees on archive_package for select using ({MINE})",
        f"adds on archive_package for insert with check ({MINE})",
        f"changes on archive_package for update using ({MINE}) with check ({MINE})",
        f"removes on archive_package for delete using ({MINE})",
    ):
        op.execute(f"create policy {policy}")
    op.execute("grant select, insert, delete on archive_package to samenzicht_app")
    op.execute(f"grant update (fault, document_ids, {FACTS}) on archive_package to samenzicht_app")
    op.execute("grant select on archive_package to samenzicht_keeper")
    op.execute(
        "create trigger names_blob before insert or update of blob_id on archive_package"
        " for each row execute function samenzicht_name_blob()"
    )
    op.execute(FORGET)
    op.execute(f"revoke all on function {CALL} from public")
    op.execute(f"grant execute on function {CALL} to samenzicht_app")


def downgrade() -> None:
    """Take it away."""
    op.execute(f"drop function {CALL}")
    op.drop_table("archive_package")
