"""Keys of directories (SCIM 2.0), and the accounts they entered.

Why: an organisation keeps in its own administration who works there. Until now each of them was
invited by hand, and who left kept an account until somebody noticed. Now that administration can
enter, change and block accounts of its own organisation.
Deploy order: expand; the code before this one knows neither table.
On the way back: keys and what was entered by whom are lost; the people themselves stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "provisioning_key",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _key("provider_id", "identity_provider", nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("key_hash", name=op.f("uq_provisioning_key_key_hash")),
    )
    op.create_index("ix_provisioning_key_provider_id", "provisioning_key", ["provider_id"])
    op.create_table(
        "provisioned_account",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        _key("provider_id", "identity_provider", nullable=False),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "removed_at is null or blocked_at is not null",
            name=op.f("ck_provisioned_account_removed"),
        ),
    )
    op.create_index(
        "uq_provisioned_account_provider_id",
        "provisioned_account",
        ["provider_id", "external_id"],
        unique=True,
    )
    op.execute("grant select, insert on provisioning_key to samenzicht_app")
    op.execute("grant update (ended_at) on provisioning_key to samenzicht_app")
    op.execute("grant select, insert on provisioned_account to samenzicht_app")
    op.execute(
        "grant update (changed_at, version, blocked_at, removed_at)"
        " on provisioned_account to samenzicht_app"
    )
    op.execute("grant select on provisioned_account to samenzicht_keeper")


def _key(name: str, to: str, *, nullable: bool) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{to}.id"), nullable=nullable)


def downgrade() -> None:
    """Take both tables away."""
    op.drop_table("provisioned_account")
    op.drop_table("provisioning_key")
