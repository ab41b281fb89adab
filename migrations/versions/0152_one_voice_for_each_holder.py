"""Of several who decide for a seat, each holder of the office has one voice.

Why: voices were told apart by the number of the mandate. Who held two mandates for one office
decided by the one, a deputy by the other, and both counted where so many *holders* are asked.
Deploy order: expand; what the old code adds meanwhile names no holder and counts for the person.
On the way back: one holder can count twice again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0152"
down_revision = "0151"

FITS_OLDER_CODE = True

FILL = """
update seat_voice v set holder_id = m.holder_id from mandate m
  where m.organisation_id = v.organisation_id and m.number = v.mandate_number
    and not exists (select 1 from seat_voice w join mandate n
        on n.organisation_id = w.organisation_id and n.number = w.mandate_number
      where w.seat_id = v.seat_id and w.id < v.id and n.holder_id = m.holder_id)
"""
"""Numbers are given once in an organisation. Where one holder counted twice, that stays to be read:
the later voice names none."""


def upgrade() -> None:
    """Keep by whose mandate somebody decided, once for each seat."""
    op.add_column("seat_voice", sa.Column("holder_id", sa.Uuid(), nullable=True))
    name = op.f("fk_seat_voice_holder_id_person")
    op.create_foreign_key(name, "seat_voice", "person", ["holder_id"], ["id"])
    op.execute(FILL)
    columns = ["seat_id", "holder_id"]
    op.create_index("uq_seat_voice_holder", "seat_voice", columns, unique=True)


def downgrade() -> None:
    """Forget whose mandates they were; the numbers stay."""
    op.drop_index("uq_seat_voice_holder", "seat_voice")
    op.drop_column("seat_voice", "holder_id")
