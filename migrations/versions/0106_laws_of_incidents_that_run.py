"""Incidents that were registered before count under the law their register names.

Why: they counted by the Cbw whatever the register said.
Deploy order: move; it changes no row that the code before this one wrote since.
On the way back: nothing; the column goes with the step before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"

LACKING = "noticed_at is not null and terms_under is null"


def upgrade() -> None:
    """Write the law of each entry beside what was registered of its incidents."""
    connection = op.get_bind()
    lacking = connection.execute(
        sa.text(f"select count(*) from activity where {LACKING}")
    ).scalar_one()
    written = connection.execute(
        sa.text(
            "update activity a set terms_under = e.regime from supervised_entity e"
            f" where e.id = a.entity_id and {LACKING}"
        )
    ).rowcount
    if written != lacking:
        raise AssertionError(f"{lacking} incidents lack their law, {written} were given it.")


def downgrade() -> None:
    """Leave the rows."""
