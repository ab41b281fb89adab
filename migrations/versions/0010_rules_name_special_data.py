"""A rule names the special data it gives: AVG art. 9 and 10, and the Wpg.

Why: data of these kinds may be given only knowingly. Until now it was ticked and not kept; now the
rule itself says so, and a rule that does not can be shown.
Deploy order: expand; the code before this one writes rules without it, which then name nothing.
Rules that stood there name nothing either: their owner is asked to look at them again.
On the way back: what the rules named is lost; who sees what stays the same.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"
KNOWN = "special_data <@ array['special_category', 'criminal_data', 'police_data']::varchar[]"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "access_rule",
        sa.Column("special_data", ARRAY(sa.String(20)), nullable=False, server_default="{}"),
    )
    op.create_check_constraint(op.f("ck_access_rule_special_data"), "access_rule", KNOWN)


def downgrade() -> None:
    """Drop the column."""
    op.drop_constraint(op.f("ck_access_rule_special_data"), "access_rule", type_="check")
    op.drop_column("access_rule", "special_data")
