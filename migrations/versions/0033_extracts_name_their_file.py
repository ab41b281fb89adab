"""The text put forward for a reply names its file like every other: a marked file is refused.

Why: the collector counts every table with such a column, so an extract was never removed; but one
that was about to be named could be, as its table did not take turns with the marking.
Deploy order: expand; code before this one works with it.
On the way back: the refusal goes from this table alone.
"""

from __future__ import annotations

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Let rows of rebuttals take turns with the marking of files."""
    op.execute(
        "create trigger names_blob before insert or update of blob_id on rebuttal"
        " for each row execute function samenzicht_name_blob()"
    )


def downgrade() -> None:
    """Take that refusal away."""
    op.execute("drop trigger names_blob on rebuttal")
